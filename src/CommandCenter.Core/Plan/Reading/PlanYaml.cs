using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CommandCenter.Plan.Reading;

/// <summary>
/// Builds the tree of a YAML text from the parser's events. The library's own representation model stops at the first duplicate key and has no
/// bounds; this one goes on, keeps the line of every value, and counts what an anchor expands to.
/// </summary>
internal sealed class PlanYaml
{
    private readonly PlanProblems problems;
    private readonly Parser parser;
    private readonly Dictionary<string, (PlanNode Node, int Size, int Height)> anchors = new(StringComparer.Ordinal);
    private int nodes;
    private int aliases;

    private PlanYaml(string text, PlanProblems problems)
    {
        this.problems = problems;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The document's root map; null when there is none, with the reason among the problems.</summary>
    public static MapNode? Parse(string text, PlanProblems problems)
    {
        var yaml = new PlanYaml(text, problems);
        try
        {
            return yaml.Document();
        }
        catch (YamlException e)
        {
            problems.Add(Math.Max(1, (int)e.Start.Line), "(document)", "a YAML error: " + FirstSentence(e), "a valid YAML document");
            return null;
        }
        catch (Refused e)
        {
            problems.Add(e.Line, "(document)", e.Found, e.Message);
            return null;
        }
    }

    private MapNode? Document()
    {
        Next();
        Next();
        if (parser.Current is not DocumentStart)
        {
            problems.Add(1, "(document)", "an empty file", "a map of sections: " + string.Join(", ", PlanSections.Names));
            return null;
        }

        Next();
        var root = Node("", 1).Node;
        if (parser.Current is DocumentEnd && Next() && parser.Current is DocumentStart second)
        {
            problems.Add(Line(second), "(document)", "a second document", "one document in a file");
        }

        if (root is MapNode map)
        {
            return map;
        }

        problems.Add(root.Line, "(document)", PlanProblems.Describe(root), "a map of sections: " + string.Join(", ", PlanSections.Names));
        return null;
    }

    /// <summary>Reads the value that the parser stands at and moves behind it.</summary>
    private (PlanNode Node, int Size, int Height) Node(string path, int depth)
    {
        var at = parser.Current!;
        var line = Line(at);
        if (depth > PlanLimits.MaxDepth)
        {
            throw new Refused(line, $"more than {PlanLimits.MaxDepth} levels", $"at most {PlanLimits.MaxDepth} levels of maps and lists");
        }

        if (at is AnchorAlias alias)
        {
            Next();
            return Alias(alias, path, depth);
        }

        if (at is not NodeEvent start)
        {
            throw new Refused(line, "a YAML error near this line", "a valid YAML document");
        }

        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific)
        {
            problems.Add(line, path, "the tag " + start.Tag.Value, "values without tags");
        }

        var read = at switch
        {
            Scalar scalar => Leaf(scalar, line),
            SequenceStart => List(path, line, depth),
            _ => Map(path, line, depth),
        };
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor.Value] = read;
        }

        return read;
    }

    private (PlanNode Node, int Size, int Height) Alias(AnchorAlias alias, string path, int depth)
    {
        var line = Line(alias);
        if (++aliases > PlanLimits.MaxAliases)
        {
            throw new Refused(line, $"more than {PlanLimits.MaxAliases} uses of anchors", $"at most {PlanLimits.MaxAliases}");
        }

        if (!anchors.TryGetValue(alias.Value.Value, out var known))
        {
            problems.Add(line, path, "*" + alias.Value.Value, "the name of an anchor (&name) that ends above this line");
            return (new ScalarNode(line, "", Quoted: false), 1, 1);
        }

        Count(known.Size, line);
        if (depth + known.Height - 1 > PlanLimits.MaxDepth)
        {
            throw new Refused(line, $"more than {PlanLimits.MaxDepth} levels", $"at most {PlanLimits.MaxDepth} levels of maps and lists");
        }

        return known;
    }

    private (PlanNode, int, int) Leaf(Scalar scalar, int line)
    {
        Count(1, line);
        Next();
        return (new ScalarNode(line, scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)), 1, 1);
    }

    private (PlanNode, int, int) List(string path, int line, int depth)
    {
        Count(1, line);
        Next();
        var items = new List<PlanNode>();
        int size = 1, height = 0;
        while (parser.Current is not SequenceEnd)
        {
            var item = Node($"{path}[{items.Count}]", depth + 1);
            items.Add(item.Node);
            size = Sum(size, item.Size);
            height = Math.Max(height, item.Height);
        }

        Next();
        return (new ListNode(line, items), size, height + 1);
    }

    private (PlanNode, int, int) Map(string path, int line, int depth)
    {
        Count(1, line);
        Next();
        var entries = new List<MapEntry>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        int size = 1, height = 0;
        while (parser.Current is not MappingEnd)
        {
            var keyNode = Node(path, depth + 1).Node;
            var key = keyNode is ScalarNode scalar ? scalar.Text : "?";
            var at = path.Length == 0 ? key : path + "." + key;
            if (keyNode is not ScalarNode)
            {
                problems.Add(keyNode.Line, path, PlanProblems.Describe(keyNode) + " as a key", "a text as a key");
            }

            var value = Node(at, depth + 1);
            size = Sum(size, value.Size + 1);
            height = Math.Max(height, value.Height);
            if (seen.TryAdd(key, keyNode.Line))
            {
                entries.Add(new MapEntry(key, keyNode.Line, value.Node));
            }
            else
            {
                problems.Add(keyNode.Line, at, "the key a second time", $"each key once; it stands on line {seen[key]} already");
            }
        }

        Next();
        return (new MapNode(line, entries), size, height + 1);
    }

    /// <summary>The library's scanner lets other exceptions than its own escape on damaged text; to a person they are the same.</summary>
    private bool Next()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            throw new Refused(parser.Current is { } last ? Line(last) : 1, "a YAML error near this line", "a valid YAML document");
        }
    }

    private void Count(int size, int line)
    {
        nodes = Sum(nodes, size);
        if (nodes > PlanLimits.MaxNodes)
        {
            throw new Refused(line, $"more than {PlanLimits.MaxNodes:N0} values, uses of anchors counted in full", $"at most {PlanLimits.MaxNodes:N0} values");
        }
    }

    private static int Sum(int a, int b) => (int)Math.Min(int.MaxValue, (long)a + b);

    private static int Line(ParsingEvent at) => Math.Max(1, (int)at.Start.Line);

    private static string FirstSentence(YamlException e) => e.Message.Split('\n')[0].Trim();

    /// <summary>Leaves the recursion when a bound is met or the text is damaged; never leaves this file.</summary>
    private sealed class Refused(int line, string found, string allowed) : Exception(allowed)
    {
        public int Line { get; } = line;
        public string Found { get; } = found;
    }
}
