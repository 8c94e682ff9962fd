using CommandCenter.Orders;

namespace CommandCenter.Persistence;

/// <summary>The single row that every commit of the events store moves on.</summary>
public sealed class StoreHeadRow
{
    public int Id { get; set; }
    public long Revision { get; set; }
    public long EventNumber { get; set; }
    public long OrderNumber { get; set; }

    /// <summary>Which commit was the last, where several processes may write: whoever finds another than its own forgets what it remembered. Null on SQLite, which tells by itself.</summary>
    public Guid? CommitId { get; set; }
}

/// <summary>Short number of a source's name.</summary>
public sealed class SourceNameRow
{
    public int Number { get; set; }
    public required string Name { get; set; }
}

/// <summary>One order: what lists, filters and live restore need, and each side's compact state.</summary>
public sealed class OrderRow
{
    public long Number { get; set; }
    public required string OrderKey { get; set; }
    public string? Lane { get; set; }
    public string? Region { get; set; }
    public string? Channel { get; set; }
    public string? Store { get; set; }
    public string? Node { get; set; }
    public Side? Owner { get; set; }
    public Stage? LegacyStage { get; set; }
    public Stage? OrchestrationStage { get; set; }

    /// <summary>The owner's stage, or the further of both where the owner is unknown.</summary>
    public Stage? Stage { get; set; }
    public DateTimeOffset? PlacedAt { get; set; }

    /// <summary>Receipt of the newest change.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The same once it is no longer open, null while it is: an index on what changes with every event would be half of an ingest's work.</summary>
    public DateTimeOffset? SettledAt { get; set; }
    public long? Total { get; set; }
    public string? Currency { get; set; }
    public bool IsOpen { get; set; }

    /// <summary>When its events were deleted; null while they are kept.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }
    public byte[]? Legacy { get; set; }
    public byte[]? Orchestration { get; set; }
    public byte[]? Shared { get; set; }
}

/// <summary>Finds orders by any number that a person may hold.</summary>
public sealed class OrderNumberRow
{
    /// <summary>Upper case, without blanks.</summary>
    public required string Normalised { get; set; }
    public OrderNumberKind Kind { get; set; }
    public long OrderNumber { get; set; }
}

/// <summary>What kind of number an order was found by. Numbers are stored: never reuse one.</summary>
public enum OrderNumberKind
{
    OrderKey = 0,
    SideId = 1,
    WebNumber = 2,
    MarketplaceNumber = 3,
    Receipt = 4,
    Tracking = 5,
}

/// <summary>One payload of one event.</summary>
public sealed class OrderEventRow
{
    /// <summary>Commit order.</summary>
    public long Number { get; set; }
    public int Source { get; set; }
    public required string EventId { get; set; }

    /// <summary>0 for the first payload of the id, 1, 2, … for others that came under the same id.</summary>
    public int Variant { get; set; }
    public long OrderNumber { get; set; }
    public Side Side { get; set; }
    public OrderEventKind Kind { get; set; }
    public Stage? Stage { get; set; }
    public long Version { get; set; }
    public DateTimeOffset OccurredAt { get; set; }
    public long PayloadHash { get; set; }
    public DateTimeOffset ObservedAt { get; set; }
    public string? Names { get; set; }
    public bool UncertainTime { get; set; }
    public required byte[] Facts { get; set; }
}

/// <summary>What an order stood at when its events were deleted: late events are folded on top of it.</summary>
public sealed class OrderArchiveRow
{
    public long OrderNumber { get; set; }
    public Side Side { get; set; }
    public required byte[] State { get; set; }

    /// <summary>Hash of each deleted event's id and of its stamp, so that a repeat is known as one.</summary>
    public required byte[] KnownEvents { get; set; }
}

/// <summary>The latest level of one SKU at one node of one side.</summary>
public sealed class InventoryLevelRow
{
    public Side Side { get; set; }
    public required string Sku { get; set; }
    public required string Node { get; set; }
    public long AvailableToSell { get; set; }
    public long? OnHand { get; set; }
    public long? Reserved { get; set; }
    public DateTimeOffset AsOf { get; set; }
    public required string Source { get; set; }
}

/// <summary>What was read of something in one hour, every few minutes.</summary>
public sealed class ReadingHourRow
{
    /// <summary>For <see cref="Of"/>: of all sides together.</summary>
    public const int OfAll = 3;

    /// <summary>Key of the figure.</summary>
    public required string Figure { get; set; }

    /// <summary>0 legacy, 1 orchestration, 2 shared, 3 all of them together.</summary>
    public int Of { get; set; }

    /// <summary>When the hour began.</summary>
    public DateTimeOffset Hour { get; set; }

    /// <summary>Sum of what was read, in the figure's unit.</summary>
    public double Total { get; set; }

    /// <summary>How often it was read.</summary>
    public long Readings { get; set; }

    /// <summary>The newest time.</summary>
    public DateTimeOffset ReadAt { get; set; }
}

/// <summary>How both sides' stock agreed in one hour, over all times that it was looked at.</summary>
public sealed class StockHourRow
{
    /// <summary>When the hour began.</summary>
    public DateTimeOffset Hour { get; set; }

    /// <summary>SKU-nodes that agreed, summed over the looks.</summary>
    public long Agreeing { get; set; }

    /// <summary>SKU-nodes of which it was known whether they agree, summed over the looks.</summary>
    public long Compared { get; set; }

    /// <summary>The newest look.</summary>
    public DateTimeOffset LookedAt { get; set; }
}

public sealed class GaugeReadingRow
{
    public Side Side { get; set; }
    public required string Name { get; set; }
    public DateTimeOffset AsOf { get; set; }
    public double Value { get; set; }
    public required string Unit { get; set; }
    public required string Source { get; set; }
}

public sealed class CustomerContactRow
{
    public required string Source { get; set; }
    public required string Id { get; set; }
    public string? OrderKey { get; set; }
    public required string Channel { get; set; }
    public required string Reason { get; set; }
    public DateTimeOffset At { get; set; }
}

public sealed class RejectedRecordRow
{
    public Guid Id { get; set; }
    public required string Source { get; set; }
    public required string RecordId { get; set; }
    public required string Payload { get; set; }
    public required string MappingHash { get; set; }
    public DateTimeOffset ObservedAt { get; set; }

    /// <summary>waiting, applied, discarded.</summary>
    public required string State { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset LastTriedAt { get; set; }
    public List<RejectedReasonRow> Reasons { get; set; } = [];
}

public sealed class RejectedReasonRow
{
    public Guid RejectedId { get; set; }
    public int Position { get; set; }
    public required string Field { get; set; }
    public required string Code { get; set; }
    public required string Message { get; set; }
}

public sealed class SourceCursorRow
{
    public required string Source { get; set; }
    public long Revision { get; set; }
    public string? Position { get; set; }
    public DateTimeOffset? Watermark { get; set; }
}

public sealed class SlaTimerRow
{
    public required string OrderKey { get; set; }
    public Side Side { get; set; }

    /// <summary>Name of the limit in its lane, such as <c>routed from eligible</c>.</summary>
    public required string LimitId { get; set; }
    public required string Lane { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset Deadline { get; set; }

    /// <summary>JSON list of [from, to] in microseconds; an open one has no end.</summary>
    public required string Pauses { get; set; }
    public DateTimeOffset? BreachedAt { get; set; }
    public required string State { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
}
