namespace CommandCenter.Orders;

/// <summary>What an event does to an order's state. Numbers are stored: never reuse one.</summary>
public enum OrderEventKind : byte
{
    /// <summary>States facts; can only add to what is known or replace it by something later.</summary>
    Facts = 0,

    /// <summary>Withdraws the event named in <see cref="OrderEvent.Names"/>: state is as if that one had never been sent.</summary>
    Supersedes = 1,

    /// <summary>Takes back a cancellation.</summary>
    Reinstated = 2,

    /// <summary>Takes back allocated and all fulfilment stages behind it.</summary>
    Unallocated = 3,

    /// <summary>Takes back a return.</summary>
    ReturnCancelled = 4,
}

/// <summary>What decides which of two statements about the same thing counts: version, then occurred at, then payload hash; never arrival.</summary>
/// <param name="Version">The source's own version or sequence of the record; 0 where it has none.</param>
/// <param name="OccurredMicros">When it happened at the source, UTC microseconds since 1970.</param>
/// <param name="PayloadHash">First 8 bytes of the SHA-256 of the canonical content, big-endian.</param>
public readonly record struct Stamp(long Version, long OccurredMicros, ulong PayloadHash) : IComparable<Stamp>
{
    public int CompareTo(Stamp other)
    {
        var byVersion = Version.CompareTo(other.Version);
        if (byVersion != 0)
        {
            return byVersion;
        }

        var byTime = OccurredMicros.CompareTo(other.OccurredMicros);
        return byTime != 0 ? byTime : PayloadHash.CompareTo(other.PayloadHash);
    }

    public static bool operator >(Stamp left, Stamp right) => left.CompareTo(right) > 0;
    public static bool operator <(Stamp left, Stamp right) => left.CompareTo(right) < 0;
    public static bool operator >=(Stamp left, Stamp right) => left.CompareTo(right) >= 0;
    public static bool operator <=(Stamp left, Stamp right) => left.CompareTo(right) <= 0;
}

/// <summary>One statement: this path had this value.</summary>
public readonly record struct Fact(string Path, FactValue Value);

/// <summary>One fact-carrying message that a side reported about one order. Unique by (<see cref="Source"/>, <see cref="EventId"/>).</summary>
public sealed record OrderEvent
{
    /// <summary>Id of the source of the plan that it came through.</summary>
    public required string Source { get; init; }

    /// <summary>The source's idempotency key; for polled records the hash of key, version and canonical content. At most 200 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>The stable correlation id, the same on both sides. 1 to 200 characters, no control characters.</summary>
    public required string OrderKey { get; init; }

    /// <summary>For a shared system: the side that commanded what happened.</summary>
    public required Side Side { get; init; }

    public OrderEventKind Kind { get; init; }

    /// <summary>The stage that the record itself says the order stands at, where it says one.</summary>
    public Stage? Stage { get; init; }

    public required Stamp Stamp { get; init; }

    /// <summary>When it happened at the source.</summary>
    public DateTimeOffset OccurredAt => Instants.FromMicros(Stamp.OccurredMicros);

    /// <summary>When this product received it. Only lag is computed from it, never state.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Everything the record states, in path order; holds no <c>stage.*</c> for <see cref="Stage"/> itself.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The event id that a superseding event withdraws (same source).</summary>
    public string? Names { get; init; }

    /// <summary>True when a local time was ambiguous or did not exist and the plan's rule chose.</summary>
    public bool UncertainTime { get; init; }
}
