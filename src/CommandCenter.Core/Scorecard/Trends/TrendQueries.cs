using CommandCenter.Decisions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Scorecard.Trends;

/// <summary>Reads the last thirty whole days of every series and says which of them move.</summary>
public sealed class TrendQueries(FigureQueries figures, OtherMeasures others, DecisionQueries decisions, IDbContextFactory<EventsDb> events, IDbContextFactory<CommandsDb> commands, ActivePlan plan, TimeProvider time)
{
    /// <summary>Days that are looked at.</summary>
    public const int Days = 30;

    // what a decision was about says whether it can have moved a figure; how its command is called does not
    private static readonly string[] moving = ["traffic", "releases", "thresholds"];
    private static readonly string[] movingKinds = ["rollback:", "plan:"];

    /// <param name="lane">Null = all.</param>
    /// <returns>The trends; Validation (lane); Conflict where no plan is applied; Unavailable.</returns>
    public async Task<Result<TrendsView>> ReadAsync(string? lane, CancellationToken cancel)
    {
        if (plan.Current is not { } current) return Error.Conflict("no-plan", "No plan is applied, so there are no days to count by.");
        if (lane is not null && current.Lane(lane) is null) return Error.Validation("unknown-lane", $"The plan has no lane of that name; allowed: {string.Join(", ", current.Lanes.Select(l => l.Id))}.", "lane");
        var clock = new HourClock(TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone));
        var to = clock.StartOfDay(time.GetUtcNow());
        var from = clock.DaysBefore(to, Days);
        var kept = TrendList.All.Where(s => s.Figure.Code > 0).Select(s => s.Figure).Append(PeriodFigures.Orders).Append(PeriodFigures.Chargebacks);
        var read = await figures.ReadSpanAsync(new FigureRequest(from, to, FigureBucket.Day, lane) { Percentiles = [50, 90] }, kept, cancel);
        if (read.Error is { } failed) return failed;
        var marks = await MarksAsync(from, time.GetUtcNow(), cancel);
        if (marks.Error is { } unmarked) return unmarked;
        return await StoreReads.TryAsync(async () =>
        {
            var answer = read.Value.Days;
            var period = await others.AddAsync(new MeasuredPeriod(read.Value.Whole, answer.Periods, clock.DaysOf(from, to), new Dictionary<string, string>()), from, to, lane, null, current, clock, cancel);
            var own = await OwnAsync(period, from, to, lane, clock, cancel);
            var unwatched = Unwatched(current);
            var series = TrendList.All.Select(s => (s, DaysOf(s), unwatched.GetValueOrDefault(s.Key) ?? period.Besides.GetValueOrDefault(s.Key))).ToList();
            return new TrendsView(from, to, clock.Zone.Id, lane, TrendJudge.Judge(series, clock.Zone.Id), marks.Value, answer.IsComplete);

            IReadOnlyList<TrendPoint> DaysOf(TrendSeries s) => unwatched.ContainsKey(s.Key) ? [.. period.Starts.Select(d => new TrendPoint(d, null))] : own.GetValueOrDefault(s.Key) ?? Points(period, s);
        });
    }

    /// <summary>What nothing looks for has no days, not days without it.</summary>
    private static Dictionary<string, string> Unwatched(CutoverPlan plan)
    {
        var none = MeasureNeeds.Missing(plan).ToDictionary(StringComparer.Ordinal);
        if (plan.Exceptions.Messages.Count == 0) none[TrendList.Notifications.Key] = "the plan names no messages to expect (exceptions.messages)";
        if (!MeasureNeeds.IsDelivered(plan, MeasureNeeds.DeliversFailures)) none[TrendList.LabelFailures.Key] = "no mapping delivers failures";
        if (!MeasureNeeds.IsDelivered(plan, m => m.Others.TryGetValue("chargebacks", out var rule) && rule.Fields.ContainsKey("at"))) none[TrendList.Chargebacks.Key] = "no mapping delivers chargebacks and when they came (chargebacks)";
        return none;
    }

    /// <summary>A day that is not over in the figures has only its first orders: it is none.</summary>
    private static IReadOnlyList<TrendPoint> Points(MeasuredPeriod period, TrendSeries series) => [.. period.Trend(series.Key, v => v.Percentiles?.GetValueOrDefault(series.Percentile, v.Value) ?? v.Value).Select(d => new TrendPoint(d.Start, d.IsOver ? d.Value : null))];

    private async Task<Dictionary<string, IReadOnlyList<TrendPoint>>> OwnAsync(MeasuredPeriod period, DateTimeOffset from, DateTimeOffset to, string? lane, HourClock clock, CancellationToken cancel)
    {
        await using var cases = await commands.CreateDbContextAsync(cancel);
        var rows = cases.Cases.AsNoTracking().Where(c => c.OpenedAt >= from && c.OpenedAt < to && (c.Rule == "carrier-failure" || c.Source == "missing-messages"));
        if (lane is not null) rows = rows.Where(c => c.Lane == lane);
        var opened = await rows.Select(c => new { c.OpenedAt, c.Source }).ToListAsync(cancel);
        var first = await cases.Cases.AsNoTracking().MinAsync(c => (DateTimeOffset?)c.OpenedAt, cancel);
        return new Dictionary<string, IReadOnlyList<TrendPoint>>(StringComparer.Ordinal)
        {
            [TrendList.LabelFailures.Key] = PerOrders(period, opened.Where(c => c.Source != "missing-messages").Select(c => c.OpenedAt), first, clock),
            [TrendList.Notifications.Key] = PerOrders(period, opened.Where(c => c.Source == "missing-messages").Select(c => c.OpenedAt), first, clock),
            [TrendList.Chargebacks.Key] = Chargebacks(period),
            [TrendList.Mismatches.Key] = await MismatchesAsync(period, from, to, lane, clock, cancel),
        };
    }

    /// <summary>Days before anything was watched are unknown, not free of it.</summary>
    private static IReadOnlyList<TrendPoint> PerOrders(MeasuredPeriod period, IEnumerable<DateTimeOffset> at, DateTimeOffset? first, HourClock clock)
    {
        var counts = at.CountBy(clock.StartOfDay).ToDictionary();
        var orders = period.Trend(PeriodFigures.Orders.Key);
        var watched = first is { } begun ? clock.StartOfDay(begun) : DateTimeOffset.MaxValue;
        return [.. orders.Select(d => new TrendPoint(d.Start, d is { IsOver: true, Value: > 0 } && d.Start >= watched ? 1000.0 * counts.GetValueOrDefault(d.Start) / d.Value : null))];
    }

    /// <summary>Orders tell of them, so that a day with orders and without one had none.</summary>
    private static IReadOnlyList<TrendPoint> Chargebacks(MeasuredPeriod period)
    {
        var counted = period.Trend(PeriodFigures.Chargebacks.Key).ToDictionary(d => d.Start, d => d.Value ?? 0);
        return [.. period.Trend(PeriodFigures.Orders.Key).Select(d => new TrendPoint(d.Start, d is { IsOver: true, Value: > 0 } ? 1000 * counted[d.Start] / d.Value : null))];
    }

    private async Task<IReadOnlyList<TrendPoint>> MismatchesAsync(MeasuredPeriod period, DateTimeOffset from, DateTimeOffset to, string? lane, HourClock clock, CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        var (full, done) = ((int)ParityRunKind.Full, (int)ParityRunState.Done);
        var runs = await db.ParityRuns.AsNoTracking().Where(r => r.EndedAt >= from && r.EndedAt < to && r.Kind == full && r.State == done && r.Scope == null && r.Orders > 0)
            .Select(r => new { r.Id, r.EndedAt, r.Orders, r.Differing }).ToListAsync(cancel);
        // a whole comparison counts orders of all lanes together: of one lane there is none
        var byDay = lane is not null ? [] : runs.GroupBy(r => clock.StartOfDay(r.EndedAt!.Value)).ToDictionary(g => g.Key, g => g.OrderBy(r => r.EndedAt).Last());
        return [.. period.Starts.Select(s => new TrendPoint(s, byDay.TryGetValue(s, out var run) ? 100.0 * run.Differing / run.Orders : null))];
    }

    private static bool CanMove(string subject) => moving.Contains(subject) || movingKinds.Any(k => subject.StartsWith(k, StringComparison.Ordinal));

    private async Task<Result<IReadOnlyList<Decision>>> MarksAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var (marks, cursor) = (new List<Decision>(), (string?)null);
        // newest first, at most ten thousand entries of thirty days
        for (var page = 0; page < 50; page++)
        {
            var asked = await StoreReads.TryAsync(() => decisions.SearchAsync(new DecisionSearch(From: from, To: to, Cursor: cursor, Limit: 200), cancel));
            if ((asked.Error ?? asked.Value.Error) is { } unread) return unread;
            var read = asked.Value;
            marks.AddRange(read.Value.Items.Where(d => d.Subjects.Any(CanMove)));
            if ((cursor = read.Value.Cursor) is null) break;
        }

        marks.Reverse();
        return marks;
    }
}
