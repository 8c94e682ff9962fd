using CommandCenter.Orders;

namespace CommandCenter.Plan;

/// <summary>What a record becomes.</summary>
public enum RecordKind
{
    Order,
    Inventory,
    Gauge,
    Contact,
}

/// <summary>How records of a source become events, levels, readings or contacts.</summary>
public sealed record MappingDefinition
{
    public required string Id { get; init; }

    /// <summary>SHA-256 over the mapping and the lookup tables it uses: rejected records are retried when it changes.</summary>
    public required string Hash { get; init; }

    public required RecordKind Kind { get; init; }

    /// <summary>Order key (order), contact id (contact); unused otherwise.</summary>
    public FieldRule? Key { get; init; }

    /// <summary>The source's own event id, where it has one; otherwise it is hashed from the content.</summary>
    public FieldRule? EventId { get; init; }

    /// <summary>The source's version or sequence of the record.</summary>
    public FieldRule? Version { get; init; }

    /// <summary>When it happened. Required for orders.</summary>
    public FieldRule? OccurredAt { get; init; }

    /// <summary>Makes supersedes, reinstated, unallocated or return-cancelled of a record; absent or empty result = facts.</summary>
    public FieldRule? EventKind { get; init; }

    /// <summary>The event id that a superseding record withdraws.</summary>
    public FieldRule? Names { get; init; }

    /// <summary>The stage that the record says the order stands at.</summary>
    public FieldRule? Stage { get; init; }

    /// <summary>Explicit times of stages, where the record carries them.</summary>
    public IReadOnlyDictionary<Stage, FieldRule> Stages { get; init; } = new Dictionary<Stage, FieldRule>();

    /// <summary>Canonical order facts (names of <see cref="FactPath.OrderFields"/> or <c>x.*</c>); for the other kinds their own field names.</summary>
    public IReadOnlyDictionary<string, FieldRule> Fields { get; init; } = new Dictionary<string, FieldRule>(StringComparer.Ordinal);

    public CollectionRule? Lines { get; init; }
    public CollectionRule? Shipments { get; init; }

    /// <summary>What an order may have several of besides lines and shipments, by the other names of <see cref="FactPath.Collections"/>.</summary>
    public IReadOnlyDictionary<string, CollectionRule> Others { get; init; } = new Dictionary<string, CollectionRule>(StringComparer.Ordinal);

    /// <summary>All of them, by name.</summary>
    public IEnumerable<(string Name, CollectionRule Rule)> Collections()
    {
        if (Lines is not null)
        {
            yield return ("lines", Lines);
        }

        if (Shipments is not null)
        {
            yield return ("shipments", Shipments);
        }

        foreach (var (name, rule) in Others)
        {
            yield return (name, rule);
        }
    }
    public IReadOnlyList<string> Require { get; init; } = [];
    public IReadOnlyList<ValidationRule> Validate { get; init; } = [];

    /// <summary>How values that the source wraps in objects become texts; null = it wraps none.</summary>
    public TaggedRule? Tagged { get; init; }

    /// <summary>Paths whose values are replaced before a payload is kept.</summary>
    public IReadOnlyList<string> Pii { get; init; } = [];
}

/// <summary>Where one value comes from and what is done to it, in this order: constant or first path that has a value → transforms → lookup → parse → default.</summary>
public sealed record FieldRule
{
    /// <summary>JSON paths (<c>$.a.b[0].c</c>, relative to the record or, in a collection, to its element), the first with a value wins.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    public string? Constant { get; init; }
    public IReadOnlyList<Transform> Transforms { get; init; } = [];

    /// <summary>Inline lookup; a value that is not in it is refused unless <see cref="Default"/> stands.</summary>
    public IReadOnlyDictionary<string, string>? Lookup { get; init; }

    /// <summary>Id of a lookup table of the plan.</summary>
    public string? LookupTable { get; init; }

    public ParseRule? Parse { get; init; }
    public string? Default { get; init; }

    /// <summary>The value is filled, also by its default, only where this holds of the record: written like <see cref="ValidationRule.Rule"/>; what names an absent value does not hold.</summary>
    public string? When { get; init; }

    /// <summary>Line of the plan file, for messages.</summary>
    public int Line { get; init; }
}

/// <param name="Name">trim, upper, lower, digits, pad-left, substring, replace, prefix, suffix, split, hash, map-empty, multiply, negate, join, min, max.</param>
public sealed record Transform(string Name, IReadOnlyList<string> Arguments);

public enum ParseKind
{
    Text,
    Integer,
    Money,
    Date,
    Instant,
    Flag,
    Number,
}

public enum AmbiguousTime
{
    Earlier,
    Later,
    Reject,
}

public enum NonexistentTime
{
    Shift,
    Reject,
}

/// <summary>How a text becomes a typed value.</summary>
public sealed record ParseRule
{
    public required ParseKind Kind { get; init; }

    /// <summary>Money: digits of the minor unit in the source, 0 to 6 (2: "12.34" is 1234).</summary>
    public int Decimals { get; init; } = 2;

    /// <summary>Money: the source already sends minor units.</summary>
    public bool Minor { get; init; }

    /// <summary>.NET exact formats, or <c>rfc3339</c>, <c>unix-s</c>, <c>unix-ms</c>; the first that fits wins.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>IANA zone of a local time without offset.</summary>
    public string? Zone { get; init; }

    public AmbiguousTime Ambiguous { get; init; } = AmbiguousTime.Reject;
    public NonexistentTime Nonexistent { get; init; } = NonexistentTime.Reject;

    /// <summary>The source knows only the day.</summary>
    public bool DayPrecision { get; init; }

    /// <summary>With <see cref="DayPrecision"/>: the last microsecond of the day instead of its first, for what is promised for a day is kept until that day ends.</summary>
    internal bool UntilEndOfDay { get; init; }
}

/// <summary>Maps each element of an array of the record.</summary>
/// <param name="Each">Path of the array.</param>
/// <param name="Id">The element's own id (line number, shipment id, document number).</param>
/// <param name="Shipment">In lines: the shipment that quantities of this element belong to, where there is one.</param>
/// <param name="Fields">Names of the collection's fields in <see cref="FactPath.Collections"/>.</param>
public sealed record CollectionRule(string Each, FieldRule Id, FieldRule? Shipment, IReadOnlyDictionary<string, FieldRule> Fields)
{
    /// <summary>Lines: what a negative quantity means.</summary>
    public NegativeQuantity OnNegative { get; init; }
}

/// <summary>What a negative quantity of an order line means; a source that sends them has one of these meanings, and only the plan knows which.</summary>
public enum NegativeQuantity
{
    /// <summary>Nothing: the record is refused.</summary>
    Reject,

    /// <summary>That many came back: the line orders 0 and returns the amount.</summary>
    Return,

    /// <summary>A correction of other lines: kept as it is and counted in sums.</summary>
    Keep,
}

/// <summary>Values that a source wraps in objects.</summary>
/// <param name="Tag">The member that names the tag, such as <c>__class__</c>; null = the name of an object's only member is its tag.</param>
/// <param name="As">Tag → the text that its members make, such as <c>{year:0000}-{month:00}-{day:00}</c>.</param>
public sealed record TaggedRule(string? Tag, IReadOnlyDictionary<string, string> As);

/// <summary>A condition over mapped values: <c>total &gt;= 0</c>, <c>shipBy &gt; placedAt</c>, <c>currency in [USD, CAD]</c>, <c>count(lines) &gt; 0</c>.</summary>
/// <param name="Rule">As written.</param>
/// <param name="Code">What a refusal by it is called.</param>
public sealed record ValidationRule(string Rule, string Code, int Line);
