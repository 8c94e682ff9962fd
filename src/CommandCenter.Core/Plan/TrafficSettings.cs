using CommandCenter.Orders;
using CommandCenter.Traffic;

namespace CommandCenter.Plan;

/// <summary>Section <c>traffic</c> of the plan.</summary>
/// <param name="LargestStep">Percentage points that one command may move a segment by without a second person, 0 to 100; 100 = any step.</param>
/// <param name="Start">The rules that hold before the first command, from the top; the default below them is legacy.</param>
public sealed record TrafficSettings(decimal LargestStep, IReadOnlyList<TrafficStart> Start)
{
    /// <summary>What holds where a plan says nothing.</summary>
    public static TrafficSettings Default { get; } = new(100, []);
}

/// <param name="Percent">Share of orchestration, 0 to 100 with at most two decimals.</param>
public sealed record TrafficStart(Segment Segment, decimal Percent, bool Mirror, SplitBy SplitBy);

/// <summary>Section <c>rollback</c> of the plan: how long each step of a rollback may take, from its beginning. Unscaled: divide by <see cref="PlanHeader.TimeScale"/>.</summary>
/// <param name="Restored">Until every node decides by the new table.</param>
/// <param name="Observed">Until observed orders agree with it.</param>
/// <param name="Resolved">Until every order in flight has its outcome.</param>
/// <param name="Proven">Until both ledgers have been compared.</param>
/// <param name="Lanes">Lane → the furthest stage of open lines that may still be transferred there; a lane that is not named follows the table of the design.</param>
public sealed record RollbackSettings(TimeSpan Restored, TimeSpan Observed, TimeSpan Resolved, TimeSpan Proven, IReadOnlyDictionary<string, Stage> Lanes)
{
    /// <summary>What holds where a plan says nothing.</summary>
    public static RollbackSettings Default { get; } = new(
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(20), new Dictionary<string, Stage>(StringComparer.Ordinal));
}
