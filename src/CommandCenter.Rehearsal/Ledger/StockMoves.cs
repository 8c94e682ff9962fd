using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>The reservations that an order causes on shelves that both sides look at.</summary>
internal static class StockMoves
{
    /// <param name="missed">This side did not hear of it.</param>
    public static IReadOnlyList<StockMove> Of(RetailOrder order, OrderLife owner, bool missed)
    {
        if (missed || owner.At(Step.Allocated) is null)
        {
            return [];
        }

        var at = order.ArrivedAt.ToUnixTimeMilliseconds();
        return [.. order.Parcels.SelectMany(p => p.Lines.Select(l => new StockMove(l.Sku.Code, p.Node.Id, l.Quantity, at)))];
    }
}
