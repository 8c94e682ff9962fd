using CommandCenter.Orders;

namespace CommandCenter.Sources;

/// <summary>Everything one page or push brought, committed in one transaction with the cursor.</summary>
public sealed record IngestBatch
{
    public required string Source { get; init; }
    public IReadOnlyList<OrderEvent> Events { get; init; } = [];
    public IReadOnlyList<RejectedRecord> Rejected { get; init; } = [];
    public IReadOnlyList<InventoryLevel> Inventory { get; init; } = [];
    public IReadOnlyList<GaugeReading> Gauges { get; init; } = [];
    public IReadOnlyList<CustomerContact> Contacts { get; init; } = [];

    /// <summary>Moves the source's cursor, where this batch moves it; compare-and-set on the old revision.</summary>
    public CursorMove? Cursor { get; init; }

    /// <summary>When the batch was received, UTC.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Ids of rejected records whose retry succeeded and whose events this batch brings: marked applied in the same transaction.</summary>
    public IReadOnlyList<Guid> Resolved { get; init; } = [];

    /// <summary>True when <see cref="Rejected"/> holds records that were mapped again on purpose: each counts as another attempt, also under the same mapping.</summary>
    public bool IsRetry { get; init; }
}

/// <summary>Where reading of a source stands.</summary>
/// <param name="Revision">Counts moves; a writer that read an older revision is refused (fencing).</param>
/// <param name="Position">Opaque to the store: what the adapter needs to go on. Null before the first read.</param>
/// <param name="Watermark">Everything that the source had committed before this instant has been read; null when unknown.</param>
public sealed record SourceCursor(long Revision, string? Position, DateTimeOffset? Watermark)
{
    public static SourceCursor Start { get; } = new(0, null, null);
}

/// <param name="ExpectedRevision">The revision that the reader started from.</param>
/// <param name="Position">The new position.</param>
/// <param name="Watermark">The new watermark; may only rise.</param>
public sealed record CursorMove(long ExpectedRevision, string? Position, DateTimeOffset? Watermark);

/// <summary>A record that a mapping refused, kept whole.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="RecordId">Hash of source and content: the same refused record read twice is one.</param>
/// <param name="Payload">The record as it came, after the plan's redaction; at most 256 KiB, cut ones say so in the reasons.</param>
/// <param name="Reasons">Every reason, not only the first.</param>
/// <param name="MappingHash">The mapping that refused it; another hash makes it due for a retry.</param>
public sealed record RejectedRecord(Guid Id, string Source, string RecordId, string Payload, IReadOnlyList<RejectReason> Reasons, string MappingHash, DateTimeOffset ObservedAt);

/// <param name="Field">The canonical field, or the path where no field is meant.</param>
/// <param name="Code">Kebab-case: <c>missing</c>, <c>not-in-lookup</c>, <c>bad-date</c>, <c>bad-number</c>, <c>not-json</c>, a rule's own code, …</param>
/// <param name="Message">What was found and what is allowed.</param>
public sealed record RejectReason(string Field, string Code, string Message);

/// <summary>How much of a SKU one node of one side can sell at an instant.</summary>
public sealed record InventoryLevel(Side Side, string Sku, string Node, long AvailableToSell, long? OnHand, long? Reserved, DateTimeOffset AsOf, string Source);

/// <summary>A number that a system reports of itself, such as the depth of a queue.</summary>
/// <param name="Name">Kebab-case, from the mapping, such as <c>wms-release-queue</c>.</param>
public sealed record GaugeReading(Side Side, string Name, double Value, string Unit, DateTimeOffset AsOf, string Source)
{
    /// <summary>The name of readings that are no queue's depth: units picked in stores per hour worked there.</summary>
    public const string UnitsPerLabourHour = "units-per-labour-hour";
}

/// <summary>A customer's call, mail or chat about an order.</summary>
public sealed record CustomerContact(string Id, string? OrderKey, string Channel, string Reason, DateTimeOffset At, string Source);
