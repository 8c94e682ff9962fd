using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Tests.Sources.Mapping;

public class ValidationExpressionTests
{
    private sealed class Values : IMappedValues
    {
        public FactValue? Find(string field) => field switch
        {
            "total" => FactValue.OfMoney(6210),
            "currency" => FactValue.OfText("USD"),
            "placedAt" => FactValue.OfInstant(new DateTimeOffset(2026, 11, 10, 6, 0, 0, TimeSpan.Zero)),
            "shipBy" => FactValue.OfInstant(new DateTimeOffset(2026, 11, 11, 6, 0, 0, TimeSpan.Zero)),
            "businessDate" => FactValue.OfDate(new DateOnly(2026, 11, 9)),
            "copy" => FactValue.OfFlag(false),
            "store" => FactValue.OfText("0418"),
            _ => null,
        };

        public long? Count(string collection) => collection == "lines" ? 2 : null;

        public Int128? Sum(string collection, string field) => field == "quantity" ? 3 : null;
    }

    [Theory]
    [InlineData("total >= 0", true)]
    [InlineData("total > 6210", false)]
    [InlineData("total >= -12.5 and total != 1", true)]
    [InlineData("shipBy > placedAt", true)]
    [InlineData("placedAt < \"2026-11-10T06:00:00Z\"", false)]
    [InlineData("businessDate = '2026-11-09'", true)]
    [InlineData("currency in [USD, CAD]", true)]
    [InlineData("currency in ['CAD']", false)]
    [InlineData("total in [1, 6210]", true)]
    [InlineData("store matches \"^\\d{4}$\"", true)]
    [InlineData("not (store matches \"^0\")", false)]
    [InlineData("count(lines) > 0 and sum(lines.quantity) = 3", true)]
    [InlineData("not copy", true)]
    [InlineData("copy or total = 6210", true)]
    [InlineData("region = \"west\"", null)]
    [InlineData("region = \"west\" or total > 0", true)]
    [InlineData("region = \"west\" and total < 0", false)]
    [InlineData("count(shipments) > 0", null)]
    [InlineData("currency > 5", false)]
    [InlineData("1 = 1 or 1 = 2 and 1 = 2", true)]
    public void Evaluate_Rule_Answers(string rule, bool? expected)
    {
        Assert.True(ValidationExpression.TryParse(rule, out var expression, out var error), error);

        Assert.Equal(expected, expression.Evaluate(new Values()));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("total", 0)]
    [InlineData("total >=", 9)]
    [InlineData("total >= 0 and", 15)]
    [InlineData("total >= 0 total", 12)]
    [InlineData("(total >= 0", 12)]
    [InlineData("currency in USD", 13)]
    [InlineData("currency in [USD", 17)]
    [InlineData("store matches 5", 15)]
    [InlineData("store matches \"(\"", 18)]
    [InlineData("count(total) > 1", 12)]
    [InlineData("total >= \"x", 12)]
    [InlineData("5", 2)]
    [InlineData("; drop", 1)]
    public void TryParse_BadRule_SaysWhere(string rule, int character)
    {
        var read = ValidationExpression.TryParse(rule, out _, out var error);

        Assert.Equal(character == 0, read);
        Assert.True(read || error.EndsWith($"character {character}", StringComparison.Ordinal), error);
    }

    [Fact]
    public void TryParse_DeepNesting_IsRefused() =>
        Assert.False(ValidationExpression.TryParse(new string('(', 200) + "1 = 1" + new string(')', 200), out _, out _));

    [Fact]
    public void Evaluate_PatternThatRunsAway_RefusesInTime()
    {
        ValidationExpression.TryParse("store matches \"^(a+)+$\"", out var expression, out _);

        Assert.False(expression.Evaluate(new Runaway()));
    }

    [Theory]
    [InlineData("total > 0 and x.promo = 'A'", null)]
    [InlineData("lines.quantity > 0", null)]
    [InlineData("totl > 0", "totl")]
    [InlineData("sum(lines.qty) > 0", "lines.qty")]
    public void UnknownField_Rule_NamesIt(string rule, string? expected)
    {
        ValidationExpression.TryParse(rule, out var expression, out _);

        Assert.Equal(expected, expression.UnknownField(RecordKind.Order));
    }

    private sealed class Runaway : IMappedValues
    {
        public FactValue? Find(string field) => FactValue.OfText(new string('a', 60) + "!");
        public long? Count(string collection) => null;
        public Int128? Sum(string collection, string field) => null;
    }
}
