using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Tests.Sources.Mapping;

/// <summary>Quantities of 0 and less, from the record to the folded order.</summary>
public class NegativeQuantityTests
{
    private static MappedRecord Map(NegativeQuantity meaning, string lines, string rule = "count(lines) > 0")
    {
        var definition = MappingFixture.Order with
        {
            Lines = MappingFixture.Order.Lines! with { OnNegative = meaning }, Validate = [new ValidationRule(rule, "rule", 1)],
        };
        var mapping = CompiledMapping.Compile(definition, MappingFixture.Tables, MappingSalt.OfTrial, out var problems);
        Assert.Empty(problems);
        var from = MappingFixture.Sample.IndexOf("[{\"ln\"", StringComparison.Ordinal);
        var json = MappingFixture.Sample[..from] + lines + MappingFixture.Sample[(MappingFixture.Sample.IndexOf(']', from) + 1)..];
        using var document = JsonDocument.Parse(json);
        return mapping!.Map(document.RootElement, MappingFixture.Scope);
    }

    private static string? Folded(MappedRecord mapped, string path)
    {
        Assert.True(mapped.Accepted, string.Join("; ", mapped.Reasons));
        // delivered twice: absolute quantities do not add up
        var state = Assert.Single(OrderFold.Of([mapped.Event!, mapped.Event! with { ObservedAt = mapped.Event.ObservedAt.AddSeconds(1) }]));
        return state.Find(path)?.ToString();
    }

    private const string Lines = """[{"ln":1,"sku":"TEE","qty":2},{"ln":2,"sku":"SOCK","qty":-3},{"ln":3,"sku":"CAP","qty":0}]""";

    [Fact]
    public void Negative_PlanSaysNothing_RefusesTheRecordAndNamesTheChoice()
    {
        var reason = Assert.Single(Map(NegativeQuantity.Reject, Lines).Reasons);

        Assert.Equal(("lines[2].quantity", "negative-quantity"), (reason.Field, reason.Code));
        Assert.Contains("onNegative: return or keep", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_AsReturn_OrdersNothingAndReturnsTheAmount()
    {
        var mapped = Map(NegativeQuantity.Return, Lines, "sum(lines.quantity) = 2");

        Assert.Equal("0", Folded(mapped, "lines[2].quantity"));
        Assert.Equal("3", Folded(mapped, "lines[2].returned"));
        Assert.Equal("2", Folded(mapped, "lines[1].quantity"));
    }

    [Fact]
    public void Negative_Kept_CorrectsTheSum()
    {
        var mapped = Map(NegativeQuantity.Keep, Lines, "sum(lines.quantity) = -1");

        Assert.Equal("-3", Folded(mapped, "lines[2].quantity"));
        Assert.Null(Folded(mapped, "lines[2].returned"));
    }

    [Theory]
    [InlineData(NegativeQuantity.Return)]
    [InlineData(NegativeQuantity.Keep)]
    public void Negative_QuantityOfAStage_IsAlwaysRefused(NegativeQuantity meaning)
    {
        var mapped = Map(meaning, """[{"ln":1,"sku":"TEE","qty":2,"picked":-1}]""");

        Assert.Equal("negative-quantity", Assert.Single(mapped.Reasons).Code);
    }

    [Fact]
    public void Zero_IsALineThatOrdersNothing() => Assert.Equal("0", Folded(Map(NegativeQuantity.Reject, """[{"ln":3,"sku":"CAP","qty":0}]"""), "lines[3].quantity"));
}
