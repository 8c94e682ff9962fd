using CommandCenter.OrderExceptions;
using CommandCenter.OrderExceptions.Sources;

namespace CommandCenter.Scorecard.Trends;

/// <summary>A series that drifts or jumped to the bad is a case until it does so no longer. Looked at every quarter of an hour: its days change once a day.</summary>
internal sealed class TrendCases(TrendQueries trends, TimeProvider time) : ICaseSource
{
    private static readonly TimeSpan good = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan soon = TimeSpan.FromMinutes(1);
    private volatile Known? known;

    public string Name => "trends";

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        if (known is { } before && time.GetUtcNow() - before.At < (before.Signals is null ? soon : good)) return before.Signals;
        var read = await trends.ReadAsync(null, cancel);
        // while orders are still being counted, their days are not what they will be
        if (!read.Succeeded || !read.Value.IsComplete)
        {
            known = new Known(time.GetUtcNow(), null);
            return null;
        }

        var signals = read.Value.Items.Where(t => t.Word == TrendWord.Worse).Select(t => new CaseSignal
        {
            Fingerprint = CasePrint.Of("trend", t.Series.Key), Rule = "trend-" + t.Series.Key, Bucket = t.Series.Bucket, Team = t.Series.Team, Orders = 0, AtLeast = CaseSeverity.Medium,
            Title = $"{t.Series.Name}: slowly getting worse", Why = $"Over the last {TrendQueries.Days} whole days it {t.Sentence}. The chart shows it with the decisions of those days.", Since = t.Since ?? read.Value.From,
            Link = "/trends?series=" + t.Series.Key,
        }).ToList();
        known = new Known(time.GetUtcNow(), signals);
        return signals;
    }

    private sealed record Known(DateTimeOffset At, IReadOnlyList<CaseSignal>? Signals);
}
