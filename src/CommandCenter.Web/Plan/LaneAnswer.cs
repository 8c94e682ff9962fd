using CommandCenter.Orders;

namespace CommandCenter.Plan;

/// <param name="Cursor">Always null: the list is whole.</param>
public sealed record LaneListAnswer(IReadOnlyList<LaneAnswer> Items, string? Cursor);

/// <param name="CopyUntil">The stage at which a copy stops, or null.</param>
public sealed record LaneAnswer(string Id, string Name, string Reservation, string FailureHandling, string? CopyUntil, IReadOnlyList<SlaAnswer> Sla)
{
    public static IReadOnlyList<LaneAnswer> AllOf(CutoverPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. plan.Lanes.Select(l => new LaneAnswer(l.Id, l.Name, l.Reservation, l.FailureHandling, l.CopyUntil?.Name(), [.. l.Sla.Select(s => SlaAnswer.Of(s, plan.Header.TimeScale))]))];
    }
}

/// <param name="From">placed, eligible or a stage.</param>
/// <param name="WithinSeconds">As the plan says, for real use.</param>
/// <param name="LimitSeconds">What counts now: divided by the plan's time scale.</param>
/// <param name="TargetPercent">Share that must be inside the limit.</param>
/// <param name="AtRiskBeforeSeconds">How long before the deadline an order is at risk, divided by the time scale.</param>
public sealed record SlaAnswer(string Stage, string From, double WithinSeconds, double LimitSeconds, double TargetPercent, double AtRiskBeforeSeconds)
{
    public static SlaAnswer Of(SlaLimit limit, double timeScale)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return new SlaAnswer(
            limit.Stage.Name(), limit.From, limit.Within.TotalSeconds, limit.Within.TotalSeconds / timeScale, limit.TargetPercent, limit.AtRiskBefore.TotalSeconds / timeScale);
    }
}
