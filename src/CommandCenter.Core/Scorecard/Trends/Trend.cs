using CommandCenter.Decisions;
using CommandCenter.OrderExceptions;
using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Scorecard.Trends;

/// <summary>What the days of a series say, worst first.</summary>
public enum TrendWord
{
    /// <summary>It drifts or jumped to the bad.</summary>
    Worse,

    /// <summary>Nothing measures it, or too few days are over.</summary>
    CannotTell,

    /// <summary>Neither drift nor change of level beyond noise.</summary>
    Steady,

    /// <summary>It drifts or jumped to the good.</summary>
    Better,
}

/// <summary>A series that is watched for slow defects.</summary>
/// <param name="Figure">Its definition.</param>
/// <param name="Bucket">Of the case that a finding becomes.</param>
/// <param name="Team">Whose that case is.</param>
public sealed record TrendSeries(string Name, PeriodFigure Figure, ExceptionBucket Bucket, OwnerTeam Team)
{
    /// <summary>Kebab-case, stable; that of the figure.</summary>
    public string Key => Figure.Key;

    /// <summary>Which percentile of a day's durations is looked at.</summary>
    public int Percentile { get; init; } = 50;

    /// <summary>Of the cases that its findings become.</summary>
    public string Rule => "trend-" + Key;
}

/// <summary>A day of a series.</summary>
/// <param name="Start">When it began, in the plan's zone.</param>
/// <param name="Value">Null where there is none.</param>
public sealed record TrendPoint(DateTimeOffset Start, double? Value);

/// <summary>A series with what was found in it.</summary>
/// <param name="Days">The last thirty that are over, oldest first.</param>
/// <param name="Drift">Null where too few days are over.</param>
/// <param name="Change">Null where too few days are over.</param>
/// <param name="Since">First day of the new level, where that is what was found; null otherwise.</param>
/// <param name="Sentence">What was found, or why nothing can be told.</param>
public sealed record Trend(TrendSeries Series, IReadOnlyList<TrendPoint> Days, Drift? Drift, ChangePoint? Change, TrendWord Word, DateTimeOffset? Since, string Sentence);

/// <param name="From">The first of the days.</param>
/// <param name="To">Not included.</param>
/// <param name="Lane">Null = all.</param>
/// <param name="Items">Worse first.</param>
/// <param name="Marks">Decisions of those days that could have moved something, oldest first.</param>
/// <param name="IsComplete">False while orders are still being counted.</param>
public sealed record TrendsView(DateTimeOffset From, DateTimeOffset To, string Zone, string? Lane, IReadOnlyList<Trend> Items, IReadOnlyList<Decision> Marks, bool IsComplete);
