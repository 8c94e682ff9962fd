using CommandCenter.Orders;
using CommandCenter.Persistence;
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
public sealed class ScorecardQueries(FigureQueries figures, OtherMeasures others, ActivePlan plan, TimeProvider time)
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
        var (baselineFrom, baselineTo) = Baseline(current, clock, from);
        var before = MeasureAsync(baselineFrom, baselineTo, request.Lane, Side.Legacy, current, clock, cancel);
        var now = MeasureAsync(from, to, request.Lane, null, current, clock, cancel);
        await Task.WhenAll(before, now);
        if ((await before).Error is { } failed) return failed;
        if ((await now).Error is { } broke) return broke;
        var runs = await RunsAsync(to, request.Lane, current, cancel);
        if (runs.Error is { } unread) return unread;
        var (was, @is) = ((await before).Value, (await now).Value);
        var (reviews, at) = (current.Baseline.Reviews, time.GetUtcNow());
        return new ScorecardView(
            from, to, clock.Zone.Id, request.Lane, baselineFrom, baselineTo, cutover, ScorecardJudge.Lines(was.Period, @is.Period, current, request.Lane), was.Answer.IsComplete && @is.Answer.IsComplete,
            @is.Answer.ReadTo, was.Period.Days.Concat(@is.Period.Days).Max(d => d.CorrectedAt))
        {
            Runs = runs.Value, Currency = current.Baseline.Currency, NextReview = reviews.Next(cutover, at, clock.Zone), IsReviewedDaily = reviews.IsDaily(cutover, at, clock.Zone),
        };
    }

    private async Task<Result<IReadOnlyList<LaneRun>>> RunsAsync(DateTimeOffset to, string? lane, CutoverPlan current, CancellationToken cancel)
    {
        var read = await figures.ReadAsync(new FigureRequest(to.AddHours(-24), to, Lane: lane, ByLane: true, ByOwner: true) { Percentiles = [] }, cancel);
        if (read.Error is { } failed) return failed;
        var placed = read.Value.Periods.Where(p => p.Values.ContainsKey(PeriodFigures.Orders.Key)).ToLookup(p => p.Lane, p => (p.Owner, Orders: (long)p.Values[PeriodFigures.Orders.Key].Total));
        return current.Lanes.Where(l => placed.Contains(l.Id))
            .Select(l => new LaneRun(l.Id, l.Name, placed[l.Id].Sum(p => p.Orders), placed[l.Id].Where(p => p.Owner == Side.Orchestration).Sum(p => p.Orders))).ToList();
    }

    /// <summary>What legacy did in the days of the baseline, whatever the period; null in a lane where it has nothing.</summary>
    /// <param name="lane">Null = all.</param>
    /// <returns>With the days and whether all is counted; Conflict where neither the plan nor a cutover says which days; Unavailable.</returns>
    internal async Task<Result<(DateTimeOffset From, DateTimeOffset To, IReadOnlyDictionary<string, PeriodValue> Values, bool IsComplete)>> ReadBaselineAsync(string? lane, CancellationToken cancel)
    {
        if (plan.Current is not { } current) return Error.Conflict("no-plan", "No plan is applied, so there are no days to count by.");
        if ((current.Baseline.From ?? current.Header.CutoverStart) is not { } until) return Error.Conflict("no-baseline", "Neither the days of the baseline nor the cutover are fixed in the plan.");
        var clock = new HourClock(TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone));
        var (from, to) = Baseline(current, clock, clock.StartOfDay(until));
        var read = await MeasureAsync(from, to, lane, Side.Legacy, current, clock, cancel);
        return read.Error is { } failed ? failed : (from, to, read.Value.Period.Values, read.Value.Answer.IsComplete);
    }

    /// <summary>The plan's own days; else what legacy did alone: nothing of the cutover may be in what it is held against.</summary>
    private static (DateTimeOffset From, DateTimeOffset To) Baseline(CutoverPlan plan, HourClock clock, DateTimeOffset period)
    {
        if (plan.Baseline is { From: { } first, To: { } last }) return (clock.StartOfDay(first), clock.StartOfDay(last));
        var to = plan.Header.CutoverStart < period ? clock.StartOfDay(plan.Header.CutoverStart.Value) : period;
        return (clock.DaysBefore(to, BaselineDays), to);
    }

    private async Task<Result<(MeasuredPeriod Period, FigureAnswer Answer)>> MeasureAsync(DateTimeOffset from, DateTimeOffset to, string? lane, Side? owner, CutoverPlan current, HourClock clock, CancellationToken cancel)
    {
        var wanted = MeasureList.All.Where(m => m.Figure.Code > 0).Select(m => m.Figure).Append(PeriodFigures.Orders).Append(PeriodFigures.OnTimeShipLines);
        var read = await figures.ReadSpanAsync(new FigureRequest(from, to, FigureBucket.Day, lane, owner) { Percentiles = [50, 90] }, wanted, cancel);
        if (read.Error is { } failed) return failed;
        var (whole, days) = (read.Value.Whole, read.Value.Days);
        var period = new MeasuredPeriod(whole, days.Periods, clock.DaysOf(from, to), new Dictionary<string, string>()).Without(MeasureNeeds.Missing(current));
        var more = await StoreReads.TryAsync(() => others.AddAsync(period, from, to, lane, owner, current, clock, cancel));
        return more.Error is { } broke ? broke : (more.Value, days);
    }
}
