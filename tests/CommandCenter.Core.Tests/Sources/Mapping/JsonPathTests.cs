using CommandCenter.Sources.Mapping;

namespace CommandCenter.Tests.Sources.Mapping;

public class JsonPathTests
{
    private const string Document = """{"a":{"b":[{"c d":1,"it's":5},{"c d":2}]},"n":null}""";

    [Theory]
    [InlineData("$.a.b[0]['c d']", "1")]
    [InlineData("$.a.b[-1][\"c d\"]", "2")]
    [InlineData("$.a.b[*]['c d']", "1")]
    [InlineData(@"$['a']['b'][0]['it\'s']", "5")]
    [InlineData("$.n", "null")]
    [InlineData("$.a.b[2]", null)]
    [InlineData("$.a.x.y", null)]
    [InlineData("$.a[0]", null)]
    [InlineData("$.n.x", null)]
    public void TryFind_Path_FindsTheFirst(string path, string? expected)
    {
        Assert.True(JsonPath.TryParse(path, out var parsed, out var error), error);

        Assert.Equal(expected, parsed.TryFind(MappingFixture.Json(Document), out var value) ? value.GetRawText() : null);
    }

    [Theory]
    [InlineData(null, "starts with '$'")]
    [InlineData("a.b", "starts with '$'")]
    [InlineData("$a", "character 2")]
    [InlineData("$.", "character 3")]
    [InlineData("$..a", "character 3")]
    [InlineData("$.a[", "not closed")]
    [InlineData("$.a[x]", "character 4")]
    [InlineData("$.a['x", "']")]
    [InlineData("$.a['x'", "']")]
    [InlineData("$.a[99999999999]", "index")]
    public void TryParse_BadSyntax_SaysWhere(string? path, string expected)
    {
        Assert.False(JsonPath.TryParse(path, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void FindAll_Wildcard_FindsEvery()
    {
        JsonPath.TryParse("$.a.b[*]['c d']", out var path, out _);

        Assert.Equal(["1", "2"], path.FindAll(MappingFixture.Json(Document)).Select(e => e.GetRawText()));
    }

    [Theory]
    [InlineData("$['a','b']", "1 2")]
    [InlineData("$['b', \"a\"]", "2 1")]
    [InlineData("$['a','none','b']", "1 2")]
    [InlineData("$.in[*]['x','y']", "3 4 5")]
    public void FindAll_SeveralNames_FindsThemAsTheyAreWritten(string text, string expected)
    {
        Assert.True(JsonPath.TryParse(text, out var path, out var error), error);

        Assert.Equal(expected, string.Join(' ', path.FindAll(MappingFixture.Json("""{"a":1,"b":2,"in":[{"x":3,"y":4},{"y":5}]}""")).Select(e => e.GetRawText())));
        Assert.True(path.HasWildcard);
    }

    [Theory]
    [InlineData("$['a',b]", "character 7")]
    [InlineData("$['a','b'", "']")]
    [InlineData("$['a',", "quoted name")]
    public void TryParse_SeveralNamesNotClosed_SaysWhere(string text, string expected)
    {
        Assert.False(JsonPath.TryParse(text, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void MapField_SeveralNames_MakeOneKeyWithJoin() =>
        Assert.Equal("0418-12-2026", MappingFixture.MapField("receipt", new CommandCenter.Plan.FieldRule { Paths = ["$['store','register','day']"], Transforms = [new("join", ["-"])] }, """{"day":2026,"store":"0418","register":12}"""));

    [Theory]
    [InlineData("$['name','phone']", "$.phone", true)]
    [InlineData("$.phone", "$['name','phone']", true)]
    [InlineData("$['name','phone']", "$.mail", false)]
    [InlineData("$.cust", "$.cust.name", true)]
    [InlineData("$.cust.name", "$.cust", false)]
    [InlineData("$.people[*].name", "$.people[3].name", true)]
    [InlineData("$.people[0].name", "$.people[3].name", false)]
    public void Covers_OtherPath_SaysWhetherItLiesBelow(string upper, string lower, bool expected)
    {
        JsonPath.TryParse(upper, out var a, out _);
        JsonPath.TryParse(lower, out var b, out _);

        Assert.Equal(expected, a.Covers(b));
    }
}
