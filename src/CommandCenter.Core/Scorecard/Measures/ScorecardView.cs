using CommandCenter.Scorecard.Baselines;
using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Scorecard.Measures;

/// <summary>How a measure stands against the baseline, in the order in which it is shown.</summary>
public enum Change
{
    /// <summary>Beyond noise, to the bad.</summary>
    Worse,

    /// <summary>Nothing was measured in the period.</summary>
    Missing,

    /// <summary>There is a value, but nothing to hold it against, or too few days to tell a change from noise.</summary>
    CannotTell,

    /// <summary>Not beyond noise.</summary>
    Same,

    /// <summary>Beyond noise, to the good.</summary>
    Better,
}

/// <summary>A day of a trend.</summary>
/// <param name="Start">When the day of the plan's zone began.</param>
/// <param name="Value">Null where no order gave anything.</param>
/// <param name="IsOver">False while orders may still come into it: it has only its first and quickest, is not drawn and not judged by.</param>
public sealed record TrendDay(DateTimeOffset Start, double? Value, bool IsOver);

/// <summary>A measure of a period beside that of the baseline.</summary>
/// <param name="Before">Of the baseline; null where it is missing.</param>
/// <param name="Now">Of the period; null where it is missing.</param>
/// <param name="Why">Why it is missing or cannot be told; null otherwise.</param>
/// <param name="IsGreen">Better, and no other side of the balance got worse.</param>
/// <param name="Usual">From the 10th to the 90th percentile of the baseline's days, nearest rank; null below <see cref="RankTest.FewestDays"/> days.</param>
/// <param name="TrendBefore">Every day of the baseline, oldest first.</param>
/// <param name="TrendNow">Every day of the period, oldest first.</param>
public sealed record ScorecardLine(
    Measure Measure, PeriodValue? Before, PeriodValue? Now, Change Change, string? Why, bool IsGreen, (double Low, double High)? Usual, IReadOnlyList<TrendDay> TrendBefore, IReadOnlyList<TrendDay> TrendNow)
{
    /// <summary>Entered by hand: it stands instead of <see cref="Before"/>; null where nothing was.</summary>
    public EnteredValue? Entered { get; init; }

    /// <summary>What it shall reach; null where the plan says nothing.</summary>
    public MeasureTarget? Target { get; init; }

    /// <summary>Out of what, or of what kind; of a promise also whether days or instants are promised.</summary>
    public string Below { get; init; } = Measure.Below;

    /// <summary>The same with each line of an order counted for itself; null where that is not kept or is the same.</summary>
    public PeriodValue? ByLine { get; init; }

    /// <summary>Of a duration the 90th percentile, seconds, nearest rank; null of all others and where it is missing.</summary>
    public double? NowP90 => Now?.Percentiles is { } ranks && ranks.TryGetValue(90, out var slow) ? slow : null;

    /// <summary>What it is held against: entered, else computed; null where it is missing.</summary>
    public double? Was => Entered?.Value ?? Before?.Value;

    /// <summary>Whether it reaches its target now; null where either is missing.</summary>
    public bool? MeetsTarget => Target is { } target && Now is { } now ? Measure.Figure.Better == Better.Higher ? now.Value >= target.Value : now.Value <= target.Value : null;

    /// <summary>Now without before, in the unit of the measure (of shares percentage points); null where either is missing.</summary>
    public double? Difference => Now?.Value - Was;
}

/// <summary>How much of a lane's new orders ran on orchestration.</summary>
/// <param name="Orders">Placed in the last 24 hours of the period, of both sides; at least 1.</param>
/// <param name="OnOrchestration">Of them, owned by orchestration.</param>
public sealed record LaneRun(string Lane, string Name, long Orders, long OnOrchestration)
{
    /// <summary>0 to 100.</summary>
    public double Percent => 100.0 * OnOrchestration / Orders;
}

/// <param name="From">The first day of the period.</param>
/// <param name="To">Not included.</param>
/// <param name="Zone">IANA zone whose days they are.</param>
/// <param name="Lane">Null = all.</param>
/// <param name="BaselineFrom">The first day of the baseline: legacy's orders.</param>
/// <param name="BaselineTo">Not included.</param>
/// <param name="Cutover">T+0 of the plan; null until it is fixed.</param>
/// <param name="Lines">Worse first, then missing, cannot tell, same, better.</param>
/// <param name="IsComplete">False while orders are still being counted.</param>
/// <param name="ReadTo">Up to when both sides have been read and counted; null = not known yet.</param>
/// <param name="CorrectedAt">When something of these days was last corrected because it was told late; null = never.</param>
public sealed record ScorecardView(
    DateTimeOffset From, DateTimeOffset To, string Zone, string? Lane, DateTimeOffset BaselineFrom, DateTimeOffset BaselineTo, DateTimeOffset? Cutover, IReadOnlyList<ScorecardLine> Lines, bool IsComplete,
    DateTimeOffset? ReadTo, DateTimeOffset? CorrectedAt)
{
    /// <summary>Lanes with orders in the last 24 hours of the period, in the plan's order.</summary>
    public IReadOnlyList<LaneRun> Runs { get; init; } = [];

    /// <summary>In which money is; null where the plan names none.</summary>
    public string? Currency { get; init; }

    /// <summary>When it is reviewed next by the plan's rhythm; null where that is over or no cutover is fixed.</summary>
    public DateTimeOffset? NextReview { get; init; }

    /// <summary>Whether reviews are still daily.</summary>
    public bool IsReviewedDaily { get; init; }

    /// <summary>Measures that can be held against the baseline.</summary>
    public int Compared => Lines.Count(l => l.Change is Change.Worse or Change.Same or Change.Better);

    /// <summary>How many stand so.</summary>
    public int Count(Change change) => Lines.Count(l => l.Change == change);

    /// <summary>Of the whole: worse as soon as one is.</summary>
    public Change Verdict => Compared == 0 ? Change.CannotTell : Count(Change.Worse) > 0 ? Change.Worse : Count(Change.Better) > 0 ? Change.Better : Change.Same;
}
