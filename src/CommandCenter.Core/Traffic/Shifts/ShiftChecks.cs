using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What is wrong with a shift that somebody wants to draw up; null where nothing is.</summary>
internal static class ShiftChecks
{
    private const int Most = 20;

    public static Error? Of(ShiftRequest request, IReadOnlyList<ShiftStepPlan> steps, CutoverPlan? plan)
    {
        if (request.Segments is not { Count: >= 1 and <= Most } segments)
        {
            return ShiftErrors.Segments($"segments must name 1 to {Most} segments.");
        }

        for (var i = 0; i < segments.Count; i++)
        {
            if (TrafficErrors.Of(segments[i], plan) is { } invalid)
            {
                return invalid;
            }

            for (var j = 0; j < i; j++)
            {
                if (segments[j].Overlaps(segments[i]))
                {
                    return ShiftErrors.Segments($"segments[{i}] ({segments[i]}) and segments[{j}] ({segments[j]}) share orders; each order is moved by one of them.");
                }
            }
        }

        return Steps(steps);
    }

    private static Error? Steps(IReadOnlyList<ShiftStepPlan> steps)
    {
        if (steps.Count is < 1 or > Most)
        {
            return ShiftErrors.Steps($"steps must have 1 to {Most} steps.");
        }

        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var why = step.Percent is <= 0 or > 100 || decimal.Round(step.Percent, 2) != step.Percent ? "percent must be above 0 and at most 100, with at most two decimals"
                : i > 0 && step.Percent <= steps[i - 1].Percent ? "percent must be more than that of the step before"
                : step.Bake < TimeSpan.FromMinutes(1) || step.Bake > TimeSpan.FromDays(30) ? "bake must be 1 minute to 30 days"
                : step.Confirm is { } confirm && (confirm < TimeSpan.FromMinutes(1) || confirm > TimeSpan.FromDays(7)) ? "confirm must be 1 minute to 7 days"
                : step.MinimumOrders is < 0 or > 10_000_000 ? "minimumOrders must be 0 to 10,000,000"
                : step.Shipped is < 0 or > 10_000_000 ? "shipped must be 0 to 10,000,000"
                : step.CarrierCutoffs is < 0 or > 100 ? "carrierCutoffs must be 0 to 100"
                : step.ErpPostings is < 0 or > 100 ? "erpPostings must be 0 to 100" : null;
            if (why is not null)
            {
                return ShiftErrors.Steps($"steps[{i}]: {why}.");
            }
        }

        return null;
    }
}
