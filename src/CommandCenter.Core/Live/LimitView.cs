using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Live;

internal sealed record LaneView(int Index, LaneDefinition Definition, IReadOnlyList<LimitView> Limits)
{
    /// <summary>The limit that "routed within" speaks of, counted by the clock; null where the plan sets none.</summary>
    public LimitView? Routed { get; } = Limits.Where(l => l.Stage == Stage.Routed && l.Id.Due is null && l.Calendar is null).OrderBy(l => l.From != LimitStart.Eligible).FirstOrDefault();
}

/// <summary>Where the clock of a limit starts.</summary>
internal enum LimitStart
{
    Placed,
    Eligible,
    Stage,

    /// <summary>At each stage that the owner reaches: propagation.</summary>
    Reached,
}

/// <summary>A limit after the time scale, microseconds.</summary>
/// <param name="Within">0 where the limit is due at an instant.</param>
/// <param name="Calendar">Whose open time counts; null = all time.</param>
/// <param name="AtRiskBefore">Longest first.</param>
internal sealed record LimitView(int Number, LimitId Id, LimitStart From, Stage? FromStage, long Within, OpenTime? Calendar, double TargetPercent, IReadOnlyList<long> AtRiskBefore)
{
    public Milestone Stage => Id.Stage;

    /// <summary>What it asks for, for people: <c>routed within 1 m</c>, <c>ready-for-pickup within 12 m of opening hours</c>, <c>shipped due shipBy</c>.</summary>
    public string Words => Id.Due is not null ? Id.Words : $"{Id.Words} within {Wording.Duration(TimeSpan.FromMicroseconds(Within))}{(Calendar is null ? "" : " of opening hours")}";

    public static LimitView Of(int number, SlaLimit limit, double scale, OpenTime? calendar)
    {
        var (from, stage) = limit.From switch
        {
            "placed" => (LimitStart.Placed, (Stage?)null),
            "eligible" => (LimitStart.Eligible, null),
            SlaLimit.Reached => (LimitStart.Reached, null),
            _ => Stages.TryParse(limit.From, out var named) ? (LimitStart.Stage, named) : (LimitStart.Placed, null),
        };
        return new LimitView(number, limit.Id, from, stage, limit.Within is { } within ? Scaled(within, scale) : 0, calendar, limit.TargetPercent, [.. limit.AtRiskBefore.Select(b => Scaled(b, scale))]);
    }

    /// <summary>How many of <see cref="AtRiskBefore"/> have been passed with so much time left: 0 = not at risk.</summary>
    public int LevelAt(long remaining)
    {
        var level = 0;
        while (level < AtRiskBefore.Count && remaining <= AtRiskBefore[level])
        {
            level++;
        }

        return level;
    }

    private static long Scaled(TimeSpan span, double scale) => (long)(span.Ticks / scale / TimeSpan.TicksPerMicrosecond);
}
