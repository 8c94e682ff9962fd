using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Mapping;
using CsCheck;
using static CommandCenter.Tests.Sources.Mapping.MappingFixture;

namespace CommandCenter.Tests.Sources.Mapping;

public class CompiledMappingTests
{
    [Theory]
    [InlineData("2026-11-09 00:00:00", "2026-11-10T07:59:59.999999Z")]
    [InlineData("2026-11-01 00:00:00", "2026-11-02T07:59:59.999999Z")] // a day of 25 hours
    public void Map_PromiseForADay_IsKeptUntilTheDayEnds(string day, string until)
    {
        var mapping = Order with { Fields = new Dictionary<string, FieldRule>(Order.Fields) { ["deliverBy"] = Path("$.sold_at", Local(day: true)) } };

        var mapped = Map(mapping, Sample.Replace("\"sold_at\":\"2026-11-09 20:30:00\"", $"\"sold_at\":\"{day}\"", StringComparison.Ordinal)).Event!;

        Assert.Equal(DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture), mapped.Facts.Single(f => f.Path == "deliverBy").Value.AsInstant());
        Assert.False(mapped.UncertainTime);
    }

    [Fact]
    public void Map_RecordIsItsOwnLine_KeepsNoColumnOfTheLineAsTheOrders()
    {
        var mapping = new MappingDefinition
        {
            Id = "rows", Hash = "h", Kind = RecordKind.Order, Key = Path("$.ref"), OccurredAt = Path("$.at"),
            Fields = new Dictionary<string, FieldRule> { ["lane"] = new() { Constant = "home" } },
            Lines = new CollectionRule("$", Path("$['part','size']") with { Transforms = [new("join", ["-"])] }, null, new Dictionary<string, FieldRule> { ["sku"] = Path("$.part"), ["quantity"] = Path("$.qty") }),
        };

        var mapped = Map(mapping, """{"ref":"A1","at":"2026-11-10T05:00:00Z","part":"P","size":"7","qty":"2","dock":"D4"}""").Event!;

        Assert.Equal(["lane", "lines[P-7].quantity", "lines[P-7].sku", "x.dock"], mapped.Facts.Select(f => f.Path));
    }

    [Fact]
    public void Map_Order_MakesEventWithFactsInPathOrder()
    {
        var mapped = Map(Order, Sample);

        Assert.Empty(mapped.Reasons);
        var made = mapped.Event!;
        Assert.Equal(("legacy-orders", "A-1001", Stage.Allocated, 3L), (made.Source, made.OrderKey, made.Stage, made.Stamp.Version));
        Assert.Equal(new DateTimeOffset(2026, 11, 10, 4, 31, 7, TimeSpan.Zero), made.OccurredAt);
        Assert.Equal(
            [
                "currency=USD", "lane=in-store-pickup", "lines[1].quantity=2", "lines[1].sku=TEE-M-BLK", "lines[1].unitPrice=2000",
                "lines[2].quantity=1", "lines[2].shipments[S1].picked=1", "lines[2].sku=SOCK-L", "lines[2].unitPrice=2210",
                "node=SFS-0418", "placedAt=2026-11-10T04:30:00Z", "shipments[S1].carrier=UPSN", "total=6210", "x.promo=BF", "x.till=7",
            ],
            made.Facts.Select(f => $"{f.Path}={f.Value}"));
    }

    [Fact]
    public void Map_BadRecord_GivesEveryReason()
    {
        var mapped = Map(Order, """{"ref":"","updated":"yesterday","tx_state":"BOXED","store_no":"9","amt":"-1.00","items":[{"sku":"A","qty":-1},{"ln":2,"qty":"x"}]}""");

        Assert.Null(mapped.Event);
        Assert.Equal(
            ["key:missing", "lines[0].id:missing", "lines[2].quantity:bad-number", "node:not-in-lookup", "occurredAt:bad-date", "placedAt:missing", "stage:not-in-lookup", "total:negative-total"],
            mapped.Reasons.Select(r => $"{r.Field}:{r.Code}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Map_SameContentInOtherOrder_IsTheSameEvent()
    {
        var one = Map(Order, Sample).Event!;
        var members = Enumerable.Reverse(Json(Sample).EnumerateObject()).Select(m => $"\"{m.Name}\": {m.Value.GetRawText()}");
        var other = Map(Order, "{ " + string.Join(",\n", members) + "}").Event!;

        Assert.Equal((one.EventId, one.Stamp), (other.EventId, other.Stamp));
    }

    [Theory]
    [InlineData("\"62.10\"", "\"62.11\"")]
    [InlineData("\"rev\":3", "\"rev\":4")]
    [InlineData("\"till\":7", "\"till\":8")]
    [InlineData("20:31:07", "20:31:08")]
    public void Map_OtherContent_IsAnotherEvent(string old, string changed) =>
        Assert.NotEqual(Map(Order, Sample).Event!.EventId, Map(Order, Sample.Replace(old, changed, StringComparison.Ordinal)).Event!.EventId);

    [Fact]
    public void Map_OwnEventId_KeepsItAndHashesContent()
    {
        var definition = Order with { EventId = Path("$.eid") };
        var one = Map(definition, """{"eid":"E1",""" + Sample.TrimStart()[1..]).Event!;
        var other = Map(definition, """{"eid":"E1",""" + Sample.Replace("62.10", "1.00", StringComparison.Ordinal).TrimStart()[1..]).Event!;

        Assert.Equal(("E1", "E1"), (one.EventId, other.EventId));
        Assert.NotEqual(one.Stamp.PayloadHash, other.Stamp.PayloadHash);
    }

    [Fact]
    public void Map_PersonalTopLevelMember_IsNotKept()
    {
        var mapped = Map(Order with { Pii = ["$.promo_mail", "$.cust"] }, """{"promo_mail":"a@b.c",""" + Sample.TrimStart()[1..]);

        Assert.DoesNotContain(mapped.Event!.Facts, f => f.Value.ToString().Contains('@', StringComparison.Ordinal));
    }

    [Fact]
    public void Map_ManyUnmappedMembers_KeepsABoundedNumber()
    {
        var many = string.Join(",", Enumerable.Range(0, 500).Select(i => $"\"extra{i}\":\"{new string('v', 1000)}\""));
        var mapped = Map(Order, "{" + many + "," + Sample.TrimStart()[1..]);

        var kept = mapped.Event!.Facts.Where(f => f.Path.StartsWith("x.extra", StringComparison.Ordinal)).ToArray();
        Assert.Equal(32, kept.Length);
        Assert.All(kept, f => Assert.Equal(200, f.Value.Text!.Length));
    }

    [Theory]
    [InlineData("""[1,2]""")]
    [InlineData("""{"ref":"\ud800"}""")]
    [InlineData("""{"\ud800":1,"ref":"a"}""")]
    [InlineData("""{"ref":"a\nb","updated":"2026-11-09 20:31:07"}""")]
    [InlineData("""{"ref":{"a":1},"items":5}""")]
    [InlineData("""{"items":[1,null,[]]}""")]
    public void Map_StrangeShapes_AreRefusedNotThrown(string record)
    {
        var mapping = Compile(Order);
        var mapped = mapping.Map(Json(record), Scope);

        Assert.NotEmpty(mapped.Reasons);
        Assert.NotEmpty(mapping.Reject(Json(record), Scope, mapped.Reasons).Payload);
    }

    [Fact]
    public void Map_AnyJson_NeverThrows()
    {
        var mapping = Compile(Order);
        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Int[1, 40], Gen.String[Gen.Char["{}[]\",:0\\un-. aT"], 0, 6]).Sample((at, length, put) =>
        {
            var text = Sample.Remove(at, Math.Min(length, Sample.Length - at)).Insert(at, put);
            try
            {
                using var document = JsonDocument.Parse(text);
                var mapped = mapping.Map(document.RootElement, Scope);
                return mapped.Accepted == mapped.Event is not null;
            }
            catch (JsonException)
            {
                return true;
            }
        });
    }

    [Fact]
    public void Reject_Record_KeepsItWithoutPersonalValues()
    {
        var mapping = Compile(Order);
        var record = Json("""{"ref":"a","cust":{"name":"Ann Lee","phone":"555","tier":"gold"}}""");
        var kept = mapping.Reject(record, Scope, mapping.Map(record, Scope).Reasons);
        var again = mapping.Reject(record, Scope with { ObservedAt = Now.AddMinutes(1) }, []);

        Assert.Equal("""{"ref":"a","cust":{"name":"[redacted]","phone":"[redacted]","tier":"gold"}}""", kept.Payload);
        Assert.Equal(kept.RecordId, again.RecordId);
        Assert.Equal("m1", kept.MappingHash);
    }

    [Fact]
    public void Reject_LargeRecord_IsCutAndSaysSo()
    {
        var kept = Compile(Order).Reject(Json($$"""{"ref":"{{new string('a', 300_000)}}"}"""), Scope, []);

        Assert.Equal(256 * 1024, kept.Payload.Length);
        Assert.Equal("cut", Assert.Single(kept.Reasons).Code);
    }

    [Fact]
    public void Map_PersonalValueRefused_IsNotRepeatedInTheReason()
    {
        var definition = Order with { Fields = new Dictionary<string, FieldRule> { ["copy"] = Path("$.cust.name"), ["placedAt"] = Path("$.sold_at", Local()), ["lane"] = new() { Constant = "ship-to-home" } }, Validate = [] };

        Assert.DoesNotContain("Ann", Map(definition, Sample).Reasons.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_Supersedes_NeedsTheNameOfWhatItWithdraws()
    {
        var definition = Order with { EventKind = Path("$.corr") with { Lookup = new Dictionary<string, string> { ["VOID"] = "supersedes" } }, Names = Path("$.voids") };
        var start = Sample.TrimStart()[1..];

        Assert.Equal("names", Map(definition, "{\"corr\":\"VOID\"," + start).Reasons.Single().Field);
        Assert.Equal((OrderEventKind.Supersedes, "E0"), (Map(definition, "{\"corr\":\"VOID\",\"voids\":\"E0\"," + start).Event!.Kind, Map(definition, "{\"corr\":\"VOID\",\"voids\":\"E0\"," + start).Event!.Names));
        Assert.Equal(OrderEventKind.Facts, Map(definition, Sample).Event!.Kind);
    }

    [Fact]
    public void Map_SamePathTwice_IsOneOrRefused()
    {
        const string start = """{"ref":"a","updated":"2026-11-09 20:31:07","tx_state":"ALLOC","sold_at":"2026-11-09 20:30:00","store_no":418,"items":[{"ln":1,"sku":"A"},{"ln":1,"sku":""";

        Assert.True(Map(Order, start + "\"A\"}]}").Accepted);
        Assert.Equal("two-values", Map(Order, start + "\"B\"}]}").Reasons.Single().Code);
    }

    [Fact]
    public void Map_InventoryGaugeContact_MakeTheirKinds()
    {
        var stock = new MappingDefinition
        {
            Id = "s", Hash = "h", Kind = RecordKind.Inventory,
            Fields = new Dictionary<string, FieldRule> { ["sku"] = Path("$.s"), ["node"] = Path("$.n"), ["availableToSell"] = Path("$.ats"), ["asOf"] = Path("$.t") },
        };
        var gauge = new MappingDefinition
        {
            Id = "g", Hash = "h", Kind = RecordKind.Gauge,
            Fields = new Dictionary<string, FieldRule> { ["name"] = Path("$.n"), ["value"] = Path("$.v"), ["unit"] = new() { Constant = "orders" }, ["asOf"] = Path("$.t") },
        };
        var contact = new MappingDefinition
        {
            Id = "c", Hash = "h", Kind = RecordKind.Contact, Key = Path("$.id"),
            Fields = new Dictionary<string, FieldRule> { ["orderKey"] = Path("$.o"), ["channel"] = Path("$.ch"), ["reason"] = Path("$.r"), ["at"] = Path("$.t") },
        };

        Assert.Equal(new InventoryLevel(Side.Legacy, "TEE", "DC1", -2, null, null, Now, "legacy-orders"), Map(stock, """{"s":"TEE","n":"DC1","ats":-2,"t":"2026-11-10T06:00:00Z"}""").Inventory);
        Assert.Equal(new GaugeReading(Side.Legacy, "q", 12.5, "orders", Now, "legacy-orders"), Map(gauge, """{"n":"q","v":12.5,"t":"2026-11-10T06:00:00Z"}""").Gauge);
        Assert.Equal("K1", Map(contact, """{"id":"C1","o":"K1","ch":"phone","r":"where","t":"2026-11-10T06:00:00Z"}""").Contact!.OrderKey);
        Assert.Equal("asOf", Map(gauge, """{"n":"q","v":12.5}""").Reasons.Single().Field);
        Assert.Equal("bad-number", Map(gauge, """{"n":"q","v":"many","t":"2026-11-10T06:00:00Z"}""").Reasons.Single().Code);
    }

    [Fact]
    public void Compile_BadMapping_GivesEveryProblem()
    {
        var bad = Order with
        {
            Key = Path("ref"),
            OccurredAt = null,
            Fields = new Dictionary<string, FieldRule>
            {
                ["totl"] = Path("$.amt"),
                ["total"] = Path("$.amt"),
                ["store"] = Path("$.s") with { LookupTable = "nowhere" },
                ["placedAt"] = Path("$.t", Local() with { Zone = "Mars/Olympus" }),
                ["lane"] = Path("$.l") with { Transforms = [new("shout", [])] },
                ["copy"] = Path("$.c") with { Default = "perhaps" },
            },
            Validate = [new("total >=", "x", 1), new("nothing > 1", "y", 2)],
            Pii = ["cust"],
        };

        Assert.Null(CompiledMapping.Compile(bad, Tables, MappingSalt.OfTrial, out var problems));
        Assert.Equal(
            ["fields.copy", "fields.lane", "fields.placedAt", "fields.store", "fields.total", "fields.totl", "key", "pii", "require", "validate", "validate"],
            problems.Select(p => p.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Try_Sample_ShowsEveryStep()
    {
        var trial = Compile(Order).Try(Json(Sample), Scope);

        Assert.True(trial.Accepted);
        var node = trial.Fields.Single(f => f.Field == "node");
        Assert.Equal(("$.store_no", "418", "SFS-0418"), (node.From, node.Raw, node.Value));
        Assert.Equal(["pad-left(4,0) → \"0418\"", "lookup → \"SFS-0418\""], node.Steps);
        Assert.Equal("6210", trial.Fields.Single(f => f.Field == "total").Value);
        Assert.Equal("7", trial.Fields.Single(f => f.Field == "x.till").Value);
    }

    [Fact]
    public void Map_SharedSystem_NamesTheSideThatCommanded()
    {
        var definition = Order with { Fields = new Dictionary<string, FieldRule>(Order.Fields) { ["side"] = Path("$.by") } };
        var scope = Scope with { Side = Side.Shared };

        Assert.Equal(Side.Orchestration, Compile(definition).Map(Json("""{"by":"orchestration",""" + Sample.TrimStart()[1..]), scope).Event!.Side);
        Assert.Equal("not-a-side", Compile(definition).Map(Json("""{"by":"both",""" + Sample.TrimStart()[1..]), scope).Reasons.Single().Code);
    }
}
