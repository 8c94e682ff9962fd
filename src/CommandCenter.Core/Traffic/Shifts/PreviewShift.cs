using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Shared;
using CommandCenter.Traffic.Shifts.Readings;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What a shift would touch, before it is drawn up.</summary>
/// <param name="Revision">Of the traffic table that was looked at.</param>
/// <param name="Before">What holds for each segment now, and would hold again when it is taken back.</param>
/// <param name="Steps">That it would take: the plan's above what is commanded already, where none were named.</param>
/// <param name="Gone">Rules that its first step would end.</param>
/// <param name="OrdersPerMinute">New orders of the lanes that it touches, now; null while that is not known.</param>
/// <param name="Thresholds">That would judge it.</param>
/// <param name="Warnings">What a person must know, in sentences.</param>
public sealed record ShiftPreview(
    long Revision, IReadOnlyList<ShareBefore> Before, IReadOnlyList<ShiftStepPlan> Steps, IReadOnlyList<TrafficRule> Gone, double? OrdersPerMinute, IReadOnlyList<Threshold> Thresholds, bool IsSealed,
    IReadOnlyList<string> Warnings);

/// <summary>Looks at what a shift would touch; changes nothing.</summary>
public sealed class PreviewShift(TrafficTables tables, ThresholdBook book, ShiftQueries queries, ActivePlan plan, LiveBoard board, IEnumerable<IShiftReading> readings, GateGuard gates)
{
    /// <returns>The preview; Validation that names the field.</returns>
    public async Task<Result<ShiftPreview>> RunAsync(ShiftRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        var settings = plan.Current?.Shifts ?? ShiftSettings.Default;
        if (ShiftChecks.Of(request, request.Steps ?? settings.Steps, plan.Current) is { } invalid)
        {
            return invalid;
        }

        var table = (await tables.CurrentAsync(cancel)).Table;
        IReadOnlyList<ShareBefore> before = [.. request.Segments.Select(s => ShiftSteps.BeforeOf(table, s, request.SplitBy))];
        IReadOnlyList<ShiftStepPlan> steps = request.Steps ?? [.. settings.Steps.Where(s => s.Percent > before.Max(b => b.Hundredths) / 100m)];
        var now = await book.ReadAsync(cancel);
        IReadOnlyList<Threshold> judging = [.. now.Thresholds.Where(t => request.Segments.Any(t.Scope.Overlaps))];
        var next = steps.Count == 0 ? table : table.With([.. request.Segments.Select(s => (s, (int)(steps[0].Percent * 100), steps[0].Mirror, request.SplitBy))]);
        IReadOnlyList<TrafficRule> gone = [.. table.Rules.Where(r => !request.Segments.Contains(r.Segment) && !next.Rules.Contains(r))];
        var warnings = await WarnAsync(request, steps, judging, now.IsSealed, table, settings, cancel);
        return new ShiftPreview(table.Revision, before, steps, gone, PerMinute(request.Segments), judging, now.IsSealed, warnings);
    }

    private async Task<IReadOnlyList<string>> WarnAsync(
        ShiftRequest request, IReadOnlyList<ShiftStepPlan> steps, IReadOnlyList<Threshold> judging, bool isSealed, TrafficTable table, ShiftSettings settings, CancellationToken cancel)
    {
        var said = new List<string>();
        foreach (var open in await queries.OpenAsync(cancel))
        {
            if (open.State.IsRunning() && open.Segments.Any(s => request.Segments.Any(s.Overlaps)))
            {
                said.Add($"{open.Name} runs there: this one cannot be drawn up before that has ended.");
            }
        }

        if (steps.Count == 0)
        {
            said.Add("The plan's steps have all been taken already; name your own.");
        }
        else if (request.Segments.FirstOrDefault(s => StepLimit.Raise(table, s, steps[0].Percent) > (plan.Current?.Traffic ?? TrafficSettings.Default).LargestStep) is { } far)
        {
            said.Add($"The first step raises {far} by more than one person may move at once, and nothing has been judged before it: it cannot be started.");
        }

        if (steps.Count > 0)
        {
            await gates.ReadyAsync(cancel);
            if (gates.WhyNot(request.Segments, steps[0].Percent) is { } gated)
            {
                said.Add($"It cannot be started now. {gated}");
            }
        }

        if (judging.Count == 0)
        {
            said.Add("No threshold speaks of these orders: no step can pass.");
        }
        else if (!isSealed)
        {
            said.Add("The thresholds are not sealed: one person could change them in the plan.");
        }

        if (settings.CarrierCutoffs.Count == 0 && steps.Any(s => s.CarrierCutoffs > 0))
        {
            said.Add("A step waits for a carrier cut-off, and the plan names none: it cannot pass.");
        }

        foreach (var threshold in judging)
        {
            if (readings.FirstOrDefault(r => r.Metric == threshold.Metric) is { } reading && await reading.ReadAsync(threshold, cancel) is { Missing: { } why })
            {
                said.Add($"{threshold.Title} cannot be told at this moment ({why}): no step passes before it can.");
            }
        }

        return said;
    }

    private double? PerMinute(IReadOnlyList<Segment> segments)
    {
        var lanes = board.Current?.Lanes.Where(l => segments.Any(s => s.Lane is null || s.Lane == l.Lane)).ToList();
        return lanes is null || lanes.TrueForAll(l => l.LegacyPerMinute.Value is null && l.OrchestrationPerMinute.Value is null) ? null
            : lanes.Sum(l => (l.LegacyPerMinute.Value ?? 0) + (l.OrchestrationPerMinute.Value ?? 0));
    }
}
