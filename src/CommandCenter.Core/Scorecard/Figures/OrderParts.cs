using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;

namespace CommandCenter.Scorecard.Figures;

/// <summary>What one order gives to one figure.</summary>
/// <param name="Figure">Of <see cref="PeriodFigure.Code"/>.</param>
/// <param name="Hour">When the hour began that it counts in, UTC microseconds.</param>
/// <param name="Amount">Milliseconds of a duration; 1 or 0 of a share; the number of an amount.</param>
internal readonly record struct OrderPart(int Figure, long Hour, long Amount);

/// <summary>Everything that one order gives to the figures, and where it counts: a function of its stored states alone.</summary>
/// <param name="Lane">As the order says it; empty where it does not.</param>
internal sealed record OrderParts(string Lane, ObservedOwner Owner, string Region, string Node, string Carrier, IReadOnlyList<OrderPart> Parts)
{
    public static OrderParts Of(OrderRow row, IReadOnlyList<OrderState> states, HourClock clock)
    {
        var order = new LiveOrder(row.OrderKey);
        foreach (var state in states.Where(s => s.Side != Side.Shared)) order.Update(state.Side, SideRecord.From(state));
        var parts = new List<OrderPart>(16);
        if (order.Placed != SideRecord.None) parts.Add(Yes(PeriodFigures.SuccessRate, clock.HourOf(order.Placed), !order.Failed));
        if (order.Owned is { } owned) AddOwned(parts, owned, order.Placed, clock);
        var lane = order.Owned?.Lane ?? order.Of(Side.Legacy)?.Lane ?? order.Of(Side.Orchestration)?.Lane;
        var teller = states.FirstOrDefault(s => order.Owner == ObservedOwner.Unclear || (int)s.Side == (int)order.Owner);
        return new OrderParts(lane ?? "", order.Owner, row.Region ?? "", row.Node ?? "", CarrierOf(teller) ?? "", parts);
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

        if (owned.At(Stage.Routed) is var routed && routed != SideRecord.None && owned.Nodes > 0) parts.Add(Yes(PeriodFigures.SplitRate, clock.HourOf(routed), owned.Nodes > 1));
        Promise(parts, PeriodFigures.OnTimeShip, owned, owned.ShipBy, owned.At(Stage.Shipped), clock);
        Promise(parts, PeriodFigures.OnTimePickup, owned, owned.ReadyBy, owned.At(Stage.ReadyForPickup), clock);
        Promise(parts, PeriodFigures.OnTimeDelivery, owned, owned.DeliverBy, owned.At(Stage.Delivered), clock);
    }

    /// <summary>Kept or not, in the period in which it was due. Cancelled before it was due, it is no promise any more.</summary>
    private static void Promise(List<OrderPart> parts, PeriodFigure figure, SideRecord owned, long due, long kept, HourClock clock)
    {
        if (due == SideRecord.None || (owned.Stage == Stage.Cancelled && owned.At(Stage.Cancelled) <= due)) return;
        parts.Add(Yes(figure, clock.HourOf(due), kept != SideRecord.None && kept <= due));
    }

    private static OrderPart Yes(PeriodFigure figure, long hour, bool yes) => new(figure.Code, hour, yes ? 1 : 0);

    /// <summary>Of the first shipment that names one.</summary>
    private static string? CarrierOf(OrderState? state) =>
        state?.Facts.Where(f => f.Path.StartsWith("shipments[", StringComparison.Ordinal) && f.Path.EndsWith("].carrier", StringComparison.Ordinal)).Select(f => f.Value.Text).FirstOrDefault();
}
