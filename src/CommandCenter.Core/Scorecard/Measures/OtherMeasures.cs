using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Scorecard.Measures;

/// <param name="To">Not included.</param>
/// <param name="Owner">Of the orders that the time is of; null = both sides.</param>
/// <param name="Start">When the period began that an instant counts in.</param>
/// <param name="Orders">How many were placed, by when the period began; without periods that have none.</param>
internal sealed record OtherRequest(DateTimeOffset From, DateTimeOffset To, string? Lane, Side? Owner, Func<DateTimeOffset, DateTimeOffset> Start, IReadOnlyDictionary<DateTimeOffset, double> Orders);

/// <param name="Whole">Of the whole time; null where there is nothing of it.</param>
/// <param name="ByStart">By when the period began; one that is not in it has none.</param>
/// <param name="Why">There is none; null where there is.</param>
internal sealed record OtherFigure(PeriodFigure Figure, PeriodValue? Whole, IReadOnlyDictionary<DateTimeOffset, PeriodValue> ByStart, string? Why)
{
    public static OtherFigure Missing(PeriodFigure figure, string why) => new(figure, null, new Dictionary<DateTimeOffset, PeriodValue>(), why);

    /// <summary>Of what lies in the time.</summary>
    /// <param name="of">Puts some of it together.</param>
    public static OtherFigure Of<T>(PeriodFigure figure, IReadOnlyList<T> all, Func<T, DateTimeOffset> start, Func<IReadOnlyList<T>, PeriodValue> of, string why) =>
        all.Count == 0 ? Missing(figure, why) : new OtherFigure(figure, of(all), all.GroupBy(start).ToDictionary(g => g.Key, g => of([.. g])), null);
}

/// <summary>Figures that orders do not give: contacts with customers, exception cases, stock, work in stores and queues, each from its own table.</summary>
public sealed class OtherMeasures(IDbContextFactory<EventsDb> events, IDbContextFactory<CommandsDb> commands)
{
    /// <summary>Adds those that the scorecard judges by.</summary>
    /// <param name="owner">Of the orders that the period is of; null = both sides.</param>
    internal async Task<MeasuredPeriod> AddAsync(MeasuredPeriod period, DateTimeOffset from, DateTimeOffset to, string? lane, Side? owner, CutoverPlan plan, HourClock clock, CancellationToken cancel)
    {
        var request = new OtherRequest(from, to, lane, owner, clock.StartOfDay, OrdersOf(period.Days));
        OtherFigure[] found = [await ContactsAsync(request, plan, clock, cancel), await CasesAsync(request, cancel), await StockAsync(request, cancel), await LabourAsync(request, cancel)];
        return found.Aggregate(period, (p, f) => p.With(f.Figure, f.Whole, f.ByStart, f.Why));
    }

    /// <summary>All of them, as far as they can be told apart by what is asked for.</summary>
    internal async Task<IReadOnlyList<OtherFigure>> ReadAsync(OtherRequest request, CutoverPlan plan, HourClock clock, CancellationToken cancel)
    {
        var ofSide = new List<OtherFigure> { await LabourAsync(request, cancel), await ReadingsAsync(MeasureList.QueueDepth, request, cancel) };
        if (request.Owner is not null) return ofSide;
        return [await ContactsAsync(request, plan, clock, cancel), await CasesAsync(request, cancel), await StockAsync(request, cancel), .. ofSide, await ReadingsAsync(MeasureList.InventoryLag, request, cancel)];
    }

    /// <summary>How many were placed, by when the period began.</summary>
    internal static Dictionary<DateTimeOffset, double> OrdersOf(IReadOnlyList<FigurePeriod> periods) =>
        periods.Where(p => p.Values.ContainsKey(PeriodFigures.Orders.Key)).ToDictionary(p => p.Start, p => p.Values[PeriodFigures.Orders.Key].Total);

    private async Task<OtherFigure> ContactsAsync(OtherRequest request, CutoverPlan plan, HourClock clock, CancellationToken cancel)
    {
        var (figure, from, to) = (MeasureList.Contacts, request.From, request.To);
        if (!plan.Sources.Any(s => plan.Mapping(s.Mapping)?.Kind == RecordKind.Contact)) return OtherFigure.Missing(figure, "no source delivers contacts");
        await using var db = await events.CreateDbContextAsync(cancel);
        // days before the first of them are days without a source, or whose contacts were deleted: not days without contacts
        var first = await db.CustomerContacts.AsNoTracking().MinAsync(c => (DateTimeOffset?)c.At, cancel);
        if (first is null) return OtherFigure.Missing(figure, "nobody has made contact yet");
        var contacts = db.CustomerContacts.AsNoTracking().Where(c => c.At >= from && c.At < to);
        if (request.Lane is { } lane) contacts = contacts.Where(c => db.Orders.Any(o => o.OrderKey == c.OrderKey && o.Lane == lane));
        var counts = (await contacts.Select(c => c.At).ToListAsync(cancel)).CountBy(request.Start).ToDictionary();
        var known = clock.StartOfDay(first.Value);
        var byStart = request.Orders.Where(o => o.Key >= known).ToDictionary(o => o.Key, o => Per1000(counts.GetValueOrDefault(o.Key), o.Value));
        return byStart.Count == 0 ? OtherFigure.Missing(figure, "no contacts are kept of these days") : new OtherFigure(figure, Per1000(byStart.Values.Sum(v => v.Total), byStart.Values.Sum(v => v.Count)), byStart, null);

        PeriodValue Per1000(double contacted, double orders) => new(figure, 1000 * contacted / orders, (long)orders, contacted, null);
    }

    private async Task<OtherFigure> CasesAsync(OtherRequest request, CancellationToken cancel)
    {
        var (figure, from, to) = (MeasureList.ResolutionTime, request.From, request.To);
        await using var db = await commands.CreateDbContextAsync(cancel);
        var resolved = db.Cases.AsNoTracking().Where(c => c.ResolvedAt >= from && c.ResolvedAt < to);
        if (request.Lane is { } lane) resolved = resolved.Where(c => c.Lane == lane);
        var cases = await resolved.Select(c => new { c.OpenedAt, At = c.ResolvedAt!.Value }).ToListAsync(cancel);
        return OtherFigure.Of(figure, cases, c => request.Start(c.At), some => Median([.. some.Select(c => (c.At - c.OpenedAt).TotalSeconds)]), "no case was resolved in these days");

        PeriodValue Median(List<double> seconds)
        {
            seconds.Sort();
            return new PeriodValue(figure, Rank(50), seconds.Count, seconds.Sum(), new Dictionary<int, double> { [50] = Rank(50), [90] = Rank(90), [95] = Rank(95) });

            double Rank(int percentile) => seconds[(int)Math.Ceiling(percentile / 100.0 * seconds.Count) - 1];
        }
    }

    private async Task<OtherFigure> StockAsync(OtherRequest request, CancellationToken cancel)
    {
        var (figure, from, to) = (MeasureList.InventoryAccuracy, request.From, request.To);
        if (request.Lane is not null) return OtherFigure.Missing(figure, "stock is of no lane");
        await using var db = await events.CreateDbContextAsync(cancel);
        var hours = await db.StockHours.AsNoTracking().Where(s => s.Hour >= from && s.Hour < to).ToListAsync(cancel);
        return OtherFigure.Of(figure, hours, h => request.Start(h.Hour), Share, "the stock of both sides was not compared in these days");

        PeriodValue Share(IReadOnlyList<StockHourRow> rows)
        {
            var (agreeing, compared) = rows.Aggregate((A: 0L, C: 0L), (sum, h) => (sum.A + h.Agreeing, sum.C + h.Compared));
            return new PeriodValue(figure, 100.0 * agreeing / compared, compared, agreeing, null);
        }
    }

    private async Task<OtherFigure> LabourAsync(OtherRequest request, CancellationToken cancel)
    {
        var (figure, from, to) = (MeasureList.Labour, request.From, request.To);
        if (request.Lane is not null) return OtherFigure.Missing(figure, "hours worked in stores are of no lane");
        await using var db = await events.CreateDbContextAsync(cancel);
        var readings = db.GaugeReadings.AsNoTracking().Where(g => g.Name == GaugeReading.UnitsPerLabourHour && g.AsOf >= from && g.AsOf < to);
        if (request.Owner is { } side) readings = readings.Where(g => g.Side == side || g.Side == Side.Shared);
        var read = await readings.Select(g => new { g.AsOf, g.Value }).ToListAsync(cancel);
        return OtherFigure.Of(figure, read, r => request.Start(r.AsOf), some => new PeriodValue(figure, some.Average(r => r.Value), some.Count, some.Sum(r => r.Value), null),
            $"no gauge of the name {GaugeReading.UnitsPerLabourHour} was read in these days");
    }

    private async Task<OtherFigure> ReadingsAsync(PeriodFigure figure, OtherRequest request, CancellationToken cancel)
    {
        if (request.Lane is not null) return OtherFigure.Missing(figure, "it is of no lane");
        var (key, of, from, to) = (figure.Key, request.Owner is { } side ? (int)side : ReadingHourRow.OfAll, request.From, request.To);
        await using var db = await events.CreateDbContextAsync(cancel);
        var hours = await db.ReadingHours.AsNoTracking().Where(r => r.Figure == key && r.Of == of && r.Hour >= from && r.Hour < to).ToListAsync(cancel);
        return OtherFigure.Of(figure, hours, r => request.Start(r.Hour), Mean, "it was not read in these days");

        PeriodValue Mean(IReadOnlyList<ReadingHourRow> rows) => new(figure, rows.Sum(r => r.Total) / rows.Sum(r => r.Readings), rows.Sum(r => r.Readings), rows.Sum(r => r.Total), null);
    }
}
