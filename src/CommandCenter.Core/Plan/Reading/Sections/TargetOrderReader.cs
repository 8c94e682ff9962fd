using CommandCenter.Orders;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>targets[].lookUp</c> and <c>targets[].ledger</c>: how a target tells what it holds.</summary>
internal static class TargetOrderReader
{
    private static readonly string[] KeyName = ["key"];
    private static readonly string[] PageNames = ["page", "limit"];
    private static readonly PlanScalar<string> Word = PlanScalars.TextOf(100);
    private static readonly string[] Attributes = ["lane", "region", "brand", "channel", "store", "skuClass", "tenant", "placedAt"];

    public static PlanShape LookUpShape { get; } = PlanShape.Of("targets[].lookUp", "url", "order");
    public static PlanShape LedgerShape { get; } = PlanShape.Of("targets[].ledger", "url", "items", "nextPage", "limit", "order");
    public static PlanShape Shape { get; } = PlanShape.Of("(target-order)", "key", "standing", "owned", "copy", "withdrawn", "epoch", "stages", "stageWords", "attributes");

    public static TargetLookUp ReadLookUp(PlanMap map)
    {
        var lookUp = new TargetLookUp { Url = map.Required("url", TargetRequestReader.Url(KeyName)), Order = ReadOrder(map) };
        if (map.Has("url") && !lookUp.Url.Contains("{key}", StringComparison.Ordinal))
        {
            map.Problem("url", PlanProblems.Show(lookUp.Url), "an address with {key}: one order is asked for");
        }

        return lookUp;
    }

    public static TargetLedger ReadLedger(PlanMap map)
    {
        var ledger = new TargetLedger
        {
            Url = map.Required("url", TargetRequestReader.Url(PageNames)),
            Items = map.Required("items", MappingSyntax.JsonPath),
            NextPage = map.Optional("nextPage", MappingSyntax.JsonPath),
            Limit = map.Optional("limit", PlanScalars.Integer(1, 10_000), 1000),
            Order = ReadOrder(map),
        };
        if (map.Has("url") && ledger.Url.Contains("{page}", StringComparison.Ordinal) != (ledger.NextPage is not null))
        {
            map.Problem(ledger.NextPage is null ? "url" : "nextPage", ledger.NextPage is null ? "{page} without nextPage" : "nextPage without {page} in url", "{page} in url and nextPage, or neither: the token of the next page goes from one to the other");
        }

        return ledger;
    }

    private static TargetOrderPaths ReadOrder(PlanMap of)
    {
        if (of.RequiredMap("order", Shape) is not { } map)
        {
            return new TargetOrderPaths { Key = "$", Standing = "$", OwnedWords = [], Stages = "$", StageWords = new Dictionary<string, Stage>(StringComparer.Ordinal) };
        }

        var paths = new TargetOrderPaths
        {
            Key = map.Required("key", MappingSyntax.JsonPath),
            Standing = map.Required("standing", MappingSyntax.JsonPath),
            OwnedWords = map.Set("owned", Word),
            CopyWords = map.Set("copy", Word),
            WithdrawnWords = map.Set("withdrawn", Word),
            Epoch = map.Optional("epoch", MappingSyntax.JsonPath),
            Stages = map.Required("stages", MappingSyntax.JsonPath),
            StageWords = ReadStageWords(map),
            Attributes = ReadAttributes(map),
        };
        if (!map.Has("owned"))
        {
            map.Missing("owned", "a list of the words by which the target says that it answers for an order");
        }

        var twice = paths.OwnedWords.Concat(paths.CopyWords).Concat(paths.WithdrawnWords).GroupBy(w => w, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            map.Problem("standing", PlanProblems.Show(twice.Key) + " a second time", "each word in one of owned, copy and withdrawn");
        }

        return paths;
    }

    private static Dictionary<string, Stage> ReadStageWords(PlanMap map)
    {
        if (!map.Has("stageWords"))
        {
            map.Missing("stageWords", "a map of the target's word to stage");
        }

        return map.Entries("stageWords", "a map of the target's word to stage").ToDictionary(e => e.Entry.Key, e => e.Value.Read(PlanScalars.Stage), StringComparer.Ordinal);
    }

    private static Dictionary<string, string> ReadAttributes(PlanMap map)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (entry, value) in map.Entries("attributes", "a map of attribute to path"))
        {
            if (Attributes.Contains(entry.Key, StringComparer.Ordinal))
            {
                attributes[entry.Key] = value.Read(MappingSyntax.JsonPath);
            }
            else
            {
                map.Reading.Problems.Add(entry.Line, value.Path, "an unknown attribute", Suggestion.Allow(entry.Key, Attributes, string.Join(", ", Attributes)));
            }
        }

        return attributes;
    }
}
