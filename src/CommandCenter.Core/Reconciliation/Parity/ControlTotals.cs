using System.Globalization;
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

/// <summary>Sums both sides up by business day, currency and tender, and says of each order whose figures differ why they do.</summary>
internal sealed class ControlTotals(CutoverPlan plan)
{
    private const string WithinTolerance = "within tolerance";
    private static readonly (ControlFigure Figure, ParityCell Cell, string Path)[] figures =
    [
        (ControlFigure.Ordered, ParityCells.Total, "total"), (ControlFigure.Shipped, ParityCells.Of(Stage.Shipped), ""), (ControlFigure.Invoiced, ParityCells.Invoiced, "invoiced"),
        (ControlFigure.Captured, ParityCells.Captured, "captured"), (ControlFigure.Refunded, ParityCells.Refunded, "refunded"),
    ];

    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(plan.Header.Zone);
    private readonly Dictionary<(DateOnly, string, string, ControlFigure), Sum> sums = [];

    public void Add(OrderPair pair, OrderComparison order)
    {
        if (DayOf(pair) is not { } day)
        {
            return;
        }

        var (currency, tender) = (pair.Text("currency") ?? "-", pair.Text("tenders") ?? "-");
        foreach (var (figure, cell, path) in figures)
        {
            var (a, b) = (Amount(pair.Legacy, figure, path), Amount(pair.Orchestration, figure, path));
            if (a == 0 && b == 0)
            {
                continue;
            }

            var sum = sums.TryGetValue((day, currency, tender, figure), out var known) ? known : sums[(day, currency, tender, figure)] = new Sum();
            sum.Legacy += a;
            sum.Orchestration += b;
            if (a != b)
            {
                var why = Why(order, cell);
                sum.Residue[why] = sum.Residue.GetValueOrDefault(why) + a - b;
            }
        }
    }

    public IReadOnlyList<ControlTotal> Close() =>
    [
        .. sums.OrderBy(s => s.Key.Item1).ThenBy(s => s.Key.Item2, StringComparer.Ordinal).ThenBy(s => s.Key.Item3, StringComparer.Ordinal).ThenBy(s => s.Key.Item4)
            .Select(s => new ControlTotal(s.Key.Item1, s.Key.Item2, s.Key.Item3, s.Key.Item4, s.Value.Legacy, s.Value.Orchestration, s.Value.Residue)),
    ];

    private static long Amount(SideView? side, ControlFigure figure, string path)
    {
        if (side is null)
        {
            return 0;
        }

        if (figure != ControlFigure.Shipped)
        {
            return side.State.Number(path) ?? 0;
        }

        var amount = 0L;
        foreach (var ((line, field), sum) in LineQuantities.SumsOf(side) ?? [])
        {
            amount += field == "shipped" ? sum.Quantity * (side.State.Number(FactPath.OfLine(line, "unitPrice")) ?? 0) : 0;
        }

        return amount;
    }

    private static string Why(OrderComparison order, ParityCell cell)
    {
        var bit = cell.Bit;
        var first = order.Differences.FirstOrDefault(d => d.Cell == ParityCells.Presence) ?? order.Differences.FirstOrDefault(d => d.Cell == cell);
        return first is { IsPending: true } ? "pending: " + first.Rule
            : first is not null ? first.Rule
            : (order.NotObservable & bit) != 0 ? "not observable"
            : (order.NotExpected & (bit | ParityCells.Presence.Bit)) != 0 ? "not expected of a copy"
            : (order.Agrees & bit) != 0 ? WithinTolerance
            : "not compared";
    }

    private DateOnly? DayOf(OrderPair pair) => pair.Number("businessDate") is { } day
        ? DateOnly.FromDayNumber((int)day)
        : pair.Number("placedAt") is { } placed ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Instants.FromMicros(placed), zone).DateTime) : null;

    private sealed class Sum
    {
        public long Legacy { get; set; }
        public long Orchestration { get; set; }
        public SortedDictionary<string, long> Residue { get; } = new(StringComparer.Ordinal);
    }
}
