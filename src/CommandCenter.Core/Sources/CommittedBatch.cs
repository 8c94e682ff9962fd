using CommandCenter.Orders;

namespace CommandCenter.Sources;

/// <summary>What the store made of an <see cref="IngestBatch"/>; this, in order of <see cref="Revision"/>, is what live state folds.</summary>
/// <param name="Revision">Commit number given under the store's write lock: 1, 2, 3, … without gaps visible to one process.</param>
/// <param name="Orders">The orders that changed, each once, as they stand after the batch.</param>
public sealed record CommittedBatch(
    long Revision,
    string Source,
    DateTimeOffset ObservedAt,
    IReadOnlyList<OrderState> Orders,
    IReadOnlyList<InventoryLevel> Inventory,
    IReadOnlyList<GaugeReading> Gauges,
    IReadOnlyList<CustomerContact> Contacts,
    SourceCursor? Cursor,
    BatchCounts Counts);

/// <param name="Records">Records that the source delivered.</param>
/// <param name="Applied">Events that were new.</param>
/// <param name="Duplicates">Events already known with the same content; harmless.</param>
/// <param name="Conflicts">Known event ids with another content; both kept.</param>
/// <param name="Rejected">Records newly refused by the mapping.</param>
/// <param name="NewestOccurredAt">Latest occurred-at among the records, for lag.</param>
public readonly record struct BatchCounts(int Records, int Applied, int Duplicates, int Conflicts, int Rejected, DateTimeOffset? NewestOccurredAt);
