using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>One order as the writer holds it: each side's mergeable state and what was last written of it.</summary>
internal sealed class CachedOrder(long number, string key)
{
    public long Number { get; } = number;
    public string Key { get; } = key;

    /// <summary>Events were deleted; what they added up to lies in the archive.</summary>
    public bool IsArchived { get; set; }

    /// <summary>It has a row.</summary>
    public bool IsStored { get; set; }

    /// <summary>By side.</summary>
    public OrderAccumulator?[] Sides { get; } = new OrderAccumulator?[3];

    /// <summary>Sides changed by the running batch, as bits.</summary>
    public int Changed { get; set; }

    /// <summary>The running batch must fold it again from its events.</summary>
    public bool MustRefold { get; set; }

    public OrderColumns? Written { get; set; }

    public OrderAccumulator Of(Side side) => Sides[(int)side] ??= new OrderAccumulator();

    public void Change(Side side) => Changed |= 1 << (int)side;

    public bool HasChanged(Side side) => (Changed & (1 << (int)side)) != 0;

    /// <summary>Made anew each time: kept states of tens of thousands of orders cost the collector more than making them does.</summary>
    public OrderState? View(Side side, StageOrders stages) => Sides[(int)side]?.ToState(Key, side, stages.Of(side));
}

/// <summary>What rarely changes of an order's row, so that the indexes on it are only touched when it does.</summary>
internal readonly record struct OrderColumns(
    string? Lane, string? Region, string? Channel, string? Store, string? Node, Side? Owner, long? PlacedAt, long? Total, string? Currency, bool IsOpen)
{
    public static OrderColumns Of(OrderState? legacy, OrderState? orchestration, OrderState? shared, StageOrders stages)
    {
        var owner = OrderOwner.Of(legacy, orchestration);
        var first = owner == Side.Orchestration ? orchestration : legacy ?? orchestration ?? shared;
        var second = owner == Side.Orchestration ? legacy : orchestration;
        return new OrderColumns(
            Text("lane"), Text("region"), Text("channel"), Text("store"), Text("node"), owner,
            Number("placedAt"), Number("total"), Text("currency"), IsOpenFor(owner, legacy, orchestration, shared, stages));

        string? Text(string path) => first?.Text(path) ?? second?.Text(path);
        long? Number(string path) => first?.Number(path) ?? second?.Number(path);
    }

    /// <summary>The owner's side decides; where nobody knows the owner, any side that is not done keeps it open.</summary>
    private static bool IsOpenFor(Side? owner, OrderState? legacy, OrderState? orchestration, OrderState? shared, StageOrders stages) => owner switch
    {
        Side.Legacy => IsOpenOn(legacy, stages),
        Side.Orchestration => IsOpenOn(orchestration, stages),
        _ => legacy is null && orchestration is null ? IsOpenOn(shared, stages) : IsOpenOn(legacy, stages) || IsOpenOn(orchestration, stages),
    };

    private static bool IsOpenOn(OrderState? state, StageOrders stages) =>
        state is not null && (state.Stage is not { } stage || !stages.Of(state.Side).IsClosedAt(stage));
}

/// <summary>Each side's order of stages under one plan.</summary>
public sealed class StageOrders(Plan.CutoverPlan? plan)
{
    private readonly StageOrder[] sides = [StageOrder.Of(plan, Side.Legacy), StageOrder.Of(plan, Side.Orchestration), StageOrder.Of(plan, Side.Shared)];

    public StageOrder Of(Side side) => sides[(int)side];
}
