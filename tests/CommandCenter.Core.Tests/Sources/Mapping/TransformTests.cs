using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;
using static CommandCenter.Tests.Sources.Mapping.MappingFixture;

namespace CommandCenter.Tests.Sources.Mapping;

public class TransformTests
{
    [Theory]
    [InlineData("trim", "", " a ", "a")]
    [InlineData("upper", "", "ab", "AB")]
    [InlineData("lower", "", "AB", "ab")]
    [InlineData("digits", "", "+1 (55) 5x", "1555")]
    [InlineData("pad-left", "4,0", "41", "0041")]
    [InlineData("pad-right", "4,x", "41", "41xx")]
    [InlineData("substring", "1,2", "abcd", "bc")]
    [InlineData("substring", "9,2", "abcd", "absent")]
    [InlineData("replace", "-,_", "a-b-c", "a_b_c")]
    [InlineData("prefix", "W", "1", "W1")]
    [InlineData("suffix", "!", "1", "1!")]
    [InlineData("split", "/,1", "a/b/c", "b")]
    [InlineData("split", "/,-1", "a/b/c", "c")]
    [InlineData("split", "/,7", "a/b/c", "absent")]
    [InlineData("map-empty", "N/A,none", "none", "absent")]
    [InlineData("map-empty", "N/A,none", "x", "x")]
    [InlineData("negate", "", "-5", "5")]
    [InlineData("negate", "", "5", "-5")]
    [InlineData("multiply", "100", "1.25", "125.00")]
    [InlineData("multiply", "100", "x", "bad-number")]
    public void Apply_Transform_MakesText(string name, string arguments, string text, string expected)
    {
        var args = arguments.Length == 0 ? [] : arguments.Split(',');

        Assert.Equal(expected, MapField("status", Path("$.v") with { Transforms = [new(name, args)] }, $$"""{"v":"{{text}}"}"""));
    }

    [Fact]
    public void Join_Array_MakesOneText() =>
        Assert.Equal("card+gift-card", MapField("tenders", Path("$.v[*].kind") with { Transforms = [new("join", ["+"])] }, """{"v":[{"kind":"card"},{"kind":"gift-card"}]}"""));

    [Fact]
    public void Array_WithoutJoin_IsRefused() => Assert.Equal("not-a-value", MapField("tenders", Path("$.v"), """{"v":["a","b"]}"""));

    [Theory]
    [InlineData("customer")]
    [InlineData("address")]
    public void Person_WithoutHashTransform_IsHashedAnyway(string field)
    {
        var hashed = MapField(field, Path("$.v"), """{"v":"ann@example.com"}""");

        Assert.Equal(MappingSalt.OfTrial.Hash("ann@example.com"), hashed);
        Assert.NotEqual(hashed, new MappingSalt([.. Enumerable.Repeat((byte)7, 16)]).Hash("ann@example.com"));
    }

    [Theory]
    [InlineData("shout")]
    [InlineData("pad-left", "4")]
    [InlineData("pad-left", "4", "ab")]
    [InlineData("split", "", "1")]
    [InlineData("multiply", "x")]
    [InlineData("trim", "1")]
    public void TryCompile_BadTransform_SaysWhatItTakes(string name, params string[] arguments)
    {
        Assert.False(TransformStep.TryCompile(new Transform(name, arguments), MappingSalt.OfTrial, out _, out var error));
        Assert.Contains(name, error, StringComparison.Ordinal);
    }
}
