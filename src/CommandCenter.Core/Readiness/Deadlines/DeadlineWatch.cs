using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Readiness.Deadlines;

/// <summary>The deadlines in memory, for Live's attention list and all open pages: read again after a plan, after a decision that refers to one, and every few seconds for other nodes and the clock.</summary>
public sealed class DeadlineWatch(DeadlineBoard deadlines, StandingCommands standing, DecisionLog decisions, ActivePlan plan, TimeProvider time, ILogger<DeadlineWatch> log) : StandingReader(time, log)
{
    private volatile DeadlinesView? current;
    private volatile Error? error;

    /// <summary>Raised after something changed, also from readable to not; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>As of the last reading that succeeded; null before the first.</summary>
    public DeadlinesView? Current => current;

    /// <summary>Why the store cannot be read; null while it can.</summary>
    public Error? Error => error;

    public override async Task ReadAsync(CancellationToken cancel)
    {
        var (before, failed) = (current, error);
        var read = await StoreReads.TryAsync(() => deadlines.ReadAsync(cancel));
        (current, error) = (read.Succeeded ? read.Value : current, read.Error);
        standing.Deadlines = current?.Items ?? [];
        if (failed?.Message != error?.Message || !Same(before, current))
        {
            Changed?.Invoke();
        }
    }

    protected override IDisposable Follow()
    {
        plan.Applied += OnApplied;
        return new Following(new DecisionFollower(decisions, entry => entry.Subjects.Any(s => s.StartsWith(Deadline.SubjectOf(""), StringComparison.Ordinal)), Wake), () => plan.Applied -= OnApplied);
    }

    /// <summary>How late something is grows by itself and is no news.</summary>
    private static bool Same(DeadlinesView? before, DeadlinesView? now) =>
        before is not null && now is not null && before.Items.Select(i => (i.Item, i.State, i.IsOverdue, i.Taken)).SequenceEqual(now.Items.Select(i => (i.Item, i.State, i.IsOverdue, i.Taken)));

    private void OnApplied(CutoverPlan applied) => Wake();
}
