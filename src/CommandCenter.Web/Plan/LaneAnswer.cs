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

/// <param name="Stage">What must be reached: a stage, or reservation, label, propagation or confirmed.</param>
/// <param name="From">placed, eligible or a stage; reached for propagation.</param>
/// <param name="WithinSeconds">As the plan says, for real use; null where <paramref name="Due"/> stands.</param>
/// <param name="LimitSeconds">What counts now: divided by the plan's time scale.</param>
/// <param name="TargetPercent">Share that must be inside the limit.</param>
/// <param name="AtRiskBeforeSeconds">How long before the deadline an order is at risk, divided by the time scale; the first level where there are several.</param>
/// <param name="AtRiskLevelsSeconds">All levels, longest first.</param>
/// <param name="Due">The promise, or the carrier's cut-off, that it is due by; null for a duration.</param>
/// <param name="Calendar">Whose open time counts, or null.</param>
/// <param name="RollForward">A promise in closed time counts until the next opening.</param>
public sealed record SlaAnswer(
    string Stage, string From, double? WithinSeconds, double? LimitSeconds, double TargetPercent, double AtRiskBeforeSeconds, IReadOnlyList<double> AtRiskLevelsSeconds, LimitDue? Due, string? Calendar, bool RollForward)
{
    public static SlaAnswer Of(SlaLimit limit, double timeScale)
    {
        ArgumentNullException.ThrowIfNull(limit);
        var levels = limit.AtRiskBefore.Select(b => b.TotalSeconds / timeScale).ToList();
        return new SlaAnswer(
            limit.Stage.Name, limit.From, limit.Within?.TotalSeconds, limit.Within?.TotalSeconds / timeScale, limit.TargetPercent, levels.Count == 0 ? 0 : levels[0], levels, limit.Due, limit.Calendar, limit.RollForward);
    }
}
