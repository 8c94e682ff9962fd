using CommandCenter.Live;
using CommandCenter.Sources;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>Orders that changed since they were compared last. Bounded: beyond its bound it only knows that everything must be compared.</summary>
internal sealed class ChangedOrders
{
    private const int Most = 200_000;
    private readonly Lock gate = new();
    private HashSet<string> keys = new(StringComparer.Ordinal);
    private bool overflown;

    public void Add(CommittedBatch batch)
    {
        lock (gate)
        {
            foreach (var order in batch.Orders)
            {
                if (keys.Count >= Most)
                {
                    overflown = true;
                    return;
                }

                keys.Add(order.OrderKey);
            }
        }
    }

    /// <summary>Takes what there is.</summary>
    /// <param name="tooMany">There was more than could be kept.</param>
    public IReadOnlyCollection<string> Take(out bool tooMany)
    {
        lock (gate)
        {
            tooMany = overflown;
            overflown = false;
            if (keys.Count == 0)
            {
                return [];
            }

            var taken = keys;
            keys = new HashSet<string>(StringComparer.Ordinal);
            return taken;
        }
    }

    /// <summary>They could not be compared: another time.</summary>
    public void PutBack(IEnumerable<string> orders)
    {
        lock (gate)
        {
            keys.UnionWith(orders);
        }
    }
}

/// <summary>Lets reconciliation know what was committed, before live state takes it over.</summary>
internal sealed class ParityFeed(LiveWriter live, ChangedOrders changed) : ILiveFeed
{
    public ValueTask PublishAsync(CommittedBatch batch, CancellationToken cancel)
    {
        changed.Add(batch);
        return live.PublishAsync(batch, cancel);
    }

    public ValueTask PublishAsync(SourceHealthReport report, CancellationToken cancel) => live.PublishAsync(report, cancel);
}
