using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Traffic;

/// <summary>Refusals of this feature.</summary>
internal static class TrafficErrors
{
    public static Error Moved(long now, long expected) =>
        Error.Conflict("traffic-revision", $"The traffic table stands at revision {now}, not {expected}: somebody moved traffic meanwhile. Look at it and decide again; nothing was moved.");

    /// <summary>What is wrong with a move; null where nothing is.</summary>
    public static Error? Of(TrafficMove move, CutoverPlan? plan)
    {
        if (move.Percent is < 0 or > 100 || decimal.Round(move.Percent, 2) != move.Percent)
        {
            return Error.Validation("percent", $"percent is {move.Percent}; allowed are 0 to 100 with at most two decimals.", "percent");
        }

        if (move.ExpectedRevision is null)
        {
            return Error.Validation("expected-revision", "expectedRevision is missing: the revision of the table that you saw, as GET /api/v1/traffic gives it.", "expectedRevision");
        }

        return Of(move.Segment, plan);
    }

    /// <summary>What is wrong with a segment; null where nothing is.</summary>
    public static Error? Of(Segment segment, CutoverPlan? plan)
    {
        foreach (var (name, value) in segment.Values)
        {
            if (value.Length is 0 or > Segment.LongestValue || value.Any(char.IsControl))
            {
                return Error.Validation("segment", $"segment.{name} must have 1 to {Segment.LongestValue} characters, none of them a control character.", $"segment.{name}");
            }
        }

        if (plan is not null && segment.Lane is { } lane && plan.Lane(lane) is null)
        {
            return Error.Validation("segment", $"segment.lane is '{lane}'; lanes of the plan are {string.Join(", ", plan.Lanes.Select(l => l.Id))}.", "segment.lane");
        }

        return plan is { Stores.Count: > 0 } && segment.Store is { } store && plan.Stores.All(s => s.Number != store)
            ? Error.Validation("segment", $"segment.store is '{store}', which the plan does not know.", "segment.store")
            : null;
    }
}
