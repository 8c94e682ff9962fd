using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic;

namespace CommandCenter.Plan.Versions;

/// <summary>What a plan would change of what runs by the plan before it. Where a text differs and the meaning may not, it counts as changed: the running work wins.</summary>
/// <param name="before">Null where none was applied.</param>
internal sealed class PlanTouch(string? before, string next)
{
    private readonly IReadOnlyList<PlanChange> changes = PlanDiff.Compare(before, next);
    private readonly CutoverPlan? old = before is null ? null : PlanReader.Read(before, "").Plan;
    private readonly CutoverPlan? @new = PlanReader.Read(next, "").Plan;

    /// <summary>Whether it replaces nothing.</summary>
    public bool IsFirst => before is null;

    /// <summary>What the new plan says.</summary>
    public IReadOnlyList<Threshold> Thresholds => @new?.Thresholds ?? [];

    /// <summary>The first path that a shift uses: how its orders are judged, read and sent, and which gates its next steps need.</summary>
    /// <param name="segments">Of the shift: the limits of other lanes may change.</param>
    /// <param name="areThresholdsSealed">Then it is judged by the sealed ones, whatever the plan says.</param>
    /// <returns>Null where it uses nothing of what differs.</returns>
    public string? ByShift(IReadOnlyList<Segment> segments, bool areThresholdsSealed)
    {
        if (!areThresholdsSealed && ThresholdContent.HashOf(old?.Thresholds ?? []) != ThresholdContent.HashOf(Thresholds))
        {
            return First(c => c.Section == "thresholds") ?? "thresholds";
        }

        return First(c => IsAt(c, "plan.timeScale") || IsAt(c, "plan.zone") || IsAt(c, "shifts.alpha") || IsAt(c, "shifts.cutoffs") || c.Section is "targets" or "actuators" || IsOrderOfStages(c))
            ?? First(c => c.Section == "gates")
            ?? First(c => c.Path == "lanes" || Lanes(segments).Any(l => IsAt(c, $"lanes[{l}]")))
            ?? First(c => c.Path == "sources" || OrderSources().Any(s => IsAt(c, $"sources[{s}]")))
            ?? MappingOfOrders();
    }

    /// <summary>
    /// The first path that a rollback uses: whom it asks, how long it may take, and who is believed. Not the actuators: it waits until each of the plan is confirmed, and taking out, or mending, one that
    /// nobody can see is the only way on.
    /// </summary>
    /// <returns>Null where it uses nothing of what differs.</returns>
    public string? ByRollback() => First(c => c.Section is "targets" or "rollback" or "systemsOfRecord" || IsAt(c, "plan.timeScale"));

    private static bool IsAt(PlanChange change, string path) =>
        change.Path.StartsWith(path, StringComparison.Ordinal) && (change.Path.Length == path.Length || change.Path[path.Length] is '.' or '[' or ' ');

    private static bool IsOrderOfStages(PlanChange change) => change.Section == "sides" && !change.Path.EndsWith(".name", StringComparison.Ordinal);

    private string? First(Func<PlanChange, bool> isUsed) => changes.FirstOrDefault(isUsed)?.Path;

    private IEnumerable<string> Lanes(IReadOnlyList<Segment> segments) => Both(p => p.Lanes.Select(l => l.Id)).Where(id => segments.Any(s => s.Lane is null || s.Lane == id));

    private IEnumerable<string> OrderSources() => Both(p => p.Sources.Where(s => p.Mapping(s.Mapping)?.Kind is null or RecordKind.Order).Select(s => s.Id));

    /// <summary>By their hashes, which the lookup tables that they use belong to.</summary>
    private string? MappingOfOrders()
    {
        var id = Both(p => p.Sources.Select(s => p.Mapping(s.Mapping)).Where(m => m?.Kind == RecordKind.Order).Select(m => m!.Id)).FirstOrDefault(m => old?.Mapping(m)?.Hash != @new?.Mapping(m)?.Hash);
        return id is null ? null : $"mappings[{id}]";
    }

    private IEnumerable<string> Both(Func<CutoverPlan, IEnumerable<string>> ids) => new[] { old, @new }.OfType<CutoverPlan>().SelectMany(ids).Distinct(StringComparer.Ordinal);
}
