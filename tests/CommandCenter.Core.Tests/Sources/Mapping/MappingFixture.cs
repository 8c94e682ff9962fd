using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Tests.Sources.Mapping;

/// <summary>A legacy order mapping as the demo plan has it, and short words to vary it.</summary>
internal static class MappingFixture
{
    public static readonly DateTimeOffset Now = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);
    public static readonly MappingScope Scope = new("legacy-orders", Side.Legacy, Now);

    public static readonly Dictionary<string, LookupTable> Tables = new(StringComparer.Ordinal)
    {
        ["store-to-node"] = new LookupTable("store-to-node", new Dictionary<string, string>(StringComparer.Ordinal) { ["0418"] = "SFS-0418" }),
    };

    public const string Sample =
        """
        {"ref":" a-1001 ","rev":3,"updated":"2026-11-09 20:31:07","tx_state":"ALLOC","store_no":418,"sold_at":"2026-11-09 20:30:00","amt":"62.10","cls":null,"cls2":"pickup",
         "cust":{"name":"Ann Lee","phone":"555"},"promo":"BF","till":7,
         "items":[{"ln":1,"sku":"TEE-M-BLK","qty":2,"price":"20.00"},{"ln":2,"sku":"SOCK-L","qty":1,"price":"22.10","picked":1,"ship":"S1"}],
         "parcels":[{"id":"S1","scac":"UPSN"}]}
        """;

    public static FieldRule Path(string path, ParseRule? parse = null) => new() { Paths = [path], Parse = parse };

    public static ParseRule Local(AmbiguousTime ambiguous = AmbiguousTime.Reject, NonexistentTime nonexistent = NonexistentTime.Reject, bool day = false) => new()
    {
        Kind = ParseKind.Instant,
        Formats = ["yyyy-MM-dd HH:mm:ss"],
        Zone = "America/Los_Angeles",
        Ambiguous = ambiguous,
        Nonexistent = nonexistent,
        DayPrecision = day,
    };

    public static ParseRule Money(int decimals) => new() { Kind = ParseKind.Money, Decimals = decimals };

    public static MappingDefinition Order { get; } = new()
    {
        Id = "legacy-order",
        Hash = "m1",
        Kind = RecordKind.Order,
        Key = Path("$.ref") with { Transforms = [new("trim", []), new("upper", [])] },
        Version = Path("$.rev"),
        OccurredAt = Path("$.updated", Local(AmbiguousTime.Earlier, NonexistentTime.Shift)),
        Stage = Path("$.tx_state") with { Lookup = new Dictionary<string, string> { ["TENDER_ACCEPTED"] = "created", ["ALLOC"] = "allocated" } },
        Stages = new Dictionary<Stage, FieldRule> { [Stage.Picked] = Path("$.picked_at", Local()) },
        Fields = new Dictionary<string, FieldRule>
        {
            ["node"] = Path("$.store_no") with { Transforms = [new("pad-left", ["4", "0"])], LookupTable = "store-to-node" },
            ["placedAt"] = Path("$.sold_at", Local()),
            ["total"] = Path("$.amt", Money(2)),
            ["lane"] = new FieldRule { Paths = ["$.cls", "$.cls2"], Lookup = new Dictionary<string, string> { ["pickup"] = "in-store-pickup" }, Default = "ship-to-home" },
            ["currency"] = new FieldRule { Constant = "USD" },
            ["x.promo"] = Path("$.promo"),
        },
        Lines = new CollectionRule("$.items", Path("$.ln"), Path("$.ship"), new Dictionary<string, FieldRule>
        {
            ["sku"] = Path("$.sku"),
            ["quantity"] = Path("$.qty"),
            ["unitPrice"] = Path("$.price", Money(2)),
            ["picked"] = Path("$.picked"),
        }),
        Shipments = new CollectionRule("$.parcels", Path("$.id"), null, new Dictionary<string, FieldRule> { ["carrier"] = Path("$.scac") }),
        Require = ["stage", "placedAt", "lane"],
        Validate = [new("total >= 0", "negative-total", 9)],
        Pii = ["$.cust.name", "$.cust.phone"],
    };

    public static CompiledMapping Compile(MappingDefinition definition)
    {
        var mapping = CompiledMapping.Compile(definition, Tables, MappingSalt.OfTrial, out var problems);
        Assert.True(mapping is not null, string.Join("; ", problems));
        return mapping;
    }

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static MappedRecord Map(MappingDefinition definition, string record) => Compile(definition).Map(Json(record), Scope);

    /// <summary>The one reason why a single field rule refuses a record, or its value.</summary>
    public static string MapField(string field, FieldRule rule, string record)
    {
        var definition = new MappingDefinition
        {
            Id = "one",
            Hash = "h",
            Kind = RecordKind.Order,
            Key = new FieldRule { Constant = "K" },
            OccurredAt = new FieldRule { Constant = "2026-11-10T00:00:00Z" },
            Fields = new Dictionary<string, FieldRule> { [field] = rule },
        };
        var mapped = Map(definition, record);
        return mapped.Accepted ? mapped.Event!.Facts.Where(f => f.Path == field).Select(f => f.Value.ToString()).SingleOrDefault("absent") : mapped.Reasons.Single().Code;
    }
}
