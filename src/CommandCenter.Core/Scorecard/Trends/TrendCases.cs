using CommandCenter.OrderExceptions;
using CommandCenter.OrderExceptions.Sources;

namespace CommandCenter.Scorecard.Trends;

/// <summary>The newest trends, read again every quarter of an hour: their days change once a day.</summary>
public sealed class TrendReadings(TrendQueries trends, TimeProvider time)
{
    private static readonly TimeSpan good = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan soon = TimeSpan.FromMinutes(1);
    private volatile Known? known;

    /// <summary>Null while they cannot be read, or orders are still being counted: their days are not what they will be.</summary>
    public async Task<TrendsView?> ReadAsync(CancellationToken cancel)
    {
        if (known is { } before && time.GetUtcNow() - before.At < (before.View is null ? soon : good)) return before.View;
        var read = await trends.ReadAsync(null, cancel);
        known = new Known(time.GetUtcNow(), read is { Succeeded: true, Value.IsComplete: true } ? read.Value : null);
        return known.View;
    }

    private sealed record Known(DateTimeOffset At, TrendsView? View);
}

/// <summary>A series that drifts or jumped to the bad is a case until its days say so no longer. While nothing can be told of it, nothing has passed: each series is a source of its own.</summary>
internal sealed class TrendCases(TrendSeries series, TrendReadings readings) : ICaseSource
{
    public string Name => series.Rule;

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        if (await readings.ReadAsync(cancel) is not { } view || view.Items.Single(t => t.Series.Key == series.Key) is not { Word: not TrendWord.CannotTell } trend) return null;
        if (trend.Word != TrendWord.Worse) return [];
        return
        [
            new CaseSignal
            {
                Fingerprint = CasePrint.Of("trend", series.Key), Rule = series.Rule, Bucket = series.Bucket, Team = series.Team, Orders = 0, AtLeast = CaseSeverity.Medium,
                Title = $"{series.Name}: slowly getting worse", Why = $"Over the last {TrendQueries.Days} whole days it {trend.Sentence}. The chart shows it with the decisions of those days.", Since = trend.Since ?? view.From,
                Link = "/trends?series=" + series.Key,
            },
        ];
    }
}
