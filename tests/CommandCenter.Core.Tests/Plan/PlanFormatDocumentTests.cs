using System.Text.RegularExpressions;
using CommandCenter.Plan;
using CommandCenter.Plan.Reading;

namespace CommandCenter.Tests.Plan;

/// <summary>docs/plan-format.md names what the reader knows, and nothing else.</summary>
public partial class PlanFormatDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Root(), "docs", "plan-format.md"));
    private static readonly IReadOnlyList<PlanShape> Shapes = [PlanSections.Root, .. PlanSections.All.SelectMany(s => s.Shapes)];

    [Fact]
    public void Document_Keys_AreExactlyThoseOfTheReader()
    {
        var described = new List<string>();
        var shape = "";
        foreach (var line in Document.Split('\n'))
        {
            shape = Heading().Match(line) is { Success: true } heading ? heading.Groups["name"].Value : line.StartsWith('#') ? "" : shape;
            if (shape.Length > 0 && Row().Match(line) is { Success: true } row)
            {
                described.Add(shape + " " + row.Groups["key"].Value);
            }
        }

        var known = Shapes.SelectMany(s => s.Keys.Select(k => s.Name + " " + k)).ToList();
        Assert.Equal(known.Count, known.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(known.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Document_Rows_HaveFiveColumns()
    {
        var wrong = Document.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal) && Bars().Count(l) != 6);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Document_Example_Reads()
    {
        var start = Document.IndexOf("```yaml\n", StringComparison.Ordinal) + 8;

        SamplePlan.Read(Document[start..Document.IndexOf("```", start, StringComparison.Ordinal)]);
    }

    [Fact]
    public void SamplePlan_Keys_UseEveryOneThatTheReaderKnows()
    {
        // the alias "next" excludes nextCursor in one place, so the sample writes each in another source
        var missing = Shapes.SelectMany(s => s.Keys).Distinct(StringComparer.Ordinal).Where(k => !Regex.IsMatch(SamplePlan.Text, $"(?m)(^|[\\s{{-]){Regex.Escape(k)}:", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));

        Assert.Empty(missing);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CommandCenter.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex("^### `(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("^\\| `(?<key>[^`]+)` \\|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("(?<!\\\\)\\|", RegexOptions.None, 1000)]
    private static partial Regex Bars();
}
