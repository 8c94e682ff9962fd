using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>Writes an order's row and the numbers that it is found by.</summary>
internal sealed class OrderRowWriter(EventStatements sql)
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
                sql.AddNumber.Bind(1, OrderNumbers.Normalise(text)).Bind(2, (long)kind).Bind(3, order.Number).Run();
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
        var stage = StageFor(columns.Owner, legacy, orchestration, shared, stages);
        var updated = Math.Max(Math.Max(Observed(order, 0), Observed(order, 1)), Observed(order, 2));
        if (order.IsStored && columns == order.Written)
        {
            sql.TouchOrder.Bind(1, order.Number).Bind(2, (long?)legacy?.Stage).Bind(3, (long?)orchestration?.Stage).Bind(4, (long?)stage).Bind(5, updated);
            BindStates(sql.TouchOrder, 6, order);
            sql.TouchOrder.Run();
            return;
        }

        var statement = order.IsStored ? sql.UpdateOrder : sql.InsertOrder;
        statement.Bind(1, order.Number).Bind(2, order.Key).Bind(3, columns.Lane).Bind(4, columns.Region).Bind(5, columns.Channel).Bind(6, columns.Store).Bind(7, columns.Node)
            .Bind(8, (long?)columns.Owner).Bind(9, (long?)legacy?.Stage).Bind(10, (long?)orchestration?.Stage).Bind(11, (long?)stage).Bind(12, columns.PlacedAt).Bind(13, updated)
            .Bind(14, columns.Total).Bind(15, columns.Currency).Bind(16, columns.IsOpen ? 1 : 0);
        BindStates(statement, 17, order);
        statement.Run();
        if (!order.IsStored)
        {
            sql.AddNumber.Bind(1, OrderNumbers.Normalise(order.Key)).Bind(2, (long)OrderNumberKind.OrderKey).Bind(3, order.Number).Run();
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

    private void BindStates(RawStatement statement, int first, CachedOrder order)
    {
        for (var side = 0; side < 3; side++)
        {
            if (order.Sides[side] is { } state)
            {
                statement.Bind(first + side, codec.Encode(state));
            }
            else
            {
                statement.BindNull(first + side);
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
