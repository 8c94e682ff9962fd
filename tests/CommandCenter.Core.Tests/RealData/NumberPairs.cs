using System.Globalization;
using System.Text;

namespace CommandCenter.Tests.RealData;

/// <summary>Pairs of numbers that must be equal: what the product stored, and what was counted in the published data itself, each with what it counts.</summary>
internal sealed class NumberPairs
{
    private readonly List<(string What, long Stored, long Counted, long? Published)> pairs = [];

    /// <param name="what">What both numbers count.</param>
    /// <param name="stored">From the product's store.</param>
    /// <param name="counted">From the data, by other means.</param>
    /// <param name="published">What is said of the very sample that tests are run on; null where nothing is.</param>
    public void Add(string what, long stored, long counted, long? published = null) => pairs.Add((what, stored, counted, published));

    /// <summary>Groups side by side; what only one has counts 0 in the other.</summary>
    public void Add<T>(string what, IReadOnlyDictionary<T, long> stored, IReadOnlyDictionary<T, long> counted, IReadOnlyDictionary<T, long>? published = null)
        where T : notnull
    {
        foreach (var group in stored.Keys.Union(counted.Keys).Order())
        {
            Add($"{what} {group}", stored.GetValueOrDefault(group), counted.GetValueOrDefault(group), published?.GetValueOrDefault(group));
        }
    }

    /// <param name="isSample">Whether the data is that very sample; of another download only stored and counted are compared.</param>
    /// <param name="output">Gets the whole table.</param>
    public void Check(bool isSample, ITestOutputHelper? output)
    {
        var table = new StringBuilder();
        var wrong = 0;
        foreach (var (what, stored, counted, published) in pairs)
        {
            var equal = stored == counted && (!isSample || published is null || published == counted);
            wrong += equal ? 0 : 1;
            table.AppendLine(CultureInfo.InvariantCulture, $"{(equal ? "equal  " : "DIFFERS")} stored {stored,18:N0}  counted {counted,18:N0}  published {(published is { } said ? said.ToString("N0", CultureInfo.InvariantCulture) : "-"),9}  {what}");
        }

        output?.WriteLine(table.ToString());
        Assert.True(wrong == 0, $"{wrong} of {pairs.Count} pairs differ:\n{table}");
    }
}
