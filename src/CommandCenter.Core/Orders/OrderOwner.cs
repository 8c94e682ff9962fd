namespace CommandCenter.Orders;

/// <summary>Which side answers for an order, as far as the sides' own data tell.</summary>
public static class OrderOwner
{
    /// <summary>The only side that holds the order and does not call it a copy; null when both or neither do.</summary>
    public static Side? Of(OrderState? legacy, OrderState? orchestration) => Of(IsOriginal(legacy), IsOriginal(orchestration));

    internal static Side? Of(bool legacyOriginal, bool orchestrationOriginal) => (legacyOriginal, orchestrationOriginal) switch
    {
        (true, false) => Side.Legacy,
        (false, true) => Side.Orchestration,
        _ => null,
    };

    private static bool IsOriginal(OrderState? state) => state is not null && state.Number("copy") is not (not null and not 0);
}
