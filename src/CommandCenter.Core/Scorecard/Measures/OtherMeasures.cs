using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Scorecard.Measures;

/// <summary>Measures that are no figures by hour of orders: contacts with customers, exception cases, stock and work in stores, each from its own table.</summary>
public sealed class OtherMeasures(IDbContextFactory<EventsDb> events, IDbContextFactory<CommandsDb> commands)
{
    /// <param name="owner">Of the orders that the period is of; null = both sides.</param>
    internal async Task<MeasuredPeriod> AddAsync(MeasuredPeriod period, DateTimeOffset from, DateTimeOffset to, string? lane, Side? owner, CutoverPlan plan, HourClock clock, CancellationToken cancel)
    {
        period = await ContactsAsync(period, from, to, lane, plan, clock, cancel);
        period = await CasesAsync(period, from, to, lane, clock, cancel);
        period = await StockAsync(period, from, to, lane, clock, cancel);
        return await LabourAsync(period, from, to, lane, owner, clock, cancel);
    }

    private async Task<MeasuredPeriod> ContactsAsync(MeasuredPeriod period, DateTimeOffset from, DateTimeOffset to, string? lane, CutoverPlan plan, HourClock clock, CancellationToken cancel)
    {
        var figure = MeasureList.Contacts;
        var none = new Dictionary<DateTimeOffset, PeriodValue>();
        if (!plan.Sources.Any(s => plan.Mapping(s.Mapping)?.Kind == RecordKind.Contact)) return period.With(figure, null, none, "no source delivers contacts");
        await using var db = await events.CreateDbContextAsync(cancel);
        // days before the first of them are days without a source, or whose contacts were deleted: not days without contacts
        var first = await db.CustomerContacts.AsNoTracking().MinAsync(c => (DateTimeOffset?)c.At, cancel);
        if (first is null) return period.With(figure, null, none, "nobody has made contact yet");
        var contacts = db.CustomerContacts.AsNoTracking().Where(c => c.At >= from && c.At < to);
        if (lane is not null) contacts = contacts.Where(c => db.Orders.Any(o => o.OrderKey == c.OrderKey && o.Lane == lane));
        var counts = (await contacts.Select(c => c.At).ToListAsync(cancel)).CountBy(clock.StartOfDay).ToDictionary();
        var known = clock.StartOfDay(first.Value);
        var byDay = period.Days.Where(d => d.Start >= known && d.Values.ContainsKey(PeriodFigures.Orders.Key))
            .ToDictionary(d => d.Start, d => Per1000(counts.GetValueOrDefault(d.Start), d.Values[PeriodFigures.Orders.Key].Total));
        var whole = byDay.Count == 0 ? null : Per1000(byDay.Values.Sum(v => v.Total), byDay.Values.Sum(v => v.Count));
        return period.With(figure, whole, byDay, whole is null ? "no contacts are kept of these days" : null);

        PeriodValue Per1000(double contacted, double orders) => new(figure, 1000 * contacted / orders, (long)orders, contacted, null);
    }

    private async Task<MeasuredPeriod> CasesAsync(MeasuredPeriod period, DateTimeOffset from, DateTimeOffset to, string? lane, HourClock clock, CancellationToken cancel)
    {
        var figure = MeasureList.ResolutionTime;
        await using var db = await commands.CreateDbContextAsync(cancel);
        var resolved = db.Cases.AsNoTracking().Where(c => c.ResolvedAt >= from && c.ResolvedAt < to);
        if (lane is not null) resolved = resolved.Where(c => c.Lane == lane);
        var spans = (await resolved.Select(c => new { c.OpenedAt, At = c.ResolvedAt!.Value }).ToListAsync(cancel)).Select(c => (Day: clock.StartOfDay(c.At), Seconds: (c.At - c.OpenedAt).TotalSeconds)).ToList();
        var byDay = spans.GroupBy(s => s.Day, s => s.Seconds).ToDictionary(g => g.Key, g => Median([.. g]));
        return period.With(figure, spans.Count == 0 ? null : Median([.. spans.Select(s => s.Seconds)]), byDay, spans.Count == 0 ? "no case was resolved in these days" : null);

        PeriodValue Median(List<double> seconds)
        {
            seconds.Sort();
            return new PeriodValue(figure, Rank(50), seconds.Count, seconds.Sum(), new Dictionary<int, double> { [50] = Rank(50), [90] = Rank(90) });

            double Rank(int percentile) => seconds[(int)Math.Ceiling(percentile / 100.0 * seconds.Count) - 1];
        }
    }

    private async Task<MeasuredPeriod> StockAsync(MeasuredPeriod period, DateTimeOffset from, DateTimeOffset to, string? lane, HourClock clock, CancellationToken cancel)
    {
        var (figure, none) = (MeasureList.InventoryAccuracy, new Dictionary<DateTimeOffset, PeriodValue>());
        if (lane is not null) return period.With(figure, null, none, "stock is of no lane");
        await using var db = await events.CreateDbContextAsync(cancel);
        var hours = await db.StockHours.AsNoTracking().Where(s => s.Hour >= from && s.Hour < to).ToListAsync(cancel);
        var byDay = hours.GroupBy(h => clock.StartOfDay(h.Hour)).ToDictionary(g => g.Key, Share);
        return period.With(figure, hours.Count == 0 ? null : Share(hours), byDay, hours.Count == 0 ? "the stock of both sides was not compared in these days" : null);

        PeriodValue Share(IEnumerable<StockHourRow> rows)
        {
            var (agreeing, compared) = rows.Aggregate((A: 0L, C: 0L), (sum, h) => (sum.A + h.Agreeing, sum.C + h.Compared));
            return new PeriodValue(figure, 100.0 * agreeing / compared, compared, agreeing, null);
        }
    }

    private async Task<MeasuredPeriod> LabourAsync(MeasuredPeriod period, DateTimeOffset from, DateTimeOffset to, string? lane, Side? owner, HourClock clock, CancellationToken cancel)
    {
        var (figure, none) = (MeasureList.Labour, new Dictionary<DateTimeOffset, PeriodValue>());
        if (lane is not null) return period.With(figure, null, none, "hours worked in stores are of no lane");
        await using var db = await events.CreateDbContextAsync(cancel);
        var readings = db.GaugeReadings.AsNoTracking().Where(g => g.Name == GaugeReading.UnitsPerLabourHour && g.AsOf >= from && g.AsOf < to);
        if (owner is { } side) readings = readings.Where(g => g.Side == side || g.Side == Side.Shared);
        var read = await readings.Select(g => new { g.AsOf, g.Value }).ToListAsync(cancel);
        var byDay = read.GroupBy(r => clock.StartOfDay(r.AsOf), r => r.Value).ToDictionary(g => g.Key, Mean);
        return period.With(figure, read.Count == 0 ? null : Mean(read.Select(r => r.Value)), byDay, read.Count == 0 ? $"no gauge of the name {GaugeReading.UnitsPerLabourHour} was read in these days" : null);

        PeriodValue Mean(IEnumerable<double> values)
        {
            var all = values.ToList();
            return new PeriodValue(figure, all.Average(), all.Count, all.Sum(), null);
        }
    }
}
