using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Tests.Sources.Mapping;

/// <summary>What an order may have several of besides lines and shipments, from the record to its elements.</summary>
public class PapersMappingTests
{
    private const string Record =
        """{"ref":"A-1","at":"2026-11-10T06:00:00Z","amt":"10.00","tenders":[{"no":"1","amt":"6.00","card":"4111"},{"no":"2","amt":"4.00"}],"docs":{"no":"I-7","type":"invoice","parcel":"S1"},"mails":[{"id":"m1","tpl":"shipped","held":"true"}]}""";

    [Fact]
    public void Map_TendersInvoicesAndMessages_AreElementsOfTheOrder()
    {
        var mapped = Map(Record);
        Assert.True(mapped.Accepted, string.Join("; ", mapped.Reasons));
        var state = Assert.Single(OrderFold.Of([mapped.Event!]));

        Assert.Equal([("1", 600L), ("2", 400L)], OrderElement.Of(state, "tenders").Select(t => (t.Id, t.Number("amount")!.Value)));
        Assert.Equal(MappingSalt.OfTrial.Hash("4111"), OrderElement.Of(state, "tenders")[0].Text("reference"));
        var invoice = Assert.Single(OrderElement.Of(state, "invoices"));
        Assert.Equal(("I-7", "invoice", "S1"), (invoice.Id, invoice.Text("type"), invoice.Text("shipment")));
        Assert.Equal(1, Assert.Single(OrderElement.Of(state, "messages")).Number("suppressed"));
        Assert.Empty(OrderElement.Of(state, "authorisations"));
    }

    [Theory]
    [InlineData("10.00", null)]
    [InlineData("11.00", "tenders-off-total")]
    public void Map_RuleOverTenders_RefusesWhatDoesNotAddUp(string total, string? code) =>
        Assert.Equal(code, Map(Record.Replace("\"amt\":\"10.00\"", $"\"amt\":\"{total}\"", StringComparison.Ordinal)).Reasons.SingleOrDefault()?.Code);

    [Fact]
    public void Map_DocumentWithoutItsNumber_IsRefusedByName()
    {
        var reason = Assert.Single(Map(Record.Replace("\"no\":\"I-7\",", "", StringComparison.Ordinal)).Reasons);
        Assert.Equal(("invoices[0].id", "missing"), (reason.Field, reason.Code));
    }

    [Theory]
    [InlineData("messages", true)]
    [InlineData("tenders", false)]
    public void Map_RequiredOfWhichThereIsNone_IsRefused(string required, bool refused)
    {
        var reasons = Map(Record.Replace("""{"id":"m1","tpl":"shipped","held":"true"}""", "", StringComparison.Ordinal), required).Reasons;
        Assert.Equal(refused ? [(required, "missing")] : [], reasons.Select(r => (r.Field, r.Code)));
    }

    [Fact]
    public void Compile_FieldThatTheCollectionHasNot_NamesThoseItHas()
    {
        _ = CompiledMapping.Compile(Definition with { Others = new Dictionary<string, CollectionRule> { ["messages"] = new("$.mails", MappingFixture.Path("$.id"), null, new Dictionary<string, FieldRule> { ["carrier"] = MappingFixture.Path("$.x") }) } }, MappingFixture.Tables, MappingSalt.OfTrial, out var problems);
        Assert.Equal(("messages.fields.carrier", "a field of at, shipment, suppressed, template"), (Assert.Single(problems).Field, problems[0].Message));
    }

    private static MappingDefinition Definition { get; } = new()
    {
        Id = "papers", Hash = "m", Kind = RecordKind.Order, Key = MappingFixture.Path("$.ref"), OccurredAt = MappingFixture.Path("$.at"),
        Fields = new Dictionary<string, FieldRule> { ["total"] = MappingFixture.Path("$.amt", MappingFixture.Money(2)) },
        Others = new Dictionary<string, CollectionRule>
        {
            ["tenders"] = new("$.tenders", MappingFixture.Path("$.no"), null, new Dictionary<string, FieldRule> { ["amount"] = MappingFixture.Path("$.amt", MappingFixture.Money(2)), ["reference"] = MappingFixture.Path("$.card") }),
            ["invoices"] = new("$.docs", MappingFixture.Path("$.no"), null, new Dictionary<string, FieldRule> { ["type"] = MappingFixture.Path("$.type"), ["shipment"] = MappingFixture.Path("$.parcel") }),
            ["messages"] = new("$.mails", MappingFixture.Path("$.id"), null, new Dictionary<string, FieldRule> { ["template"] = MappingFixture.Path("$.tpl"), ["suppressed"] = MappingFixture.Path("$.held", new ParseRule { Kind = ParseKind.Flag }) }),
        },
        Validate = [new ValidationRule("sum(tenders.amount) = total", "tenders-off-total", 1)],
    };

    private static MappedRecord Map(string record, params string[] require)
    {
        var mapping = CompiledMapping.Compile(Definition with { Require = require }, MappingFixture.Tables, MappingSalt.OfTrial, out var problems);
        Assert.Empty(problems);
        using var document = JsonDocument.Parse(record);
        return mapping!.Map(document.RootElement, MappingFixture.Scope);
    }
}
