using System.Globalization;
using System.Runtime.CompilerServices;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>A figure of money that both sides are summed by.</summary>
public enum ControlFigure
{
    /// <summary>Totals of the orders.</summary>
    Ordered = 1,

    /// <summary>Shipped quantities at their unit price.</summary>
    Shipped = 2,
    Invoiced = 3,
    Captured = 4,
    Refunded = 5,
}

/// <summary>One business day of both sides, by currency and tender.</summary>
/// <param name="Legacy">Minor units.</param>
/// <param name="Residue">Why the two sums lie apart: by reason, minor units, legacy minus orchestration. They sum to what lies between the sides.</param>
public sealed record ControlTotal(DateOnly Day, string Currency, string Tender, ControlFigure Figure, long Legacy, long Orchestration, IReadOnlyDictionary<string, long> Residue);

/// <summary>What one side of an order adds to the totals, minor units.</summary>
internal readonly record struct SideFigures(long Ordered, long Shipped, long Invoiced, long Captured, long Refunded)
{
    public long Of(ControlFigure figure) => figure switch
    {
        ControlFigure.Ordered => Ordered,
        ControlFigure.Shipped => Shipped,
        ControlFigure.Invoiced => Invoiced,
        ControlFigure.Captured => Captured,
        _ => Refunded,
    };
}

/// <summary>What an order adds to the totals.</summary>
/// <param name="BusinessDay">As its days are numbered.</param>
/// <param name="PlacedAt">UTC microseconds: the day where no business day is told.</param>
internal readonly record struct OrderFigures(long? BusinessDay, long? PlacedAt, string? Currency, string? Tender, SideFigures Legacy, SideFigures Orchestration)
{
    public static OrderFigures Of(OrderPair pair) => new(
        pair.Number("businessDate"), pair.Number("placedAt"), pair.Text("currency"), pair.Text("tenders"), Of(pair.Legacy), Of(pair.Orchestration));

    private static SideFigures Of(SideView? side) => side is null ? default : new(
        side.State.Number("total") ?? 0, Shipped(side), side.State.Number("invoiced") ?? 0, side.State.Number("captured") ?? 0, side.State.Number("refunded") ?? 0);

    private static long Shipped(SideView side)
    {
        var amount = 0L;
        foreach (var ((line, field), sum) in LineQuantities.SumsOf(side) ?? [])
        {
            amount += field == "shipped" ? sum.Quantity * (side.State.Number(FactPath.OfLine(line, "unitPrice")) ?? 0) : 0;
        }

        return amount;
    }
}

/// <summary>Sums both sides up by business day, currency and tender, and says of each order whose figures differ why they do.</summary>
internal sealed class ControlTotals(CutoverPlan plan)
{
    private const string WithinTolerance = "within tolerance";
    private const long QuarterHour = 15 * 60 * 1_000_000L;
    private static readonly (ControlFigure Figure, ParityCell Cell)[] figures =
    [
        (ControlFigure.Ordered, ParityCells.Total), (ControlFigure.Shipped, ParityCells.Of(Stage.Shipped)), (ControlFigure.Invoiced, ParityCells.Invoiced), (ControlFigure.Captured, ParityCells.Captured),
        (ControlFigure.Refunded, ParityCells.Refunded),
    ];

    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(plan.Header.Zone);
    private readonly Dictionary<(DateOnly Day, string Currency, string Tender), Sum[]> sums = [];
    private (long Quarter, DateOnly? Day) lastDay = (long.MinValue, null);
    private ((DateOnly Day, string Currency, string Tender) Key, Sum[]? Sums) last;

    /// <param name="differences">What was found in it; empty where nothing was.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in OrderFigures order, in CellMasks cells, IReadOnlyList<Difference> differences)
    {
        if (DayOf(order) is not { } day)
        {
            return;
        }

        var sum = SumsOf((day, order.Currency ?? "-", order.Tender ?? "-"));
        for (var i = 0; i < figures.Length; i++)
        {
            var (a, b) = (order.Legacy.Of(figures[i].Figure), order.Orchestration.Of(figures[i].Figure));
            sum[i].HasAny |= a != 0 || b != 0;
            sum[i].Legacy += a;
            sum[i].Orchestration += b;
            if (a != b)
            {
                sum[i].Explain(Why(cells, differences, figures[i].Cell), a - b);
            }
        }
    }

    /// <summary>Adds what was summed up of other orders.</summary>
    public void Add(ControlTotals others)
    {
        foreach (var (key, theirs) in others.sums)
        {
            var ours = SumsOf(key);
            for (var i = 0; i < figures.Length; i++)
            {
                ours[i].Add(theirs[i]);
            }
        }
    }

    public IReadOnlyList<ControlTotal> Close() =>
    [
        .. sums.OrderBy(s => s.Key.Day).ThenBy(s => s.Key.Currency, StringComparer.Ordinal).ThenBy(s => s.Key.Tender, StringComparer.Ordinal)
            .SelectMany(s => s.Value.Index().Where(v => v.Item.HasAny)
                .Select(v => new ControlTotal(s.Key.Day, s.Key.Currency, s.Key.Tender, figures[v.Index].Figure, v.Item.Legacy, v.Item.Orchestration, v.Item.Residue))),
    ];

    private Sum[] SumsOf((DateOnly Day, string Currency, string Tender) key)
    {
        // most orders are like the one before
        if (last.Sums is null || key.Day != last.Key.Day || key.Currency != last.Key.Currency || key.Tender != last.Key.Tender)
        {
            last = (key, sums.TryGetValue(key, out var known) ? known : sums[key] = [.. figures.Select(_ => new Sum())]);
        }

        return last.Sums;
    }

    private static string Why(in CellMasks cells, IReadOnlyList<Difference> differences, ParityCell cell)
    {
        var bit = cell.Bit;
        var first = differences.FirstOrDefault(d => d.Cell == ParityCells.Presence) ?? differences.FirstOrDefault(d => d.Cell == cell);
        return first is { IsPending: true } ? "pending: " + first.Rule
            : first is not null ? first.Rule
            : (cells.NotObservable & bit) != 0 ? "not observable"
            : (cells.NotExpected & (bit | ParityCells.Presence.Bit)) != 0 ? "not expected of a copy"
            : (cells.Agrees & bit) != 0 ? WithinTolerance
            : "not compared";
    }

    private DateOnly? DayOf(in OrderFigures order)
    {
        if (order.BusinessDay is { } day)
        {
            return DateOnly.FromDayNumber((int)day);
        }

        if (order.PlacedAt is not { } placed)
        {
            return null;
        }

        // orders that follow each other were placed shortly after each other; a quarter of an hour is remembered if it lies within one day
        var quarter = Math.DivRem(placed, QuarterHour).Quotient;
        if (quarter != lastDay.Quarter)
        {
            lastDay = (quarter, LocalDay(quarter * QuarterHour) is var begins && begins == LocalDay((quarter + 1) * QuarterHour - 1) ? begins : null);
        }

        return placed >= 0 && lastDay.Day is { } known ? known : LocalDay(placed);
    }

    private DateOnly LocalDay(long micros) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Instants.FromMicros(micros), zone).DateTime);

    private sealed class Sum
    {
        public bool HasAny { get; set; }
        public long Legacy { get; set; }
        public long Orchestration { get; set; }
        public SortedDictionary<string, long> Residue { get; } = new(StringComparer.Ordinal);

        public void Explain(string why, long amount) => Residue[why] = Residue.GetValueOrDefault(why) + amount;

        public void Add(Sum other)
        {
            HasAny |= other.HasAny;
            Legacy += other.Legacy;
            Orchestration += other.Orchestration;
            foreach (var (why, amount) in other.Residue)
            {
                Explain(why, amount);
            }
        }
    }
}
