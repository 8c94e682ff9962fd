using CommandCenter.Orders;
using CommandCenter.Sources;

namespace CommandCenter.Persistence;

/// <summary>
/// What an append reads and writes within its transaction, whatever the database: the rules above it (fold, duplicates, conflicts, counts) are the same for every provider.
/// Everything read contains what the running transaction wrote.
/// </summary>
internal interface IStoreTables
{
    void ReadSources(Action<int, string> found);

    /// <summary>Source and event id of everything that some event names.</summary>
    void ReadNamed(Action<int, string> found);

    void AddSource(int number, string name);

    /// <summary>False, and nothing done, where an event of this source, id and variant exists.</summary>
    bool InsertEvent(long number, int source, OrderEvent added, int variant, long order, CompactWriter facts);

    /// <summary>Takes back the last insert.</summary>
    void DeleteEvent(long number);

    /// <summary>The stamps of every payload of one event id.</summary>
    void ReadStamps(int source, string eventId, List<Stamp> stamps);

    void ReadVariants(int source, string eventId, List<FoundEvent> found);

    /// <summary>Events that name this one.</summary>
    void ReadSuperseding(int source, string eventId, List<FoundEvent> found);

    void ReadOrderEvents(long order, List<FoundEvent> found);

    /// <summary>Null where no order has the key.</summary>
    CachedOrder? FindOrder(string key);

    string? FindOrderKey(long number);

    ArchivedSide? ReadArchive(long order, Side side);

    void WriteOrder(OrderChange change, CachedOrder order, in OrderColumns columns, in OrderStages stages, long updated, OrderStateCodec codec);

    void AddNumber(string normalised, OrderNumberKind kind, long order);

    /// <summary>Whether it was newer than what was known.</summary>
    bool PutLevel(InventoryLevel level);

    /// <summary>Whether it was new.</summary>
    bool AddReading(GaugeReading reading);

    /// <summary>Whether it was new.</summary>
    bool AddContact(CustomerContact contact);

    /// <summary>The stored id and mapping of a record that was rejected before.</summary>
    (Guid Id, string MappingHash)? FindRejected(string source, string recordId);

    void AddRejected(RejectedRecord record);

    /// <param name="id">The stored one.</param>
    void RejectAgain(Guid id, RejectedRecord record);

    void ResolveRejected(Guid id, long at);
}

/// <summary>How much of an order's row an append changed.</summary>
internal enum OrderChange
{
    New,

    /// <summary>Also what lists and filters go by.</summary>
    Columns,

    /// <summary>Stages, time and state of an open order, which change with nearly every event; no index holds them.</summary>
    State,
}

/// <summary>The stages of an order's row.</summary>
internal readonly record struct OrderStages(Stage? Legacy, Stage? Orchestration, Stage? Shown);

/// <summary>A stored event.</summary>
/// <param name="Source">The source's number.</param>
/// <param name="Order">The number of the order that it belongs to.</param>
/// <param name="Event">Without the names of source and order.</param>
internal readonly record struct FoundEvent(int Source, long Order, OrderEvent Event);
