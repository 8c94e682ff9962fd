using System.Collections.Concurrent;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
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
    private readonly IDisposable following;
    private readonly ILogger log;
    private readonly WakeSignal woken;
    private readonly ConcurrentDictionary<Guid, ShiftSight> sights = new();
    private readonly Dictionary<Guid, (CheckVerdict Verdict, DateTimeOffset At)> kept = [];

    internal ShiftRunner(
        ShiftQueries queries, ShiftGuard guard, ShiftMoves moves, RollBack rollBack, ReleaseCommands releases, PreviewRollback preview, IDbContextFactory<CommandsDb> databases, ActivePlan plan,
        DecisionLog decisions, TimeProvider time, ILogger<ShiftRunner> log)
    {
        (this.queries, this.guard, this.moves, this.rollBack, this.releases, this.preview, this.databases, this.plan, this.log) =
            (queries, guard, moves, rollBack, releases, preview, databases, plan, log);
        woken = new WakeSignal(time);
        following = new DecisionFollower(decisions, entry => entry.Subjects.Any(s => s.StartsWith("shift:", StringComparison.Ordinal)), woken.Wake);
    }

    /// <summary>Raised with the id after each look at a shift, and when it no longer runs; handlers must not throw and not block.</summary>
    public event Action<Guid>? Looked;

    /// <summary>The newest look at each running shift.</summary>
    public IReadOnlyDictionary<Guid, ShiftSight> Sights => sights;

    /// <summary>What keeps a step from being promoted by a person, by the newest look, its bake left out; null where nothing does.</summary>
    public string? MissingOf(Shift shift)
    {
        ArgumentNullException.ThrowIfNull(shift);
        if (!sights.TryGetValue(shift.Id, out var sight) || sight.Shift.Step != shift.Step)
        {
            return "It has not been looked at yet.";
        }

        var move = ShiftRules.Next(sight.Standing with { State = ShiftState.Baking, Baked = TimeSpan.MaxValue }, shift.Steps, sight.Look, sight.Thresholds, null, sight.At);
        return move.Kind is ShiftMoveKind.Promote or ShiftMoveKind.AskToConfirm or ShiftMoveKind.Close ? sight.Gated : move.Message;
    }

    public override void Dispose()
    {
        following.Dispose();
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
            catch (Exception e) when (StorageErrors.IsFailure(e))
            {
                LogStore(log, e.Message);
            }

            await woken.WaitAsync(beat, stoppingToken);
        }
    }

    /// <summary>One look at each running shift, after the rollbacks of those that a threshold ended have been begun.</summary>
    internal async Task RoundAsync(CancellationToken cancel)
    {
        foreach (var due in await queries.DueAsync(cancel))
        {
            await BeginRollbacksAsync(due, cancel);
        }

        var running = (await queries.OpenAsync(cancel)).Where(s => s.State.IsRunning()).ToList();
        foreach (var gone in sights.Keys.Except(running.Select(s => s.Id)))
        {
            sights.TryRemove(gone, out _);
            kept.Remove(gone);
            guard.Forget(gone);
            Looked?.Invoke(gone);
        }

        foreach (var shift in running)
        {
            await LookAtAsync(shift.Id, cancel);
            Looked?.Invoke(shift.Id);
        }
    }

    private async Task LookAtAsync(Guid id, CancellationToken cancel)
    {
        if (await guard.LookAsync(id, cancel) is not { } sight)
        {
            return;
        }

        sights[id] = sight;
        var unfit = WantsRollback(sight) ? await UnfitAsync(sight.Shift, cancel) : null;
        var move = ShiftRules.Next(sight.Standing, sight.Shift.Steps, sight.Look, sight.Thresholds, unfit, sight.At);
        // a red gate holds the next step, and nothing else: the guard of this one goes on
        if (move.Kind == ShiftMoveKind.Stay || (move.Kind == ShiftMoveKind.Promote && sight.Gated is not null))
        {
            await KeepAsync(sight, cancel);
            return;
        }

        // before the shift says so: a process that ends in between holds them again, which changes nothing
        var refused = move.Kind == ShiftMoveKind.HoldReleases ? await HoldAsync(sight.Shift, move, cancel) : null;
        var done = await moves.RunAsync(sight, refused is null ? move : move with { Message = $"{move.Message} They could not be held: {refused}" }, cancel);
        if (done.Error is { Code: not "gate-red" } error)
        {
            LogStore(log, error.Message);
        }
        else if (done.Succeeded && done.Value && move.Kind == ShiftMoveKind.RollBack)
        {
            await BeginRollbacksAsync((await queries.FindAsync(id, cancel))!, cancel);
        }
    }

    /// <summary>The click itself, given by the product, for every segment. The request ids are the same whoever gives them again, so each begins once.</summary>
    private async Task BeginRollbacksAsync(Shift shift, CancellationToken cancel)
    {
        Guid? first = null;
        foreach (var segment in shift.Segments)
        {
            var begun = await rollBack.RunAsync(new RollbackRequest(new RollbackScope(segment), IsDrill: false, shift.EndedAt), Actor.Product, Short($"{shift.Name}: {shift.Message}"), RequestOf(shift, segment), cancel);
            if (begun.Error is { } refused)
            {
                LogRefused(log, shift.Name, segment.ToString(), refused.Message);
                return;
            }

            first ??= begun.Value.Id;
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        await ShiftMoves.BegunAsync(db, shift.Id, first, cancel);
    }

    /// <returns>Why some could not be held; null where all are.</returns>
    private async Task<string?> HoldAsync(Shift shift, ShiftMove move, CancellationToken cancel)
    {
        string? why = null;
        foreach (var segment in shift.Segments)
        {
            var held = await releases.HoldAsync(segment, Actor.Product, Short($"{shift.Name}: {move.Message}"), null, cancel);
            if (held.Error is { } refused)
            {
                LogRefused(log, shift.Name, segment.ToString(), refused.Message);
                why = refused.Message;
            }
        }

        return why;
    }

    /// <summary>Whether legacy takes the orders back is looked at only where it would be asked to.</summary>
    private static bool WantsRollback(ShiftSight sight) => sight.Look.Checks.Any(c => c.Verdict == CheckVerdict.Failed && !sight.Standing.Told.Contains(c.Threshold)
        && sight.Thresholds.Any(t => t.Id == c.Threshold && t.Action == ThresholdAction.RollBack));

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
        ShiftMoves.Keep(db, sight, sight.At);
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
