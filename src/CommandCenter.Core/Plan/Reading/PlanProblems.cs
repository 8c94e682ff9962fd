using System.Text;

namespace CommandCenter.Plan.Reading;

/// <summary>Collects what is wrong with one file; nothing stops at the first.</summary>
internal sealed class PlanProblems(string file)
{
    private const int MaxFound = 80;
    private readonly List<PlanProblem> all = [];

    public int Count => all.Count;

    /// <param name="path">Where in the document, such as <c>sources[2].every</c>.</param>
    public void Add(int line, string path, string found, string allowed) => all.Add(new PlanProblem(file, line, path, found, allowed));

    public void Add(PlanValue value, string allowed) => Add(value.Node.Line, value.Path, Describe(value.Node), allowed);

    /// <summary>In the order of the file; the same file gives the same list.</summary>
    public IReadOnlyList<PlanProblem> InOrder()
    {
        var ordered = all.Distinct().OrderBy(p => p.Line).ThenBy(p => p.Path, StringComparer.Ordinal).ThenBy(p => p.Found, StringComparer.Ordinal).ToList();
        if (ordered.Count > PlanLimits.MaxProblems)
        {
            var left = ordered.Count - PlanLimits.MaxProblems;
            ordered.RemoveRange(PlanLimits.MaxProblems, left);
            ordered.Add(new PlanProblem(file, ordered[^1].Line, "(document)", $"{left} more problems", "none"));
        }

        return ordered;
    }

    /// <summary>A value as a message shows it: shortened, without control characters.</summary>
    public static string Describe(PlanNode node) => node switch
    {
        ScalarNode { IsNothing: true } => "nothing",
        ScalarNode scalar => Show(scalar.Text),
        ListNode list => $"a list of {list.Items.Count}",
        MapNode map => $"a map of {map.Entries.Count}",
        _ => "nothing",
    };

    /// <summary>A text in quotes, at most 80 characters, control characters made visible.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (shown.Length > MaxFound - 2)
            {
                shown.Append('…');
                break;
            }

            shown.Append(char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? '\uFFFD' : c);
        }

        return shown.Append('"').ToString();
    }
}
