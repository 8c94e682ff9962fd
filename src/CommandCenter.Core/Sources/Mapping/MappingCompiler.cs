using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>Compiles a mapping's rules and gathers everything that is wrong with them.</summary>
internal sealed class MappingCompiler
{
    private readonly MappingDefinition definition;
    private readonly MappingParts parts;
    private readonly List<MappingProblem> problems = [];

    public MappingCompiler(MappingDefinition definition, IReadOnlyDictionary<string, LookupTable> tables, MappingSalt salt)
    {
        this.definition = definition;
        Pii = CompilePaths(definition.Pii);
        try
        {
            Tagged = TaggedValues.Compile(definition.Tagged);
        }
        catch (ArgumentException e)
        {
            problems.Add(new("tagged", 0, e.Message));
        }

        parts = new MappingParts(tables, salt, Pii, Tagged);
        Key = Compile("key", definition.Key, FactType.Text);
        EventId = Compile("eventId", definition.EventId, FactType.Text);
        Version = Compile("version", definition.Version, FactType.Integer);
        OccurredAt = Compile("occurredAt", definition.OccurredAt, FactType.Instant);
        EventKind = Compile("eventKind", definition.EventKind, FactType.Text);
        Names = Compile("names", definition.Names, FactType.Text);
        Stage = Compile("stage", definition.Stage, FactType.Text);
        foreach (var (stage, rule) in definition.Stages)
        {
            if (Compile("stages." + stage.Name(), rule, FactType.Instant, FactPath.OfStage(stage)) is { } program)
            {
                StageTimes.Add((stage, program));
            }
        }

        CompileFields();
        Collections = [.. definition.Collections().OrderBy(c => c.Name == "lines").Select(c => CompileCollection(c.Name, c.Rule, FactPath.Collections[c.Name])).OfType<CollectionProgram>()];
        CompileRules();
        CheckConditions();
        CheckRequired();
    }

    public IReadOnlyList<MappingProblem> Problems => problems;
    public IReadOnlyList<JsonPath> Pii { get; }
    public TaggedValues? Tagged { get; }
    public FieldProgram? Key { get; }
    public FieldProgram? EventId { get; }
    public FieldProgram? Version { get; }
    public FieldProgram? OccurredAt { get; }
    public FieldProgram? EventKind { get; }
    public FieldProgram? Names { get; }
    public FieldProgram? Stage { get; }
    public List<(Stage Stage, FieldProgram Program)> StageTimes { get; } = [];
    public List<FieldProgram> Fields { get; } = [];
    public CollectionProgram[] Collections { get; }
    public List<(ValidationRule Rule, ValidationExpression Expression)> Rules { get; } = [];

    public IEnumerable<JsonPath> AllPaths()
    {
        // where the record itself is the element, what is read of the one is read of the other
        var ofRecord = Collections.Where(c => c.Each.Segments.Count == 0).SelectMany(c => c.Fields.Append(c.Id).Append(c.Shipment!).Where(f => f is not null).SelectMany(f => f.Paths));
        return OfRecord().SelectMany(p => p.Program.Paths).Concat(Collections.Select(c => c.Each)).Concat(ofRecord);
    }

    /// <summary>Every rule but those of lines and shipments, by the name that conditions know it by.</summary>
    public IEnumerable<(string Name, FieldProgram Program)> OfRecord()
    {
        (string Name, FieldProgram? Program)[] headers =
            [("key", Key), ("eventId", EventId), ("version", Version), ("occurredAt", OccurredAt), ("eventKind", EventKind), ("names", Names), ("stage", Stage)];
        return headers.Where(h => h.Program is not null).Select(h => (h.Name, h.Program!))
            .Concat(StageTimes.Select(s => (FactPath.OfStage(s.Stage), s.Program)))
            .Concat(Fields.Select(f => (f.Field, f)));
    }

    private void CompileFields()
    {
        foreach (var (field, rule) in definition.Fields)
        {
            var type = MappingFields.TypeOf(definition.Kind, field);
            if (type is null && !(definition.Kind == RecordKind.Order && MappingFields.IsFreeName(field)))
            {
                var others = definition.Kind == RecordKind.Order ? ", or x.name for what has no place of its own" : "";
                problems.Add(new("fields." + field, rule.Line, $"a field of {string.Join(", ", MappingFields.Of(definition.Kind).Keys.Order(StringComparer.Ordinal))}{others}"));
                continue;
            }

            var isNumber = definition.Kind == RecordKind.Gauge && field == "value";
            var known = isNumber && rule.Parse is null ? rule with { Parse = new ParseRule { Kind = ParseKind.Number } } : rule;
            // x.name is a text unless its rule reads it as something else
            var wanted = type ?? (rule.Parse is null ? FactType.Text : null);
            if (Compile("fields." + field, known, wanted, field) is { } program)
            {
                Fields.Add(program);
            }
        }
    }

    private CollectionProgram? CompileCollection(string name, CollectionRule rule, IReadOnlyDictionary<string, FactType> allowed)
    {
        if (definition.Kind != RecordKind.Order)
        {
            problems.Add(new(name, rule.Id.Line, $"only a mapping of kind order has {name}"));
        }

        if (!JsonPath.TryParse(rule.Each, out var each, out var error))
        {
            problems.Add(new(name + ".each", rule.Id.Line, error));
        }

        var id = Compile(name + ".id", rule.Id, FactType.Text, name + ".id");
        var shipment = Compile(name + ".shipment", rule.Shipment, FactType.Text, name + ".shipment");
        var fields = new List<FieldProgram>();
        foreach (var (field, fieldRule) in rule.Fields)
        {
            if (!allowed.TryGetValue(field, out var type))
            {
                problems.Add(new($"{name}.fields.{field}", fieldRule.Line, "a field of " + string.Join(", ", allowed.Keys.Order(StringComparer.Ordinal))));
            }
            else if (Compile($"{name}.fields.{field}", fieldRule, type, field) is { } program)
            {
                fields.Add(program);
            }
        }

        return id is null ? null : new CollectionProgram(name, each, id, shipment, [.. fields], rule.OnNegative);
    }

    private void CompileRules()
    {
        foreach (var rule in definition.Validate)
        {
            if (!ValidationExpression.TryParse(rule.Rule, out var expression, out var error))
            {
                problems.Add(new("validate", rule.Line, $"rule '{rule.Rule}': {error}"));
            }
            else if (expression.UnknownField(definition.Kind) is { } unknown)
            {
                problems.Add(new("validate", rule.Line, $"rule '{rule.Rule}': '{unknown}' is no field of a mapping of kind {definition.Kind.ToString().ToLowerInvariant()}"));
            }
            else
            {
                Rules.Add((rule, expression));
            }
        }
    }

    /// <summary>A condition names what is stated before it: nothing conditional, and beside an element of lines or shipments no line or shipment.</summary>
    private void CheckConditions()
    {
        var record = OfRecord().ToList();
        var conditional = record.Where(r => r.Program.When is not null).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        string[] always = ["key", "eventId", "version", "occurredAt"];
        foreach (var (name, program) in record.Where(r => r.Program.When is not null))
        {
            if (always.Contains(name, StringComparer.Ordinal))
            {
                problems.Add(new(name, program.Line, "no when: every record has it or has it not"));
            }

            CheckCondition(name, program, conditional.Contains);
        }

        foreach (var collection in Collections)
        {
            foreach (var program in collection.Fields.Prepend(collection.Id).Append(collection.Shipment).OfType<FieldProgram>().Where(p => p.When is not null))
            {
                CheckCondition($"{collection.Name}.{program.Field}", program, f => conditional.Contains(f) || FactPath.Collections.ContainsKey(f.Split('.')[0]));
            }
        }
    }

    private void CheckCondition(string where, FieldProgram program, Func<string, bool> isNotYetStated)
    {
        if (program.When!.UnknownField(definition.Kind) is { } unknown)
        {
            problems.Add(new(where, program.Line, $"when '{program.When.Text}': '{unknown}' is no field of a mapping of kind {definition.Kind.ToString().ToLowerInvariant()}"));
        }
        else if (program.When.Fields.FirstOrDefault(isNotYetStated) is { } late)
        {
            problems.Add(new(where, program.Line, $"when '{program.When.Text}': '{late}' is not known yet where this is decided; name fields of the record that have no when themselves"));
        }
    }

    private void CheckRequired()
    {
        foreach (var field in definition.Require.Concat(MappingFields.AlwaysRequired(definition.Kind)).Distinct(StringComparer.Ordinal))
        {
            if (!IsMapped(field))
            {
                problems.Add(new("require", 0, $"'{field}' is required and no rule makes it"));
            }
        }

        if (definition.Stage is null && definition.Kind == RecordKind.Order && definition.Stages.Count == 0 && definition.Fields.Count == 0)
        {
            problems.Add(new("fields", 0, "a mapping of orders makes a stage, stage times or fields"));
        }
    }

    private bool IsMapped(string field) => field switch
    {
        "key" => definition.Key is not null,
        "eventId" => definition.EventId is not null,
        "version" => definition.Version is not null,
        "occurredAt" => definition.OccurredAt is not null,
        "eventKind" => definition.EventKind is not null,
        "names" => definition.Names is not null,
        "stage" => definition.Stage is not null,
        _ => definition.Fields.ContainsKey(field) || definition.Collections().Any(c => c.Name == field),
    };

    private JsonPath[] CompilePaths(IReadOnlyList<string> texts)
    {
        var paths = new List<JsonPath>();
        foreach (var text in texts)
        {
            if (JsonPath.TryParse(text, out var path, out var error))
            {
                paths.Add(path);
            }
            else
            {
                problems.Add(new("pii", 0, $"path '{text}': {error}"));
            }
        }

        return [.. paths];
    }

    private FieldProgram? Compile(string where, FieldRule? rule, FactType? type, string? field = null) =>
        rule is null ? null : FieldProgram.Compile(field ?? where, rule, type, parts, message => problems.Add(new(where, rule.Line, message)));
}
