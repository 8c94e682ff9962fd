using CommandCenter.Orders;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>mappings</c>: how records become events, levels, readings or contacts.</summary>
internal sealed class MappingsSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of(
        "mappings[]",
        ["id", "kind", "event", "key", "eventId", "version", "occurredAt", "eventKind", "names", "stage", "stages", "fields", "lines", "shipments", "require", "validate", "tagged", "pii",
        .. MappingCollections.Others]);

    private static readonly PlanShape TaggedShape = PlanShape.Of("mappings[].tagged", "tag", "as");
    private static readonly PlanShape RuleShape = PlanShape.Of("mappings[].validate[]", "rule", "code");
    private static readonly string[] OnlyOrders = ["eventId", "version", "occurredAt", "eventKind", "names", "stage", "stages", .. FactPath.Collections.Keys];

    private static readonly PlanScalar<RecordKind> Kind = PlanScalars.Choice(
        ("order", RecordKind.Order), ("inventory", RecordKind.Inventory), ("gauge", RecordKind.Gauge), ("contact", RecordKind.Contact));

    public string Name => "mappings";

    public IReadOnlyList<PlanShape> Shapes { get; } =
        [Shape, FieldRuleReader.Shape, ParseRuleReader.Shape, .. MappingCollections.Shapes, RuleShape, TaggedShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            var before = map.Reading.Problems.Count;
            var mapping = ReadMapping(map);
            var complete = map.Reading.Problems.Count == before;
            draft.Mappings.Add(mapping);
            var index = draft.Mappings.Count - 1;
            map.Reading.AtEnd(() =>
            {
                MappingWords.Check(map, mapping, draft);
                if (complete)
                {
                    Compile(map, mapping, draft);
                }

                draft.Mappings[index] = mapping with { Hash = MappingHash.Of(map.Node, MappingHash.TablesOf(mapping), draft.LookupTables) };
            });
        }
    }

    private static MappingDefinition ReadMapping(PlanMap map)
    {
        var id = map.Reading.Declare(Declared.Mapping, map, "id", PlanScalars.Id);
        var kind = ReadKind(map);
        RefuseWhatIsOfOtherKinds(map, kind);
        var order = kind == RecordKind.Order;
        var mapping = new MappingDefinition
        {
            Id = id,
            Hash = "",
            Kind = kind,
            Key = kind is RecordKind.Order or RecordKind.Contact ? FieldRuleReader.ReadRequired(map, "key", FactType.Text) : null,
            EventId = order ? FieldRuleReader.ReadOptional(map, "eventId", FactType.Text) : null,
            Version = order ? FieldRuleReader.ReadOptional(map, "version", FactType.Integer) : null,
            OccurredAt = order ? FieldRuleReader.ReadRequired(map, "occurredAt", FactType.Instant) : null,
            EventKind = order ? FieldRuleReader.ReadOptional(map, "eventKind", FactType.Text) : null,
            Names = order ? FieldRuleReader.ReadOptional(map, "names", FactType.Text) : null,
            Stage = order ? FieldRuleReader.ReadOptional(map, "stage", FactType.Text) : null,
            Stages = order ? StageTimes(map) : new Dictionary<Stage, FieldRule>(),
            Fields = Fields(map, "fields", MappingFields.Of(kind), unmapped: order),
            Lines = order ? MappingCollections.Read(map, "lines") : null,
            Shipments = order ? MappingCollections.Read(map, "shipments") : null,
            Others = order ? MappingCollections.ReadOthers(map) : new Dictionary<string, CollectionRule>(StringComparer.Ordinal),
            Tagged = Tagged(map),
            Pii = map.Set("pii", MappingSyntax.JsonPath),
        };
        foreach (var missing in MappingFields.AlwaysRequired(kind).Where(f => !MappingFields.Headers(kind).Contains(f) && !mapping.Fields.ContainsKey(f)))
        {
            map.Problem("fields", $"no {missing}", $"a mapping of kind {Word(kind)} fills {string.Join(", ", MappingFields.AlwaysRequired(kind))}");
        }

        mapping = mapping with { Require = Require(map, mapping) };
        return mapping with { Validate = Rules(map, mapping.Kind) };
    }

    private static TaggedRule? Tagged(PlanMap mapping)
    {
        if (mapping.Map("tagged", TaggedShape) is not { } map)
        {
            return null;
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (entry, value) in map.Entries("as", "a map of tag to text"))
        {
            if (value.Text("a text with {member}") is not { } text)
            {
                continue;
            }

            texts[entry.Key] = text;
            if (TaggedValues.Problem(text) is { } allowed)
            {
                map.Reading.Problems.Add(value.Node.Line, value.Path, PlanProblems.Show(text), allowed);
            }
        }

        if (texts.Count == 0)
        {
            map.Missing("as", "a map of tag to text");
        }

        return new TaggedRule(map.Optional("tag", PlanScalars.TextOf(100)), texts);
    }

    private static RecordKind ReadKind(PlanMap map)
    {
        if (map.Has("kind") && map.Has("event"))
        {
            map.Problem("event", "kind and event", "one of the two: event is another word for kind");
        }

        return map.Required(map.Has("event") ? "event" : "kind", Kind);
    }

    private static void RefuseWhatIsOfOtherKinds(PlanMap map, RecordKind kind)
    {
        if (kind == RecordKind.Order)
        {
            return;
        }

        foreach (var key in OnlyOrders.Where(map.Has))
        {
            map.Problem(key, key + " in a mapping of another kind than order", "only in mappings of kind order");
        }

        if (kind != RecordKind.Contact && map.Has("key"))
        {
            map.Problem("key", "key in a mapping that has none", "only in mappings of kind order and contact");
        }
    }

    private static Dictionary<Stage, FieldRule> StageTimes(PlanMap map)
    {
        var stages = new Dictionary<Stage, FieldRule>();
        foreach (var (entry, value) in map.Entries("stages", "a map of stage to field"))
        {
            if (Stages.TryParse(entry.Key, out var stage))
            {
                stages[stage] = FieldRuleReader.Read(value, FactType.Instant);
            }
            else
            {
                map.Reading.Problems.Add(entry.Line, value.Path, "an unknown stage", Suggestion.Allow(entry.Key, [.. Stages.All.Select(s => s.Name())], PlanScalars.Stage.Allowed));
            }
        }

        return stages;
    }

    /// <param name="unmapped">Names behind <c>x.</c> are free.</param>
    internal static Dictionary<string, FieldRule> Fields(PlanMap map, string key, IReadOnlyDictionary<string, FactType> known, bool unmapped)
    {
        var fields = new Dictionary<string, FieldRule>(StringComparer.Ordinal);
        foreach (var (entry, value) in map.Entries(key, "a map of field name to field"))
        {
            if (!known.TryGetValue(entry.Key, out var type) && !(unmapped && MappingFields.IsFreeName(entry.Key)))
            {
                var allowed = string.Join(", ", known.Keys) + (unmapped ? ", or x.NAME for what has no field of its own" : "");
                map.Reading.Problems.Add(entry.Line, value.Path, "an unknown field", Suggestion.Allow(entry.Key, [.. known.Keys], allowed));
                continue;
            }

            fields[entry.Key] = FieldRuleReader.Read(value, type);
        }

        return fields;
    }

    /// <summary>Only what the mapping fills can be required of a record.</summary>
    private static IReadOnlyList<string> Require(PlanMap map, MappingDefinition mapping)
    {
        var filled = mapping.Fields.Keys.ToList();
        filled.AddRange(MappingFields.Headers(mapping.Kind).Where(map.Has));
        foreach (var value in map.Find("require")?.Items("a list of field names") ?? [])
        {
            if (value.Text("a field name") is { } name && !filled.Contains(name, StringComparer.Ordinal))
            {
                map.Reading.Problems.Add(value.Node.Line, value.Path, PlanProblems.Show(name), Suggestion.Allow(name, filled, "a field that this mapping fills: " + string.Join(", ", filled)));
            }
        }

        return map.Set("require", PlanScalars.TextOf(66));
    }

    private static List<ValidationRule> Rules(PlanMap map, RecordKind kind)
    {
        var rules = new List<ValidationRule>();
        foreach (var item in map.Maps("validate", RuleShape))
        {
            var rule = new ValidationRule(item.Required("rule", PlanScalars.TextOf(500)), item.Required("code", PlanScalars.Id), item.Line);
            if (rule.Rule.Length > 0 && MappingSyntax.RuleError(rule.Rule, kind) is { } error)
            {
                item.Problem("rule", PlanProblems.Show(rule.Rule), error);
            }

            rules.Add(rule);
        }

        return rules;
    }

    /// <summary>The engine's own word on a mapping that reads well: what it could not compile would stop its sources.</summary>
    private static void Compile(PlanMap map, MappingDefinition mapping, PlanDraft draft)
    {
        CompiledMapping.Compile(mapping, draft.LookupTables, MappingSalt.OfTrial, out var problems);
        foreach (var problem in problems.Where(p => p.Field is not "validate"))
        {
            map.Reading.Problems.Add(problem.Line > 0 ? problem.Line : map.Line, map.At(problem.Field), "a rule that cannot run", problem.Message);
        }
    }

    private static string Word(RecordKind kind) => kind.ToString().ToLowerInvariant();
}
