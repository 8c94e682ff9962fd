using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;
using static CommandCenter.Tests.Sources.Mapping.MappingFixture;

namespace CommandCenter.Tests.Sources.Mapping;

/// <summary>Fields with a condition: what a source says by quantities instead of a status.</summary>
public class ConditionTests
{
    private static MappingDefinition Order(string? when = "sum(lines.shipped) >= sum(lines.quantity)") => new()
    {
        Id = "by-quantity",
        Hash = "h",
        Kind = RecordKind.Order,
        Key = Path("$.id"),
        OccurredAt = Path("$.at"),
        EventKind = new FieldRule { Constant = "unallocated", When = "x.state = \"open\" and count(shipments) > 0 and sum(lines.shipped) = 0" },
        Stages = new Dictionary<Stage, FieldRule> { [Stage.Shipped] = Path("$.parcels[*].at") with { Transforms = [new("max", [])], When = when } },
        Fields = new Dictionary<string, FieldRule>
        {
            ["x.state"] = Path("$.state"),
            ["cancelReason"] = new FieldRule { Constant = "by hand", When = "x.state = \"void\"" },
        },
        Lines = new CollectionRule("$.items", Path("$.ln"), null, new Dictionary<string, FieldRule>
        {
            ["quantity"] = Path("$.qty"),
            ["shipped"] = Path("$.sent"),
            ["packed"] = Path("$.qty") with { When = "x.state in [packed]" },
        }),
        Shipments = new CollectionRule("$.parcels", Path("$.id"), null, new Dictionary<string, FieldRule> { ["carrier"] = Path("$.scac") }),
    };

    private static string Record(int sent, string state = "open") =>
        $$"""{"id":"A1","at":"2026-11-10T05:00:00Z","state":"{{state}}","items":[{"ln":1,"qty":2,"sent":{{sent}}}],"parcels":[{"id":"P1","at":"2026-11-10T05:01:00Z"},{"id":"P2","at":"2026-11-10T04:59:00Z"},{"id":"P3","at":null}]}""";

    [Fact]
    public void Map_PartlyShipped_ReachesTheStageOnlyWithTheLastPiece()
    {
        var part = Map(Order(), Record(1)).Event!;
        var whole = Map(Order(), Record(2)).Event!;

        Assert.DoesNotContain(part.Facts, f => f.Path == "stage.shipped");
        Assert.Equal("2026-11-10T05:01:00Z", whole.Facts.Single(f => f.Path == "stage.shipped").Value.ToString());
    }

    [Theory]
    [InlineData("open", 0, "Unallocated", null, null)]
    [InlineData("open", 1, "Facts", null, null)]
    [InlineData("void", 0, "Facts", "by hand", null)]
    [InlineData("packed", 0, "Facts", null, "2")]
    public void Map_Condition_FillsOnlyWhereItHolds(string state, int sent, string kind, string? reason, string? packed)
    {
        var made = Map(Order(), Record(sent, state)).Event!;

        Assert.Equal((kind, reason, packed), (made.Kind.ToString(), made.Facts.SingleOrDefault(f => f.Path == "cancelReason").Value.Text, made.Facts.Where(f => f.Path == "lines[1].packed").Select(f => f.Value.ToString()).SingleOrDefault()));
    }

    [Fact]
    public void Map_ConditionOfWhatIsAbsent_DoesNotHold() =>
        Assert.DoesNotContain(Map(Order("region = \"west\""), Record(2)).Event!.Facts, f => f.Path == "stage.shipped");

    [Fact]
    public void Try_ConditionThatDoesNotHold_IsShown()
    {
        var trial = Compile(Order()).Try(Json(Record(1)), Scope);

        Assert.Equal(["not filled: sum(lines.shipped) >= sum(lines.quantity)"], trial.Fields.Single(f => f.Field == "stage.shipped").Steps);
    }

    [Theory]
    [InlineData("totl > 0", "'totl' is no field")]
    [InlineData("cancelReason = \"x\"", "'cancelReason' is not known yet")]
    [InlineData("total >", "character 8")]
    public void Compile_ConditionThatCannotBeDecided_IsAProblem(string when, string expected) => Assert.Contains(expected, Problem(Order(when)), StringComparison.Ordinal);

    [Fact]
    public void Compile_ConditionWhereNoneMayStand_IsAProblem()
    {
        var lines = new CollectionRule("$.items", Path("$.ln"), null, new Dictionary<string, FieldRule> { ["quantity"] = Path("$.qty") with { When = "count(lines) > 1" } });

        Assert.Contains("'lines' is not known yet", Problem(Order() with { Lines = lines, Stages = new Dictionary<Stage, FieldRule>(), EventKind = null }), StringComparison.Ordinal);
        Assert.Contains("no when", Problem(Order() with { Key = Path("$.id") with { When = "1 = 1" } }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("min", "a")]
    [InlineData("max", "c")]
    public void Apply_MinAndMax_ChooseOneOfSeveral(string transform, string expected) =>
        Assert.Equal(expected, MapField("status", Path("$.v[*]") with { Transforms = [new(transform, [])] }, """{"v":["b",null,"c","a"]}"""));

    private static string Problem(MappingDefinition definition)
    {
        CompiledMapping.Compile(definition, Tables, MappingSalt.OfTrial, out var problems);
        return string.Join("; ", problems.Select(p => p.Message));
    }
}
