using CommandCenter.Sources.Sweeping;

namespace CommandCenter.Sources;

/// <summary>What a poll or push says about its source besides records: pollers publish it, live state folds it.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Succeeded">An answer was read whole (also one without records).</param>
/// <param name="Error">What went wrong, in words for a person, without secrets.</param>
/// <param name="NextTry">When it is tried again, while backing off or broken.</param>
/// <param name="CircuitOpen">The breaker is open.</param>
/// <param name="Paused">A person stopped it.</param>
/// <param name="CaughtUp">The last poll reached the end of what the source has.</param>
public sealed record SourceHealthReport(
    string Source, DateTimeOffset At, bool Succeeded, string? Error, DateTimeOffset? NextTry, bool CircuitOpen, bool Paused, DateTimeOffset? Watermark, bool CaughtUp)
{
    /// <summary>How the sweep of its open orders stands; null where the plan has none, or nothing is new about it.</summary>
    public SweepStanding? Sweep { get; init; }
}

/// <summary>Where committed batches and health go; live state is behind it. Must not block for long: a full channel waits, nothing is dropped.</summary>
public interface ILiveFeed
{
    ValueTask PublishAsync(CommittedBatch batch, CancellationToken cancel);
    ValueTask PublishAsync(SourceHealthReport report, CancellationToken cancel);
}
