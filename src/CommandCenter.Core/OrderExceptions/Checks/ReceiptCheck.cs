using CommandCenter.OrderExceptions.Sources;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Checks;

/// <summary>One sale of a store under two order keys, as a till makes them that was offline and sends its day again: the same store, register, business date and receipt.</summary>
internal sealed class ReceiptCheck : IOrderCheck
{
    public const string Rule = "receipt-told-twice";
    private const int MostAtOnce = 500;

    public string Name => "repeated-receipts";

    public bool LooksAtClosed(CutoverPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Mappings.Any(m => m.Fields.ContainsKey("receipt") && m.Fields.ContainsKey("store"));
    }

    public async Task<IReadOnlyList<CaseSignal>?> FindAsync(IReadOnlyList<CheckedOrder> orders, EventsDb db, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(db);
        // what was cancelled is settled
        var sales = orders.Where(o => o.Row.Stage != Stage.Cancelled).Select(o => (Order: o, Sale: SaleOf(o.States))).Where(s => s.Sale is not null).Select(s => (s.Order, Sale: s.Sale!)).ToList();
        if (sales.Count == 0)
        {
            return [];
        }

        var stages = new StageOrders(sales[0].Order.Plan);
        var signals = new List<CaseSignal>();
        foreach (var some in sales.Chunk(MostAtOnce))
        {
            var receipts = some.Select(s => OrderNumbers.Normalise(s.Sale.Receipt)).Distinct(StringComparer.Ordinal).ToList();
            var holders = await db.OrderNumbers.AsNoTracking().Where(n => receipts.Contains(n.Normalised) && n.Kind == OrderNumberKind.Receipt).Select(n => new { n.Normalised, n.OrderNumber }).ToListAsync(cancel);
            // registers count their receipts from one every day, so a number says little before store and day are looked at
            var shared = holders.GroupBy(h => h.Normalised, StringComparer.Ordinal).Where(g => g.Select(h => h.OrderNumber).Distinct().Skip(1).Any()).SelectMany(g => g.Select(h => h.OrderNumber)).Distinct().ToList();
            if (shared.Count == 0)
            {
                continue;
            }

            var stores = some.Select(s => s.Sale.Store).Distinct(StringComparer.Ordinal).ToList();
            var others = new Dictionary<Sale, List<OrderRow>>();
            foreach (var numbers in shared.Chunk(MostAtOnce))
            {
                var rows = await db.Orders.AsNoTracking().Where(o => numbers.Contains(o.Number) && o.Store != null && stores.Contains(o.Store) && o.Stage != Stage.Cancelled).ToListAsync(cancel);
                foreach (var row in rows)
                {
                    if (SaleOf(StoredStates.Of(row, stages)) is { } sale)
                    {
                        (others.TryGetValue(sale, out var known) ? known : others[sale] = []).Add(row);
                    }
                }
            }

            foreach (var (order, sale) in some)
            {
                if (others.GetValueOrDefault(sale) is { } same && same.Where(r => r.Number < order.Row.Number).MinBy(r => r.Number) is { } first)
                {
                    signals.Add(order.Signal(
                        Rule, ExceptionBucket.DuplicateEvent, OwnerTeam.Operations, $"A sale of {sale.Store} came again as another order",
                        $"Receipt {sale.Receipt} of register {sale.Register} in {sale.Store} on {sale.Day:yyyy-MM-dd} is order {first.OrderKey} already. A till that was offline sends its sales again: one of the two must be cancelled before it ships, and what {sale.Store} has on its shelves is not known until it is.",
                        order.Row.PlacedAt ?? order.Row.UpdatedAt, CaseSeverity.High) with
                    {
                        Fingerprint = CasePrint.Of(Rule, order.Row.OrderKey, first.OrderKey),
                    });
                }
            }
        }

        return signals;
    }

    private static Sale? SaleOf(IReadOnlyList<OrderState> states)
    {
        foreach (var state in states)
        {
            if (state.Text("store") is { } store && state.Text("register") is { } register && state.Text("receipt") is { } receipt && state.Find("businessDate") is { Type: FactType.Date } day)
            {
                return new Sale(store, register, DateOnly.FromDayNumber((int)day.Number), OrderNumbers.Normalise(receipt));
            }
        }

        return null;
    }

    private sealed record Sale(string Store, string Register, DateOnly Day, string Receipt);
}
