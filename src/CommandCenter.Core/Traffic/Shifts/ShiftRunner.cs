using System.Collections.Concurrent;
using System.Data.Common;
using CommandCenter.Access;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Releases;
using CommandCenter.Rollback;
using CommandCenter.Sources.Polling;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Looks at every running shift every two seconds and carries out what follows. Whatever it decides stands in the store before it takes effect, so another process goes on from there.</summary>
public sealed partial class ShiftRunner : BackgroundService
{
    private static readonly TimeSpan beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan keepEvery = TimeSpan.FromMinutes(1);

    private readonly ShiftQueries queries;
    private readonly ShiftGuard guard;
    private readonly ShiftMoves moves;
    private readonly RollBack rollBack;
    private readonly ReleaseCommands releases;
    private readonly PreviewRollback preview;
    private readonly IDbContextFactory<CommandsDb> databases;
    private readonly ActivePlan plan;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly WakeSignal woken;
    private readonly ConcurrentDictionary<Guid, ShiftSight> sights = new();
    private readonly Dictionary<Guid, (CheckVerdict Verdict, DateTimeOffset At)> kept = [];

    internal ShiftRunner(
        ShiftQueries queries, ShiftGuard guard, ShiftMoves moves, RollBack rollBack, ReleaseCommands releases, PreviewRollback preview, IDbContextFactory<CommandsDb> databases, ActivePlan plan,
        TimeProvider time, ILogger<ShiftRunner> log)
    {
        (this.queries, this.guard, this.moves, this.rollBack, this.releases, this.preview, this.databases, this.plan, this.time, this.log) =
            (queries, guard, moves, rollBack, releases, preview, databases, plan, time, log);
        woken = new WakeSignal(time);
    }

    /// <summary>Raised after each round that looked at something; handlers must not throw and not block.</summary>
    public event Action? Looked;

    /// <summary>The newest look at each running shift.</summary>
    public IReadOnlyDictionary<Guid, ShiftSight> Sights => sights;

    /// <summary>Something was commanded.</summary>
    public void Wake() => woken.Wake();

    public override void Dispose()
    {
        woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or DbUpdateException or IOException)
            {
                LogStore(log, e.Message);
            }

            await woken.WaitAsync(beat, stoppingToken);
        }
    }

    /// <summary>One look at each running shift.</summary>
    internal async Task RoundAsync(CancellationToken cancel)
    {
        var running = (await queries.OpenAsync(cancel)).Where(s => s.State.IsRunning()).ToList();
        foreach (var gone in sights.Keys.Except(running.Select(s => s.Id)))
        {
            sights.TryRemove(gone, out _);
            kept.Remove(gone);
        }

        foreach (var shift in running)
        {
            await LookAtAsync(shift.Id, cancel);
        }

        if (running.Count > 0)
        {
            Looked?.Invoke();
        }
    }

    private async Task LookAtAsync(Guid id, CancellationToken cancel)
    {
        if (await guard.LookAsync(id, cancel) is not { } sight)
        {
            return;
        }

        sights[id] = sight;
        var unfit = sight.Look.Verdict == CheckVerdict.Failed ? await UnfitAsync(sight.Shift, cancel) : null;
        var move = ShiftRules.Next(sight.Standing, sight.Shift.Steps, sight.Look, sight.Thresholds, unfit, sight.At);
        switch (move.Kind)
        {
            case ShiftMoveKind.Stay:
                await KeepAsync(sight, cancel);
                break;
            case ShiftMoveKind.RollBack:
                await RollBackAsync(sight, move, cancel);
                break;
            default:
                var done = await moves.RunAsync(sight.Shift, move, sight.Look, cancel);
                if (done.Succeeded && done.Value && move.Kind == ShiftMoveKind.HoldReleases)
                {
                    await HoldAsync(sight.Shift, move, cancel);
                }

                break;
        }
    }

    /// <summary>The click itself, given by the product: one rollback for each segment; the first ends the shift in its own transaction.</summary>
    private async Task RollBackAsync(ShiftSight sight, ShiftMove move, CancellationToken cancel)
    {
        foreach (var segment in sight.Shift.Segments)
        {
            var begun = await rollBack.RunAsync(new RollbackRequest(new RollbackScope(segment), IsDrill: false, sight.At), Actor.Product, Short(move.Message), RequestOf(sight.Shift, segment), cancel);
            if (begun.Error is { } refused)
            {
                LogRefused(log, sight.Shift.Name, segment.ToString(), refused.Message);
            }
        }
    }

    private async Task HoldAsync(Shift shift, ShiftMove move, CancellationToken cancel)
    {
        foreach (var segment in shift.Segments)
        {
            var held = await releases.HoldAsync(segment, Actor.Product, Short(move.Message), null, cancel);
            if (held.Error is { } refused)
            {
                LogRefused(log, shift.Name, segment.ToString(), refused.Message);
            }
        }
    }

    private async Task<string?> UnfitAsync(Shift shift, CancellationToken cancel)
    {
        foreach (var segment in shift.Segments)
        {
            var seen = await preview.RunAsync(new RollbackScope(segment), cancel);
            if (seen.Succeeded && seen.Value.Legacy is { Verdict: Fitness.Unfit } legacy)
            {
                return string.Join(" ", legacy.Checks.Where(c => c.Verdict == Fitness.Unfit).Select(c => c.Why));
            }
        }

        return null;
    }

    /// <summary>A look is kept when its verdict differs from the one before, and once a minute.</summary>
    private async Task KeepAsync(ShiftSight sight, CancellationToken cancel)
    {
        if (kept.TryGetValue(sight.Shift.Id, out var last) && last.Verdict == sight.Look.Verdict && sight.At - last.At < keepEvery / (plan.Current?.Header.TimeScale ?? 1))
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        ShiftMoves.Keep(db, sight.Shift, sight.Look, sight.At);
        await db.SaveChangesAsync(cancel);
        kept[sight.Shift.Id] = (sight.Look.Verdict, sight.At);
    }

    /// <summary>The same for the same step and segment, so that a rollback that was begun is found, not begun again.</summary>
    private static Guid RequestOf(Shift shift, Segment segment)
    {
        var text = System.Text.Encoding.UTF8.GetBytes($"{shift.Id}:{shift.Step}:{segment}");
        return new Guid(System.Security.Cryptography.SHA256.HashData(text).AsSpan(0, 16));
    }

    private static string Short(string text) => text.Length <= 500 ? text : text[..500];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Running shifts cannot be read or moved: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Shift {Shift} could not act on {Segment}: {Reason}")]
    private static partial void LogRefused(ILogger log, string shift, string segment, string reason);
}
