using CommandCenter.Orders;
using static CommandCenter.Live.FigureDefinitions;

namespace CommandCenter.Live;

/// <summary>Adds up the named figures over all lanes for one snapshot. Reused from snapshot to snapshot.</summary>
internal sealed class FigureMeasure
{
    private static readonly long WindowMicros = (long)Window.TotalMicroseconds;

    private readonly WindowSamples[] durations = [.. Durations.Select(_ => new WindowSamples())];
    private readonly Feed[] durationFeeds = new Feed[Durations.Count];
    private readonly WindowShare ship = new();
    private readonly WindowShare pickup = new();
    private readonly WindowShare delivery = new();
    private readonly WindowShare cancelled = new();
    private readonly WindowShare split = new();
    private readonly WindowShare success = new();
    private readonly WindowShare touches = new();
    private Feed shipped;
    private Feed ready;
    private Feed delivered;
    private Feed placed;
    private Feed routed;

    public void Begin(FeedTable feeds)
    {
        for (var i = 0; i < durations.Length; i++)
        {
            durations[i].Clear();
            durationFeeds[i] = feeds.OfBoth(Durations[i].Needs);
        }

        shipped = feeds.OfBoth(Stage.Shipped);
        ready = feeds.OfBoth(Stage.ReadyForPickup);
        delivered = feeds.OfBoth(Stage.Delivered);
        placed = feeds.OfBoth(Stage.Created);
        routed = feeds.OfBoth(Stage.Routed);
        ship.Begin(shipped.AsOf);
        pickup.Begin(ready.AsOf);
        delivery.Begin(delivered.AsOf);
        cancelled.Begin(placed.AsOf);
        success.Begin(placed.AsOf);
        touches.Begin(placed.AsOf);
        split.Begin(routed.AsOf);
    }

    public void Add(LiveOrder order)
    {
        var at = order.Placed;
        if (Within(at, placed))
        {
            success.Add(at, !order.Failed);
        }

        if (order.Owned is not { } record)
        {
            return;
        }

        for (var i = 0; i < durations.Length; i++)
        {
            var end = Durations[i].End(record);
            if (Within(end, durationFeeds[i]) && Durations[i].Start(record) is var start && start != SideRecord.None)
            {
                durations[i].Add(end, Math.Max(0, end - start) / 1e6);
            }
        }

        if (Within(at, placed))
        {
            cancelled.Add(at, record.At(Stage.Cancelled) != SideRecord.None && record.Stage == Stage.Cancelled);
            touches.Add(at, record.ManualTouches);
        }

        if (record.Nodes > 0 && Within(record.Sent, routed))
        {
            split.Add(record.Sent, record.Nodes > 1);
        }

        Promise(ship, shipped, record, record.ShipBy, record.At(Stage.Shipped));
        Promise(pickup, ready, record, record.ReadyBy, record.At(Stage.ReadyForPickup));
        Promise(delivery, delivered, record, record.DeliverBy, record.At(Stage.Delivered));
    }

    public long PlacedInWindow => success.OutOf;

    public IReadOnlyList<NamedFigure> Show(LagSamples propagation, SideReadings readings, FeedTable feeds, long now)
    {
        var figures = new List<NamedFigure>(All.Count);
        for (var i = 0; i < durations.Length; i++)
        {
            // the sample lists are sorted once for all percentiles, then once by time for the trend
            var shown = Durations[i].Percentiles.Select((p, n) => (Durations[i].Definitions[n], Figures.Sample(durationFeeds[i], durations[i].Percentile(p / 100.0), durations[i].Count, SideNote(feeds, Durations[i].Needs)))).ToList();
            var trend = durations[i].Trend(durationFeeds[i].AsOf);
            figures.AddRange(shown.Select(s => Named(s.Item1, s.Item2, trend)));
        }

        figures.Add(Named(StatusPropagation, Figures.Sample(feeds.OfBoth(Stage.Created), propagation.Percentile(0.95, now), propagation.Count(now)), propagation.Trend(now)));
        figures.Add(Named(OnTimeShip, Figures.Share(shipped, ship), ship.Trend()));
        figures.Add(Named(OnTimePickup, Figures.Share(ready, pickup), pickup.Trend()));
        figures.Add(Named(OnTimeDelivery, Figures.Share(delivered, delivery), delivery.Trend()));
        figures.Add(Named(CancelRate, Figures.Share(placed, cancelled), cancelled.Trend()));
        figures.Add(Named(SplitRate, Figures.Share(routed, split), split.Trend()));
        figures.Add(Named(SuccessRate, Figures.Share(placed, success), success.Trend()));
        figures.Add(Named(QueueDepth, Figures.Of(feeds.Gauges, readings.TotalDepth, readings.Queues, 0), readings.TotalDepthTrend(now)));
        figures.Add(Named(InventoryLag, Figures.Of(feeds.Inventory, readings.InventoryLag, readings.InventoryLevels, 0), readings.InventoryLagTrend(now)));
        var contacts = readings.ContactsWithin(now);
        figures.Add(Named(Contacts, Figures.Of(Feed.Both(feeds.Contacts, placed) is var both && feeds.Contacts.State == FigureState.NotObservable ? feeds.Contacts : both,
            PlacedInWindow == 0 ? null : 1000.0 * contacts / PlacedInWindow, contacts, PlacedInWindow), readings.ContactsTrend(now)));
        figures.Add(Named(ManualTouches, Figures.Of(placed, touches.OutOf == 0 ? null : touches.Counted / touches.OutOf, (long)touches.Counted, touches.OutOf), touches.Trend(1)));
        return figures;
    }

    private static NamedFigure Named(FigureDefinition definition, Figure figure, IReadOnlyList<double?> trend) => new(definition.Key, definition.Label, definition.Unit, figure, trend);

    private static string? SideNote(FeedTable feeds, Stage[] needs)
    {
        var legacy = feeds.OfSide(Side.Legacy, needs).State == FigureState.NotObservable;
        var orchestration = feeds.OfSide(Side.Orchestration, needs).State == FigureState.NotObservable;
        return legacy == orchestration ? null : $"Of {(legacy ? "Orchestration" : "Legacy")} alone: the other side cannot report it.";
    }

    /// <summary>Due in the window: kept or not. Cancelled before it was due, it is no promise any more.</summary>
    private static void Promise(WindowShare share, Feed feed, SideRecord record, long due, long kept)
    {
        if (Within(due, feed) && !(record.Stage == Stage.Cancelled && record.At(Stage.Cancelled) <= due))
        {
            share.Add(due, kept != SideRecord.None && kept <= due);
        }
    }

    private static bool Within(long at, Feed feed) => at != SideRecord.None && feed.AsOf != SideRecord.None && at > feed.AsOf - WindowMicros && at <= feed.AsOf;
}
