using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>The thresholds in memory for all open pages: read again after each step, after a plan, and every few seconds for what other nodes did and for proposals that expire.</summary>
public sealed class ThresholdWatch(ThresholdQueries queries, DecisionLog decisions, ActivePlan plan, TimeProvider time, ILogger<ThresholdWatch> log) : StandingReader(time, log)
{
    private volatile ThresholdsView? current;
    private volatile Error? error;

    /// <summary>Raised after something changed, also from readable to not; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>As of the last reading that succeeded; null before the first.</summary>
    public ThresholdsView? Current => current;

    /// <summary>Why the store cannot be read; null while it can.</summary>
    public Error? Error => error;

    public override async Task ReadAsync(CancellationToken cancel)
    {
        var (before, failed) = (current?.Stamp, error);
        var read = await StoreReads.TryAsync(() => queries.ReadAsync(cancel));
        (current, error) = (read.Succeeded ? read.Value : current, read.Error);

        if (before != current?.Stamp || failed?.Message != error?.Message)
        {
            Changed?.Invoke();
        }
    }

    protected override IDisposable Follow()
    {
        plan.Applied += OnApplied;
        return new Following(new DecisionFollower(decisions, entry => entry.Subjects.Contains("thresholds", StringComparer.Ordinal) || entry.Details.ContainsKey("approval"), Wake), () => plan.Applied -= OnApplied);
    }

    private void OnApplied(CutoverPlan applied) => Wake();
}
