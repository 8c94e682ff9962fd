using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Scorecard.Figures;

/// <summary>What one order gives to one figure.</summary>
/// <param name="Figure">Of <see cref="PeriodFigure.Code"/>.</param>
/// <param name="Hour">When the hour began that it counts in, UTC microseconds.</param>
/// <param name="Amount">Milliseconds of a duration; 1 or 0 of a share; the number of an amount.</param>
internal readonly record struct OrderPart(int Figure, long Hour, long Amount)
{
    /// <summary>Out of how much; 1 for all that count orders.</summary>
    public long Out { get; init; } = 1;
}

/// <summary>Everything that one order gives to the figures, and where it counts: a function of its stored states alone.</summary>
/// <param name="Lane">As the order says it; empty where it does not.</param>
internal sealed record OrderParts(string Lane, ObservedOwner Owner, string Region, string Node, string Carrier, IReadOnlyList<OrderPart> Parts)
{
    /// <param name="currency">ISO 4217, in which figures of money are counted; null = they are not.</param>
    public static OrderParts Of(OrderRow row, IReadOnlyList<OrderState> states, HourClock clock, string? currency = null)
    {
        var order = new LiveOrder(row.OrderKey);
        foreach (var state in states.Where(s => s.Side != Side.Shared)) order.Update(state.Side, SideRecord.From(state));
        var parts = new List<OrderPart>(16);
        if (order.Placed != SideRecord.None) parts.Add(Yes(PeriodFigures.SuccessRate, clock.HourOf(order.Placed), !order.Failed));
        if (order.Owned is { } owned)
        {
            AddOwned(parts, owned, order.Placed, clock);
            if (owned is { Stage: not null, FirstObserved: > 0, FirstLag: >= 0 and < OldNews }) parts.Add(new OrderPart(PeriodFigures.NewsLag.Code, clock.HourOf(owned.FirstObserved), owned.FirstLag / 1000));
            AddOfBoth(parts, owned, states, clock);
            if (states.FirstOrDefault(s => (int)s.Side == (int)order.Owner) is { } owner)
            {
                AddTold(parts, owned, owner, clock);
                AddNews(parts, owner, clock);
                if (currency is not null && owner.Text("currency") == currency) AddMoney(parts, owned, owner, order.Placed, clock);
            }
        }

        var lane = order.Owned?.Lane ?? order.Of(Side.Legacy)?.Lane ?? order.Of(Side.Orchestration)?.Lane;
        var carrier = states.FirstOrDefault(s => order.Owner == ObservedOwner.Unclear || (int)s.Side == (int)order.Owner);
        return new OrderParts(lane ?? "", order.Owner, row.Region ?? "", row.Node ?? "", CarrierOf(carrier) ?? "", parts);
    }

    private static void AddOwned(List<OrderPart> parts, SideRecord owned, long placed, HourClock clock)
    {
        for (var i = 0; i < FigureDefinitions.Durations.Count; i++)
        {
            var (start, end) = (FigureDefinitions.Durations[i].Start(owned), FigureDefinitions.Durations[i].End(owned));
            if (start != SideRecord.None && end != SideRecord.None) parts.Add(new OrderPart(PeriodFigures.Durations[i].Code, clock.HourOf(end), Math.Max(0, end - start) / 1000));
        }

        if (placed != SideRecord.None)
        {
            var hour = clock.HourOf(placed);
            parts.Add(new OrderPart(PeriodFigures.Orders.Code, hour, 1));
            parts.Add(Yes(PeriodFigures.CancelRate, hour, owned.Stage == Stage.Cancelled && owned.At(Stage.Cancelled) != SideRecord.None));
            parts.Add(new OrderPart(PeriodFigures.ManualTouches.Code, hour, owned.ManualTouches));
        }

        if (owned.Nodes > 0 && owned.Sent is var sent && sent != SideRecord.None) parts.Add(Yes(PeriodFigures.SplitRate, clock.HourOf(sent), owned.Nodes > 1));
        Promise(parts, PeriodFigures.OnTimeShip, owned, owned.ShipBy, owned.At(Stage.Shipped), clock);
        Promise(parts, PeriodFigures.OnTimePickup, owned, owned.ReadyBy, owned.At(Stage.ReadyForPickup), clock);
        Promise(parts, PeriodFigures.OnTimeDelivery, owned, owned.DeliverBy, owned.At(Stage.Delivered), clock);
    }

    /// <summary>Later than that the first news of an order is history that was read in.</summary>
    private const long OldNews = 24 * HourClock.Hour;

    /// <summary>What only both sides together say.</summary>
    private static void AddOfBoth(List<OrderPart> parts, SideRecord owned, IReadOnlyList<OrderState> states, HourClock clock)
    {
        if (owned.At(Stage.Shipped) is var shipped && shipped != SideRecord.None) parts.Add(Yes(PeriodFigures.DuplicateShipments, clock.HourOf(shipped), OrderEffects.Of(states).LinesShippedTwice > 0));
        if (owned.At(Stage.Routed) is var routed && routed == SideRecord.None) return;
        var told = states.Where(s => s.Side != Side.Shared && s.At(Stage.Routed) is not null).Select(Nodes).ToList();
        if (told is [{ Count: > 0 } one, { Count: > 0 } other]) parts.Add(Yes(PeriodFigures.RoutingAccuracy, clock.HourOf(routed), one.SetEquals(other)));
    }

    /// <summary>What the owner's facts say beyond its stages.</summary>
    private static void AddTold(List<OrderPart> parts, SideRecord owned, OrderState owner, HourClock clock)
    {
        if (IsDue(owned, owned.ShipBy) && OrderElement.Of(owner, "lines").Count is var lines and > 0) parts.Add(new OrderPart(PeriodFigures.OnTimeShipLines.Code, clock.HourOf(owned.ShipBy), IsKept(owned.ShipBy, owned.At(Stage.Shipped)) ? lines : 0) { Out = lines });
        foreach (var chargeback in OrderElement.Of(owner, "chargebacks").Select(c => c.Instant("at")).OfType<DateTimeOffset>()) parts.Add(new OrderPart(PeriodFigures.Chargebacks.Code, clock.HourOf(Instants.ToMicros(chargeback)), 1));
    }

    /// <summary>How long each stage took to be known here.</summary>
    private static void AddNews(List<OrderPart> parts, OrderState owner, HourClock clock)
    {
        foreach (var reached in owner.StageTimes)
        {
            var (seen, lag) = (Instants.ToMicros(reached.ObservedAt), Instants.ToMicros(reached.ObservedAt) - Instants.ToMicros(reached.OccurredAt));
            if (lag is >= 0 and < OldNews) parts.Add(new OrderPart(PeriodFigures.StatusPropagation.Code, clock.HourOf(seen), lag / 1000));
        }
    }

    private static void AddMoney(List<OrderPart> parts, SideRecord owned, OrderState owner, long placed, HourClock clock)
    {
        if (placed != SideRecord.None && owner.Number("total") is { } total and >= 0)
        {
            var cancelled = owned.Stage == Stage.Cancelled && owned.At(Stage.Cancelled) != SideRecord.None;
            parts.Add(new OrderPart(PeriodFigures.CancelledRevenue.Code, clock.HourOf(placed), cancelled ? total : 0) { Out = total });
        }

        if (owned.At(Stage.Shipped) is var shipped && shipped == SideRecord.None) return;
        var costs = owner.Facts.Where(f => f.Path.StartsWith("shipments[", StringComparison.Ordinal) && f.Path.EndsWith("].cost", StringComparison.Ordinal)).Select(f => f.Value.Number).ToList();
        if (costs.Count > 0) parts.Add(new OrderPart(PeriodFigures.ShippingCost.Code, clock.HourOf(shipped), costs.Sum()));
    }

    /// <summary>Every node that fulfils a part of it; the order's own where no line names one.</summary>
    private static HashSet<string> Nodes(OrderState state)
    {
        var nodes = state.Facts.Where(f => f.Path.EndsWith("].node", StringComparison.Ordinal)).Select(f => f.Value.Text).OfType<string>().Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal);
        if (nodes.Count == 0 && state.Text("node") is { Length: > 0 } node) nodes.Add(node);
        return nodes;
    }

    /// <summary>Kept or not, in the period in which it was due. Cancelled before it was due, it is no promise any more.</summary>
    private static void Promise(List<OrderPart> parts, PeriodFigure figure, SideRecord owned, long due, long kept, HourClock clock)
    {
        if (IsDue(owned, due)) parts.Add(Yes(figure, clock.HourOf(due), IsKept(due, kept)));
    }

    private static bool IsDue(SideRecord owned, long due) => due != SideRecord.None && !(owned.Stage == Stage.Cancelled && owned.At(Stage.Cancelled) <= due);

    private static bool IsKept(long due, long kept) => kept != SideRecord.None && kept <= due;

    private static OrderPart Yes(PeriodFigure figure, long hour, bool yes) => new(figure.Code, hour, yes ? 1 : 0);

    /// <summary>Of the first shipment that names one.</summary>
    private static string? CarrierOf(OrderState? state) =>
        state?.Facts.Where(f => f.Path.StartsWith("shipments[", StringComparison.Ordinal) && f.Path.EndsWith("].carrier", StringComparison.Ordinal)).Select(f => f.Value.Text).FirstOrDefault();
}
