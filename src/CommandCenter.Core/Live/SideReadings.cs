using CommandCenter.Orders;
using CommandCenter.Sources;

namespace CommandCenter.Live;

/// <summary>What systems say besides orders: depths of queues, how old stock figures arrive, contacts of customers. Bounded, whatever the history.</summary>
internal sealed class SideReadings
{
    /// <summary>A plan has a handful of queues; a system that invents names must not grow without end.</summary>
    private const int MostQueues = 200;

    private readonly SortedDictionary<(string Name, Side Side), Queue> queues = [];
    private readonly Dictionary<string, (double Seconds, int Levels)> inventory = new(StringComparer.Ordinal);
    private readonly LastOfMinute depth = new();
    private readonly LastOfMinute lag = new();
    private readonly MinuteCounts contacts = new();
    private long contactsKnownSince = long.MaxValue;

    public double? TotalDepth => queues.Count == 0 ? null : queues.Values.Sum(q => q.Newest.Value);
    public int Queues => queues.Count;
    public double? InventoryLag => inventory.Count == 0 ? null : inventory.Values.Max(i => i.Seconds);
    public int InventoryLevels => inventory.Values.Sum(i => i.Levels);

    public void Fold(CommittedBatch batch)
    {
        var observed = Instants.ToMicros(batch.ObservedAt);
        foreach (var reading in batch.Gauges)
        {
            Fold(reading);
        }

        if (batch.Gauges.Count > 0)
        {
            depth.Set(observed, TotalDepth!.Value);
        }

        if (batch.Inventory.Count > 0)
        {
            var lags = batch.Inventory.Select(level => Math.Max(0, (batch.ObservedAt - level.AsOf).TotalSeconds)).Order().ToList();
            inventory[batch.Source] = (lags[lags.Count / 2], lags.Count);
            lag.Set(observed, InventoryLag!.Value);
        }

        Fold(batch.Contacts);
    }

    /// <summary>What the store kept; oldest first.</summary>
    public void Restore(IEnumerable<GaugeReading> gauges, IEnumerable<CustomerContact> known)
    {
        foreach (var reading in gauges)
        {
            Fold(reading);
            depth.Set(Instants.ToMicros(reading.AsOf), TotalDepth!.Value);
        }

        Fold(known);
    }

    public long ContactsWithin(long now) => contacts.Sum(now, (int)FigureDefinitions.Window.TotalMinutes);

    public double?[] ContactsTrend(long now) => contacts.Trend(now, contactsKnownSince);

    public double?[] TotalDepthTrend(long now) => depth.Trend(now);

    public double?[] InventoryLagTrend(long now) => lag.Trend(now);

    public IReadOnlyList<QueueLive> Show(IReadOnlyDictionary<string, SourceMonitor> sources, long now) =>
    [
        .. queues.Select(q => new QueueLive(q.Key.Name, q.Key.Side, q.Value.Newest.Unit, Depth(q.Value.Newest, sources, now), q.Value.Trend.Trend(now))),
    ];

    private static Figure Depth(GaugeReading reading, IReadOnlyDictionary<string, SourceMonitor> sources, long now)
    {
        var age = now - Instants.ToMicros(reading.AsOf);
        var limit = sources.TryGetValue(reading.Source, out var source) ? source.Definition.StaleAfter : TimeSpan.FromSeconds(60);
        return new Figure(reading.Value, age > limit.TotalMicroseconds ? FigureState.Stale : FigureState.Fresh, reading.AsOf, 1);
    }

    private void Fold(IEnumerable<CustomerContact> news)
    {
        foreach (var contact in news)
        {
            contacts.Add(Instants.ToMicros(contact.At), 1);
            contactsKnownSince = Math.Min(contactsKnownSince, Instants.ToMicros(contact.At));
        }
    }

    private void Fold(GaugeReading reading)
    {
        if (reading.Name == GaugeReading.UnitsPerLabourHour) return; // no queue

        var key = (reading.Name, reading.Side);
        if (!queues.TryGetValue(key, out var queue))
        {
            if (queues.Count >= MostQueues)
            {
                return;
            }

            queues[key] = queue = new Queue(reading);
        }

        if (reading.AsOf >= queue.Newest.AsOf)
        {
            queue.Newest = reading;
        }

        queue.Trend.Set(Instants.ToMicros(reading.AsOf), reading.Value);
    }

    private sealed class Queue(GaugeReading first)
    {
        public GaugeReading Newest { get; set; } = first;
        public LastOfMinute Trend { get; } = new();
    }
}

/// <summary>The last value of each minute of the last hour.</summary>
internal sealed class LastOfMinute
{
    private const int Size = 64;
    private readonly (long Minute, long At, double Value)[] ring = new (long, long, double)[Size];

    public void Set(long at, double value)
    {
        var minute = at / MinuteCounts.Minute;
        ref var slot = ref ring[minute % Size];
        if (minute > slot.Minute || (minute == slot.Minute && at >= slot.At))
        {
            slot = (minute, at, value);
        }
    }

    /// <summary>Thirty minutes up to the running one, oldest first; null where nothing was said.</summary>
    public double?[] Trend(long now)
    {
        var trend = new double?[MinuteCounts.TrendLength];
        for (var i = 0; i < trend.Length; i++)
        {
            var minute = now / MinuteCounts.Minute - trend.Length + 1 + i;
            trend[i] = ring[minute % Size].Minute == minute ? ring[minute % Size].Value : null;
        }

        return trend;
    }
}
