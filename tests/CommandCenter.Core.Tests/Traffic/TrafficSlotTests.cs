using System.Globalization;
using CommandCenter.Traffic;

namespace CommandCenter.Tests.Traffic;

public class TrafficSlotTests
{
    /// <summary>Made by npm's murmurhash-js 1.0.0, another implementation of the same function.</summary>
    [Fact]
    public void Of_Vectors_AgreeWithAnotherImplementation()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Traffic", "slot-vectors.csv")).Skip(1).ToList();
        Assert.Equal(127, lines.Count);
        foreach (var line in lines)
        {
            var parts = line.Split(',');
            Assert.Equal((uint.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture)), (TrafficSlot.HashOf(parts[0]), TrafficSlot.Of(parts[0])));
        }
    }

    [Fact]
    public void Of_ManyKeys_SpreadEvenly()
    {
        var tenths = new int[10];
        for (var i = 0; i < 100_000; i++)
        {
            tenths[TrafficSlot.Of(string.Create(CultureInfo.InvariantCulture, $"WEB-{i}")) / 1000]++;
        }

        // 10,000 expected in each; 4 standard deviations are 380
        Assert.All(tenths, n => Assert.InRange(n, 9_620, 10_380));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Grüße")]
    public void Of_NoKey_IsRefused(string key)
    {
        Assert.False(TrafficSlot.IsKey(key));
        Assert.Throws<ArgumentException>(() => TrafficSlot.Of(key));
    }

    [Theory]
    [InlineData("AR-1", true)]
    [InlineData("a b", false)]
    [InlineData("a\nb", false)]
    [InlineData("\u007f", false)]
    [InlineData("日本", false)]
    public void IsKey_PrintableAsciiWithoutSpaces(string key, bool expected) => Assert.Equal(expected, TrafficSlot.IsKey(key));

    [Fact]
    public void IsKey_Longer_IsNone() => Assert.Equal((true, false), (TrafficSlot.IsKey(new string('x', 200)), TrafficSlot.IsKey(new string('x', 201))));
}
