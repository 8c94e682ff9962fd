using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Rollback;
using CommandCenter.Traffic.Actuators;
using CommandCenter.Traffic.Analysis;
using CommandCenter.Traffic.Shifts.Readings;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What one look at a running shift found.</summary>
/// <param name="Standing">How it stands by its cohort.</param>
/// <param name="Cohort">Its orders in figures.</param>
/// <param name="Gated">Which red gates stop its next step, in words; null where none does.</param>
public sealed record ShiftSight(Shift Shift, ShiftStanding Standing, Look Look, IReadOnlyList<Threshold> Thresholds, CohortFigures Cohort, DateTimeOffset At, string? Gated = null);

/// <summary>Looks at one running shift: takes up its orders, reads what else its thresholds measure, and judges.</summary>
internal sealed class ShiftGuard(
    ShiftQueries queries, ThresholdBook book, IDbContextFactory<CommandsDb> commands, IDbContextFactory<EventsDb> events, ISideWatermarks watermarks, ActivePlan plan, LiveBoard board,
    IReadOnlyList<IShiftReading> readings, IOutsideActuators? outside, GateGuard gates, TimeProvider time)
{
    private readonly Dictionary<Guid, ShiftCohort> cohorts = [];

    /// <summary>It no longer runs: what was kept of its orders is let go.</summary>
    public void Forget(Guid id) => cohorts.Remove(id);

    public async Task<ShiftSight?> LookAsync(Guid id, CancellationToken cancel)
    {
        if (await queries.FindAsync(id, cancel) is not { } shift || !shift.State.IsRunning())
        {
            cohorts.Remove(id);
            return null;
        }

        if (!cohorts.TryGetValue(id, out var cohort) || cohort.Revision != shift.StepRevision)
        {
            cohorts[id] = cohort = new ShiftCohort(shift, commands, events, watermarks, plan);
        }

        var broken = await TryAsync(cohort, cancel);
        var thresholds = (await book.ReadAsync(cancel)).Thresholds.Where(t => shift.Segments.Any(t.Scope.Overlaps) && CanBeJudged(t, shift)).ToList();
        var read = new Dictionary<string, MetricReading>(StringComparer.Ordinal);
        foreach (var threshold in thresholds.Where(t => t.Metric.Definition().Kind is MetricKind.Count or MetricKind.Reading))
        {
            read[threshold.Id] = await ReadAsync(threshold, cohort, cancel);
        }

        var stale = Stale() ?? await UnconfirmedAsync(shift, cancel);
        var judged = new ShiftAnalysis(shift.Alpha, shift.Steps.Count).Judge(new LookInput(thresholds, cohort.Tally, read, stale, broken));
        // nothing to judge by stays nothing: that the orders are where they belong is no reason to go on
        var look = judged.Checks.Count == 0 ? judged : Look.Of([ObservedCheck.Of(cohort.Observed, stale), .. judged.Checks]);
        var now = time.GetUtcNow();
        var standing = new ShiftStanding(
            shift.State, shift.Step, shift.BakedBy(now), cohort.Tally.Watched, cohort.Shipped, CarrierCutoffs.Passed(shift.StepBeganAt, now, plan.Current), cohort.Posted, shift.ConfirmUntil, shift.Told);
        return new ShiftSight(shift, standing, look, thresholds, CohortFigures.Of(cohort.Tally, cohort.Coming, cohort.Observed), now, await GatedAsync(shift, cancel));
    }

    /// <summary>The last step closes the shift and needs no gate.</summary>
    private async Task<string?> GatedAsync(Shift shift, CancellationToken cancel)
    {
        if (shift.Step + 1 >= shift.Steps.Count)
        {
            return null;
        }

        await gates.ReadyAsync(cancel);
        return gates.WhyNot(shift.Segments, shift.Steps[shift.Step + 1].Percent);
    }

    /// <summary>What cannot be read leaves the cohort as it was; the next look goes on from there.</summary>
    private static async Task<string?> TryAsync(ShiftCohort cohort, CancellationToken cancel)
    {
        try
        {
            await cohort.LookAsync(cancel);
            return null;
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            return $"the orders could not be read: {e.Message}";
        }
    }

    private async Task<MetricReading> ReadAsync(Threshold threshold, ShiftCohort cohort, CancellationToken cancel)
    {
        switch (threshold.Metric)
        {
            case ThresholdMetric.DuplicateShipments:
                return new MetricReading(cohort.Effects.DuplicateShipments, cohort.Watched, null);
            case ThresholdMetric.DuplicateCaptures when cohort.Watched > 0 && !cohort.Effects.TellsCaptures:
                return new MetricReading(null, 0, "no side tells what was captured");
            case ThresholdMetric.DuplicateCaptures:
                return new MetricReading(cohort.Effects.DuplicateCaptures, cohort.Watched, null);
            default:
                return readings.FirstOrDefault(r => r.Metric == threshold.Metric) is { } reading ? await TryAsync(reading, threshold, cancel) : new MetricReading(null, 0, "nobody measures it");
        }
    }

    /// <summary>Where everything goes to orchestration legacy has nothing to be compared with: waiting for it would keep the last step open for ever.</summary>
    private static bool CanBeJudged(Threshold threshold, Shift shift) => shift.Steps[shift.Step].Percent < 100 || threshold.Metric.Definition().Kind != MetricKind.Difference;

    /// <summary>A step that is not seen to be carried out everywhere is not judged by those orders that it happens to have.</summary>
    private async Task<string?> UnconfirmedAsync(Shift shift, CancellationToken cancel)
    {
        if (outside is null || shift.StepRevision is not { } revision)
        {
            return null;
        }

        var waits = (await outside.OfAsync(revision, cancel)).Unconfirmed;
        return waits.Count == 0 ? null : $"{string.Join(", ", waits)} {(waits.Count == 1 ? "is" : "are")} not confirmed to carry out revision {revision}";
    }

    private static async Task<MetricReading> TryAsync(IShiftReading reading, Threshold threshold, CancellationToken cancel)
    {
        try
        {
            return await reading.ReadAsync(threshold, cancel);
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            return new MetricReading(null, 0, $"it could not be read: {e.Message}", IsBroken: true);
        }
    }

    /// <summary>What cannot be seen cannot be judged: a source of orders that is stale keeps the step where it is.</summary>
    private string? Stale()
    {
        if (board.Current is not { } live)
        {
            return "nothing has been read yet";
        }

        var dark = live.Sources.Where(s => s.Health != SourceHealth.Fresh && s.Side is Side.Legacy or Side.Orchestration && plan.Current?.Source(s.Id) is { } source && IsOfOrders(source)).Select(s => s.Id).ToList();
        return dark.Count == 0 ? null : $"{string.Join(", ", dark)} {(dark.Count == 1 ? "is" : "are")} not fresh";
    }

    private bool IsOfOrders(SourceDefinition source) => plan.Current?.Mapping(source.Mapping)?.Kind is null or RecordKind.Order;
}
