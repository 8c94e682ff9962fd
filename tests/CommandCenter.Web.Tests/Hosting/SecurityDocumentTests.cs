using System.Globalization;
using System.Text.RegularExpressions;
using CommandCenter.Hosting;

namespace CommandCenter.Tests.Hosting;

/// <summary>The security document names tests that are there, and leaves out no requirement of the levels that it speaks of.</summary>
public partial class SecurityDocumentTests
{
    /// <summary>Chapter and section → how many requirements of levels 1 and 2 it has in ASVS 5.0.0; they come first in every section.</summary>
    private static readonly Dictionary<string, int> sections = new(StringComparer.Ordinal)
    {
        ["1.1"] = 2, ["1.2"] = 9, ["1.3"] = 11, ["1.4"] = 3, ["1.5"] = 2, ["2.1"] = 3, ["2.2"] = 3, ["2.3"] = 4, ["2.4"] = 1, ["3.2"] = 2, ["3.3"] = 4, ["3.4"] = 6, ["3.5"] = 5, ["3.7"] = 2,
        ["4.1"] = 3, ["4.2"] = 1, ["4.3"] = 2, ["4.4"] = 4, ["5.1"] = 1, ["5.2"] = 3, ["5.3"] = 2, ["5.4"] = 3, ["6.1"] = 3, ["6.2"] = 12, ["6.3"] = 4, ["6.4"] = 4, ["6.5"] = 5, ["6.6"] = 3, ["6.8"] = 4,
        ["7.1"] = 3, ["7.2"] = 4, ["7.3"] = 2, ["7.4"] = 5, ["7.5"] = 2, ["7.6"] = 2, ["8.1"] = 2, ["8.2"] = 3, ["8.3"] = 1, ["8.4"] = 1, ["9.1"] = 3, ["9.2"] = 4,
        ["10.1"] = 2, ["10.2"] = 2, ["10.3"] = 4, ["10.4"] = 11, ["10.5"] = 5, ["10.6"] = 2, ["10.7"] = 3, ["11.1"] = 2, ["11.2"] = 3, ["11.3"] = 3, ["11.4"] = 4, ["11.5"] = 1, ["11.6"] = 1,
        ["12.1"] = 3, ["12.2"] = 2, ["12.3"] = 4, ["13.1"] = 1, ["13.2"] = 5, ["13.3"] = 2, ["13.4"] = 5, ["14.1"] = 2, ["14.2"] = 4, ["14.3"] = 3, ["15.1"] = 3, ["15.2"] = 3, ["15.3"] = 7,
        ["16.1"] = 1, ["16.2"] = 5, ["16.3"] = 4, ["16.4"] = 3, ["16.5"] = 3, ["17.1"] = 1, ["17.2"] = 4, ["17.3"] = 2,
    };

    private static readonly string Root = ContentRoot.Find();
    private static readonly string Text = File.ReadAllText(Path.Combine(Root, "docs", "security.md"));
    private static readonly List<string[]> Rows = [.. Text.Split('\n').Where(l => l.StartsWith("| V", StringComparison.Ordinal) && char.IsAsciiDigit(l[3])).Select(l => l.Split('|'))];

    [Fact]
    public void Document_NamedTests_AreThere()
    {
        var there = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet(StringComparer.Ordinal);

        Assert.Equal([], TestName().Matches(Text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Except(there, StringComparer.Ordinal));
    }

    [Fact]
    public void Table_OfTheStandard_HasEveryRequirementOnce()
    {
        var named = Rows.SelectMany(r => Requirement().Matches(r[1])).SelectMany(Each).ToList();
        var asked = sections.SelectMany(s => Enumerable.Range(1, s.Value).Select(n => string.Create(CultureInfo.InvariantCulture, $"V{s.Key}.{n}"))).ToList();

        Assert.Equal(asked.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        Assert.All(Rows, r => Assert.Contains(r[2].Trim(), (string[])["met", "partly", "not met", "deployment", "does not apply"]));
    }

    private static IEnumerable<string> Each(Match match)
    {
        var (section, first) = (match.Groups["section"].Value, int.Parse(match.Groups["first"].Value, CultureInfo.InvariantCulture));
        var last = match.Groups["last"].Success ? int.Parse(match.Groups["last"].Value, CultureInfo.InvariantCulture) : first;
        return Enumerable.Range(first, last - first + 1).Select(n => string.Create(CultureInfo.InvariantCulture, $"V{section}.{n}"));
    }

    [GeneratedRegex(@"\b[A-Z]\w+Tests\b", RegexOptions.None, 1000)]
    private static partial Regex TestName();

    [GeneratedRegex(@"V(?<section>\d+\.\d+)\.(?<first>\d+)(?:–(?<last>\d+))?", RegexOptions.None, 1000)]
    private static partial Regex Requirement();
}
