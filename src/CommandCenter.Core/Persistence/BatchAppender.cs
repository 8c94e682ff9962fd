using CommandCenter.Sources;

namespace CommandCenter.Persistence;

/// <summary>What a batch does to the store once the transaction runs and the cursor has moved, and what it is remembered by until the next.</summary>
internal sealed class BatchAppender(IStoreTables tables, int cachedOrders)
{
    private readonly RecordWriter records = new(tables);

    public OrderWriter Orders { get; } = new(tables, cachedOrders);

    /// <param name="revision">The commit's number.</param>
    /// <param name="cursor">Where the cursor stands now.</param>
    public CommittedBatch Append(IngestBatch batch, StageOrders stages, long revision, SourceCursor? cursor)
    {
        var tally = new AppendTally();
        var states = Orders.Append(batch.Events, stages, ref tally);
        var levels = records.Append(batch.Inventory, ref tally);
        var readings = records.Append(batch.Gauges, ref tally);
        var contacts = records.Append(batch.Contacts, ref tally);
        records.Append(batch.Rejected, batch.IsRetry, ref tally);
        records.Resolve(batch.Resolved, batch.ObservedAt);
        var count = batch.Events.Count + batch.Inventory.Count + batch.Gauges.Count + batch.Contacts.Count + batch.Rejected.Count;
        return new CommittedBatch(revision, batch.Source, batch.ObservedAt, states, levels, readings, contacts, cursor, tally.ToCounts(count));
    }
}
