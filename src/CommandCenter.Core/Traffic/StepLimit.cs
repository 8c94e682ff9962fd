using System.Globalization;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Traffic;

/// <summary>How far one person may raise orchestration's share in one step.</summary>
internal static class StepLimit
{
    /// <summary>The refusal that names the limit; null where one person may. Back to legacy is never limited.</summary>
    public static Error? Refuse(TrafficTable table, TrafficMove move, CutoverPlan? plan)
    {
        var limit = (plan?.Traffic ?? TrafficSettings.Default).LargestStep;
        var raise = Raise(table, move.Segment, move.Percent);
        return raise <= limit ? null : Error.Conflict("second-person-needed", string.Create(CultureInfo.InvariantCulture,
            $"It raises {move.Segment} by {raise:0.##} points; one person may raise by at most {limit:0.##} in one step (traffic.largestStep of the plan). Propose it: it moves once another person agrees."));
    }

    /// <summary>
    /// Percentage points that orders of the segment can gain at most: against the rule of the identical segment, else against every rule that some of them meet now, the default
    /// included where they reach it.
    /// </summary>
    public static decimal Raise(TrafficTable table, Segment segment, decimal percent)
    {
        if (table.RuleOf(segment) is { } same)
        {
            return percent - same.Percent;
        }

        var raise = decimal.MinValue;
        foreach (var rule in table.Rules.Where(r => r.Segment.Overlaps(segment)))
        {
            raise = Math.Max(raise, percent - rule.Percent);
            // none of its orders comes further down; only a rule that splits by store leaves those without one
            if (rule.SplitBy == SplitBy.Order && rule.Segment.Covers(segment))
            {
                break;
            }
        }

        return raise;
    }
}
