using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Shared;

namespace CommandCenter.Scorecard.Measures;

/// <summary>Which scorecard.</summary>
/// <param name="From">Its day is the first of the period; null = the day of the cutover where that lies at most 90 days back, else seven days before <paramref name="To"/>.</param>
/// <param name="To">Not included; null = now.</param>
/// <param name="Lane">Null = all.</param>
public sealed record ScorecardRequest(DateTimeOffset? From = null, DateTimeOffset? To = null, string? Lane = null);

/// <summary>Holds what is measured now against legacy's days before.</summary>
public sealed class ScorecardQueries(FigureQueries figures, ActivePlan plan, TimeProvider time)
{
    /// <summary>Days of the baseline.</summary>
    public const int BaselineDays = 30;

    /// <summary>At most so many days can be asked for at once.</summary>
    public const int MostDays = 400;

    private const int UsualDays = 7;
    private const int DaysOfCutover = 90;

    /// <returns>The scorecard; Validation (from, to, lane); Conflict where no plan is applied; Unavailable.</returns>
    public async Task<Result<ScorecardView>> ReadAsync(ScorecardRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (plan.Current is not { } current) return Error.Conflict("no-plan", "No plan is applied, so there are no days to count by.");
        if (request.Lane is { } lane && current.Lane(lane) is null) return Error.Validation("unknown-lane", $"The plan has no lane of that name; allowed: {string.Join(", ", current.Lanes.Select(l => l.Id))}.", "lane");
        var clock = new HourClock(TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone));
        var to = request.To ?? time.GetUtcNow();
        var cutover = current.Header.CutoverStart;
        var from = clock.StartOfDay(request.From ?? (cutover < to && to - cutover <= TimeSpan.FromDays(DaysOfCutover) ? cutover.Value : to.AddDays(-UsualDays)));
        if (to <= from) return Error.Validation("bad-period", "'to' must lie after the day of 'from'.", "to");
        if (to - from > TimeSpan.FromDays(MostDays)) return Error.Validation("bad-period", $"'from' lies more than {MostDays} days before 'to': that is the most that can be asked for at once.", "from");
        // what legacy did alone: nothing of the cutover may be in what it is held against
        var baselineTo = cutover < from ? clock.StartOfDay(cutover.Value) : from;
        var baselineFrom = clock.DaysBefore(baselineTo, BaselineDays);

        var before = MeasureAsync(baselineFrom, baselineTo, request.Lane, Side.Legacy, clock, cancel);
        var now = MeasureAsync(from, to, request.Lane, null, clock, cancel);
        await Task.WhenAll(before, now);
        if ((await before).Error is { } failed) return failed;
        if ((await now).Error is { } broke) return broke;
        var (was, @is) = ((await before).Value, (await now).Value);
        return new ScorecardView(
            from, to, clock.Zone.Id, request.Lane, baselineFrom, baselineTo, cutover, ScorecardJudge.Lines(was.Period, @is.Period), was.Answer.IsComplete && @is.Answer.IsComplete, @is.Answer.ReadTo,
            was.Period.Days.Concat(@is.Period.Days).Max(d => d.CorrectedAt));
    }

    private async Task<Result<(MeasuredPeriod Period, FigureAnswer Answer)>> MeasureAsync(DateTimeOffset from, DateTimeOffset to, string? lane, Side? owner, HourClock clock, CancellationToken cancel)
    {
        var whole = await figures.ReadAsync(new FigureRequest(from, to, FigureBucket.Whole, lane, owner) { Percentiles = [50] }, cancel);
        if (whole.Error is { } failed) return failed;
        var days = await figures.ReadAsync(new FigureRequest(from, to, FigureBucket.Day, lane, owner) { Percentiles = [50] }, cancel);
        if (days.Error is { } broke) return broke;
        var values = whole.Value.Periods.SingleOrDefault()?.Values ?? new Dictionary<string, PeriodValue>();
        return (new MeasuredPeriod(values, days.Value.Periods, clock.DaysOf(from, to)), days.Value);
    }
}
