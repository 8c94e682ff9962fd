using System.Data.Common;
using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Targets;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources.Polling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Releases;

/// <summary>
/// Tells the sides to hold and to resume, until each has confirmed it, across restarts. A side that is silent or refuses is asked again, ever more rarely, and never keeps the other one
/// waiting. Keeps what is open for all pages.
/// </summary>
public sealed partial class ReleaseWorker : BackgroundService
{
    private static readonly TimeSpan idle = TimeSpan.FromSeconds(5);

    private readonly ReleaseQueries queries;
    private readonly IDbContextFactory<CommandsDb> databases;
    private readonly CommandsGate gate;
    private readonly IOrderTargets targets;
    private readonly BackOff backOff;
    private readonly TimeProvider time;
    private readonly StepProbe probe;
    private readonly ILogger log;
    private readonly WakeSignal woken;
    private readonly StandingCommands standing;
    private readonly DateTimeOffset began;

    /// <summary>When a side may be asked again.</summary>
    private readonly Dictionary<(Guid Hold, Side Side), DateTimeOffset> notBefore = [];

    /// <summary>Until when a hold that was not answered may still take effect; a resume that overtook it would be undone by it.</summary>
    private readonly Dictionary<(Guid Hold, Side Side), DateTimeOffset> settles = [];
    private volatile IReadOnlyList<ReleaseHold> open = [];

    internal ReleaseWorker(
        ReleaseQueries queries, IDbContextFactory<CommandsDb> databases, CommandsGate gate, IOrderTargets targets, BackOff backOff, TimeProvider time, StepProbe probe,
        StandingCommands standing, ILogger<ReleaseWorker> log)
    {
        (this.queries, this.databases, this.gate, this.targets, this.backOff, this.time, this.probe, this.standing, this.log) = (queries, databases, gate, targets, backOff, time, probe, standing, log);
        began = time.GetUtcNow();
        woken = new WakeSignal(time);
    }

    /// <summary>Raised after <see cref="Open"/> changed; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>Holds that stand, or whose end a side has not confirmed; the oldest first.</summary>
    public IReadOnlyList<ReleaseHold> Open => open;

    /// <summary>Something was commanded.</summary>
    public void Wake() => woken.Wake();

    public override void Dispose()
    {
        woken.Dispose();
        base.Dispose();
    }

    /// <summary>One round: every side that has something to confirm and whose time has come is asked once.</summary>
    /// <returns>When to come again.</returns>
    internal async Task<TimeSpan> RoundAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        var due = open.SelectMany(h => h.Sides, (h, s) => (Hold: h, Side: s)).Where(p => Operation(p.Side.State) is not null).ToList();
        var now = time.GetUtcNow();
        var turns = due.Where(p => TurnOf(p.Hold, p.Side) <= now).ToList();
        // the sides beside one another; on one side one after the other, oldest first
        await Task.WhenAll(turns.GroupBy(t => t.Side.Side).Select(async of =>
        {
            foreach (var (hold, side) in of)
            {
                await TellAsync(hold, side, cancel);
            }
        }));
        if (turns.Count > 0)
        {
            await ShowAsync(cancel);
        }

        var waits = open.SelectMany(h => h.Sides, (h, s) => (Hold: h, Side: s)).Where(p => Operation(p.Side.State) is not null).Select(p => TurnOf(p.Hold, p.Side)).ToList();
        var wait = waits.Count == 0 ? idle : waits.Min() - time.GetUtcNow();
        return wait < TimeSpan.FromMilliseconds(20) ? TimeSpan.FromMilliseconds(20) : wait < idle ? wait : idle;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = idle;
            try
            {
                pause = await RoundAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or DbUpdateException or IOException)
            {
                LogStore(log, e.Message);
            }

            await woken.WaitAsync(pause, stoppingToken);
        }
    }

    private static TargetOperation? Operation(ReleaseState state) => state switch
    {
        ReleaseState.Asked or ReleaseState.Failed => TargetOperation.Hold,
        ReleaseState.Resuming or ReleaseState.ResumeFailed => TargetOperation.Resume,
        _ => null,
    };

    private DateTimeOffset TurnOf(ReleaseHold hold, ReleaseSide side)
    {
        lock (notBefore)
        {
            var key = (hold.Id, side.Side);
            var at = notBefore.GetValueOrDefault(key);
            if (Operation(side.State) != TargetOperation.Resume)
            {
                return at;
            }

            // what an earlier process had under way is not known here
            var settled = settles.TryGetValue(key, out var until) ? until : hold.HeldAt < began ? began + SettlesWithin(side.Side) : default;
            return settled > at ? settled : at;
        }
    }

    private TimeSpan SettlesWithin(Side side) => targets.Of(side)?.Definition.SettlesWithin ?? TimeSpan.Zero;

    private async Task TellAsync(ReleaseHold hold, ReleaseSide side, CancellationToken cancel)
    {
        var operation = Operation(side.State)!.Value;
        var holds = operation == TargetOperation.Hold;
        probe.At(StepProbe.BeforeCall, operation.ToString());
        var answer = targets.Of(side.Side) is not { } target
            ? new TargetAnswer(TargetOutcome.Unable, $"The plan declares no target for {side.Side}.")
            : await target.SendAsync(new TargetCall("", operation, 0, $"{hold.Id}:{(holds ? "hold" : "resume")}", Segment: hold.Segment), cancel);
        probe.At(StepProbe.AfterCall, operation.ToString());
        var (state, error) = answer.Outcome switch
        {
            TargetOutcome.Done => (holds ? ReleaseState.Held : ReleaseState.Resumed, (string?)null),
            TargetOutcome.Unable => (ReleaseState.Cannot, answer.Reason ?? $"The plan's target of {side.Side} has no {operation}."),
            // asking again is harmless: the key is the same
            TargetOutcome.NotSent or TargetOutcome.Unknown => (holds ? ReleaseState.Asked : ReleaseState.Resuming, answer.Reason ?? "no answer"),
            _ => (holds ? ReleaseState.Failed : ReleaseState.ResumeFailed, answer.Reason ?? "it refused"),
        };
        lock (notBefore)
        {
            var key = (hold.Id, side.Side);
            if (holds)
            {
                settles[key] = answer.Outcome == TargetOutcome.Unknown ? time.GetUtcNow() + SettlesWithin(side.Side) : default;
            }

            if (Operation(state) is null)
            {
                notBefore.Remove(key);
            }
            else
            {
                notBefore[key] = time.GetUtcNow() + backOff.After(side.Attempts + 1);
            }
        }

        await WriteAsync(hold.Id, side, state, error, cancel);
    }

    /// <summary>What the side answered, unless another command was given meanwhile: then the answer is about something that is over.</summary>
    private async Task WriteAsync(Guid hold, ReleaseSide asked, ReleaseState state, string? error, CancellationToken cancel)
    {
        using var turn = await gate.EnterAsync();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (before, attempts, since, now) = ((int)asked.State, asked.Attempts + 1, asked.ChangedAt, time.GetUtcNow());
        var changed = state == asked.State ? since : now;
        await db.ReleaseSides.Where(s => s.HoldId == hold && s.Side == asked.Side && s.State == before)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, (int)state).SetProperty(r => r.Error, error).SetProperty(r => r.Attempts, attempts).SetProperty(r => r.ChangedAt, changed), cancel);
        probe.At(StepProbe.Journalled);
    }

    private async Task ShowAsync(CancellationToken cancel)
    {
        var now = await queries.OpenAsync(cancel);
        // records compare lists by object
        var same = now.Count == open.Count && now.Zip(open).All(p => p.First.Id == p.Second.Id && p.First.ResumedAt == p.Second.ResumedAt && p.First.Sides.SequenceEqual(p.Second.Sides));
        (open, standing.Holds) = (now, now);
        if (!same)
        {
            Changed?.Invoke();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Holds of releases cannot be read or written: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
