using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>Order states out of an order's row.</summary>
internal static class StoredStates
{
    public static IReadOnlyList<OrderState> Of(OrderRow row, StageOrders stages)
    {
        var states = new List<OrderState>(2);
        foreach (var (side, state) in new[] { (Side.Legacy, row.Legacy), (Side.Orchestration, row.Orchestration), (Side.Shared, row.Shared) })
        {
            if (state is not null)
            {
                states.Add(OrderStateCodec.Decode(state).ToState(row.OrderKey, side, stages.Of(side)));
            }
        }

        return states;
    }
}
