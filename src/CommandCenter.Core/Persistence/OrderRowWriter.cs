using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>Writes an order's row and the numbers that it is found by.</summary>
internal sealed class OrderRowWriter(IStoreTables tables)
{
    private readonly OrderStateCodec codec = new();

    /// <summary>Adds what the event says to the numbers; call it before the event is added to the state.</summary>
    public void NoteNumbers(CachedOrder order, OrderEvent added)
    {
        var facts = added.Facts;
        for (var i = 0; i < facts.Count; i++)
        {
            var fact = facts[i];
            if (OrderNumbers.IsNumber(fact.Path, out var kind)
                && fact.Value is { Type: FactType.Text, Text: { Length: > 0 } text }
                && order.Sides[(int)added.Side]?.Find(fact.Path) != fact.Value)
            {
                tables.AddNumber(OrderNumbers.Normalise(text), kind, order.Number);
            }
        }
    }

    /// <param name="changed">Receives the states of the sides that changed.</param>
    public void Write(CachedOrder order, StageOrders stages, List<OrderState> changed)
    {
        var legacy = order.View(Side.Legacy, stages);
        var orchestration = order.View(Side.Orchestration, stages);
        var shared = order.View(Side.Shared, stages);
        Note(legacy);
        Note(orchestration);
        Note(shared);
        var columns = OrderColumns.Of(legacy, orchestration, shared, stages);
        var stands = new OrderStages(legacy?.Stage, orchestration?.Stage, StageFor(columns.Owner, legacy, orchestration, shared, stages));
        var updated = Math.Max(Math.Max(Observed(order, 0), Observed(order, 1)), Observed(order, 2));
        var change = !order.IsStored ? OrderChange.New : columns.IsOpen && columns == order.Written ? OrderChange.State : OrderChange.Columns;
        tables.WriteOrder(change, order, columns, stands, updated, codec);
        if (change == OrderChange.New)
        {
            tables.AddNumber(OrderNumbers.Normalise(order.Key), OrderNumberKind.OrderKey, order.Number);
            order.IsStored = true;
        }

        order.Written = columns;

        void Note(OrderState? state)
        {
            if (state is not null && order.HasChanged(state.Side))
            {
                changed.Add(state);
            }
        }
    }

    private static long Observed(CachedOrder order, int side) => order.Sides[side] is { HasOccurred: true } state ? state.LastObserved : 0;

    private static Stage? StageFor(Side? owner, OrderState? legacy, OrderState? orchestration, OrderState? shared, StageOrders stages)
    {
        if (owner is { } side)
        {
            return (side == Side.Legacy ? legacy : orchestration)?.Stage;
        }

        var usual = StageOrder.Default;
        return new[] { legacy?.Stage, orchestration?.Stage, legacy is null && orchestration is null ? shared?.Stage : null }.Where(s => s is not null).MaxBy(s => usual.Rank(s!.Value));
    }
}
