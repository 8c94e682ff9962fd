using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>The reservations that an order causes on shelves that both sides look at.</summary>
internal static class StockMoves
{
    /// <param name="missed">This side did not hear of it.</param>
    public static IReadOnlyList<StockMove> Of(RetailOrder order, OrderLife owner, bool missed) => missed || owner.At(Step.Allocated) is null ? [] : Of(order);

    /// <summary>Everything that it asks for, whatever becomes of it: a side that holds a copy cannot know how the owner goes on, and both have to come to the same.</summary>
    public static IReadOnlyList<StockMove> Of(RetailOrder order)
    {
        var at = order.ArrivedAt.ToUnixTimeMilliseconds();
        return [.. order.Parcels.SelectMany(p => p.Lines.Select(l => new StockMove(l.Sku.Code, p.Node.Id, l.Quantity, at)))];
    }
}
