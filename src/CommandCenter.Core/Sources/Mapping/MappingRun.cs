using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>Maps one record: gathers facts and every reason to refuse it.</summary>
internal sealed class MappingRun(CompiledMapping mapping, JsonElement record, MappingScope scope, List<FieldTrial>? trials) : IMappedValues
{
    private const int MostUnmapped = 32;
    private const int LongestUnmapped = 200;

    private readonly List<Fact> facts = new(32);
    private List<RejectReason>? reasons;
    private bool uncertain;
    private readonly int[] counts = new int[mapping.Collections.Length];
    private FactValue? key, eventId, version, occurredAt, eventKind, names, stage;

    public MappedRecord Run()
    {
        if (record.ValueKind != JsonValueKind.Object)
        {
            Refuse("$", "not-an-object", $"found {record.ValueKind.ToString().ToLowerInvariant()}; allowed: a JSON object");
            return new MappedRecord { Reasons = reasons! };
        }

        key = Header("key", mapping.Key);
        eventId = Header("eventId", mapping.EventId);
        version = Header("version", mapping.Version);
        occurredAt = Header("occurredAt", mapping.OccurredAt);
        StateRecord(conditional: false);
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = RunCollection(mapping.Collections[i]);
        }

        if (mapping.HasConditions)
        {
            StateRecord(conditional: true);
        }

        if (mapping.Definition.Kind == RecordKind.Order)
        {
            KeepUnmapped();
        }

        CheckRequired();
        CheckRules();
        return mapping.Definition.Kind switch
        {
            RecordKind.Order => new MappedRecord { Event = OrderRecord.Build(this), Reasons = reasons ?? [] },
            _ => SignalRecord.Build(this, mapping.Definition.Kind),
        };
    }

    public MappingScope Scope => scope;
    public List<Fact> Facts => facts;
    public bool Uncertain => uncertain;
    public IReadOnlyList<RejectReason> Reasons => (IReadOnlyList<RejectReason>?)reasons ?? [];
    public FactValue? Key => key;
    public FactValue? EventId => eventId;
    public FactValue? Version => version;
    public FactValue? OccurredAt => occurredAt;
    public FactValue? EventKind => eventKind;
    public FactValue? Names => names;
    public FactValue? StageName => stage;

    public void Refuse(string field, string code, string message) => (reasons ??= []).Add(new RejectReason(field, code, message));

    public FactValue? Find(string field)
    {
        switch (field)
        {
            case "key": return key;
            case "eventId": return eventId;
            case "version": return version;
            case "occurredAt": return occurredAt;
            case "eventKind": return eventKind;
            case "names": return names;
            case "stage": return stage;
        }

        foreach (var fact in facts)
        {
            if (string.Equals(fact.Path, field, StringComparison.Ordinal))
            {
                return fact.Value;
            }
        }

        return null;
    }

    public long? Count(string collection) => Array.FindIndex(mapping.Collections, c => c.Name == collection) is >= 0 and var i ? counts[i] : null;

    public Int128? Sum(string collection, string field)
    {
        Int128? sum = null;
        foreach (var fact in facts)
        {
            if (fact.Path.StartsWith(collection, StringComparison.Ordinal) && fact.Path[collection.Length] == '[' && fact.Value.Type != FactType.Text
                && fact.Path.EndsWith(field, StringComparison.Ordinal) && fact.Path[^(field.Length + 1)] == '.')
            {
                sum = (sum ?? 0) + fact.Value.Number;
            }
        }

        return sum;
    }

    private FactValue? Header(string name, FieldProgram? program)
    {
        if (program is null)
        {
            return null;
        }

        var outcome = Run(name, program, record);
        return outcome.Value;
    }

    private void State(string path, FieldProgram program, JsonElement element)
    {
        if (Run(path, program, element).Value is { } value)
        {
            facts.Add(new Fact(path, value));
        }
    }

    /// <summary>What the record says beside its lines and shipments. Conditions see what is stated without one, lines and shipments included: those fields come last.</summary>
    private void StateRecord(bool conditional)
    {
        eventKind = Word("eventKind", mapping.EventKind, conditional) ?? eventKind;
        names = Word("names", mapping.Names, conditional) ?? names;
        stage = Word("stage", mapping.Stage, conditional) ?? stage;
        foreach (var (reached, program) in mapping.StageTimes)
        {
            if (program.When is not null == conditional)
            {
                State(FactPath.OfStage(reached), program, record);
            }
        }

        foreach (var field in mapping.Fields)
        {
            if (field.When is not null == conditional)
            {
                State(field.Field, field, record);
            }
        }
    }

    private FactValue? Word(string name, FieldProgram? program, bool conditional) => program is not null && program.When is not null == conditional ? Header(name, program) : null;

    private FieldOutcome Run(string path, FieldProgram program, JsonElement element)
    {
        if (program.When is { } condition && condition.Evaluate(this) != true)
        {
            trials?.Add(new FieldTrial(path, program.From, null, [$"not filled: {condition.Text}"], null, null));
            return default;
        }

        var trace = trials is null ? null : new FieldTrace();
        var outcome = program.Run(element, trace);
        uncertain |= outcome.Uncertain;
        if (outcome.Problem is { } problem)
        {
            (reasons ??= []).Add(problem with { Field = path });
        }

        trials?.Add(new FieldTrial(path, program.From, trace!.Raw, trace.Steps, outcome.Value?.ToString(), outcome.Problem?.Message));
        return outcome;
    }

    private int RunCollection(CollectionProgram collection)
    {
        if (!collection.TryFindElements(record, out var elements, out var problem))
        {
            (reasons ??= []).Add(problem!);
            return 0;
        }

        for (var i = 0; i < elements.Count; i++)
        {
            RunElement(collection, elements[i], i);
        }

        return elements.Count;
    }

    private void RunElement(CollectionProgram collection, JsonElement element, int index)
    {
        var place = $"{collection.Name}[{index}]";
        if (element.ValueKind != JsonValueKind.Object)
        {
            Refuse(place, "not-an-object", "found a single value; allowed: a JSON object");
            return;
        }

        var id = Identify(place + ".id", collection.Id, element, required: true);
        var shipment = collection.Shipment is null ? null : Identify(place + ".shipment", collection.Shipment, element, required: false);
        if (id is null)
        {
            return;
        }

        foreach (var field in collection.Fields)
        {
            var path = collection.PathOf(id, shipment, field.Field);
            var before = facts.Count;
            State(path, field, element);
            if (facts.Count > before && field.Type == FactType.Integer && facts[^1].Value.Number < 0)
            {
                TakeNegative(collection, field.Field, id);
            }
        }
    }

    /// <summary>
    /// The last fact is a negative quantity. Nothing of it may be summed with what was ordered unless the plan says so: as a return it orders nothing and gives
    /// back that many; kept, it corrects what other lines say.
    /// </summary>
    private void TakeNegative(CollectionProgram collection, string field, string line)
    {
        var (path, value) = facts[^1];
        if (field != "quantity")
        {
            Refuse(path, "negative-quantity", $"found {value.Number}; allowed: 0 or more");
        }
        else if (collection.OnNegative == NegativeQuantity.Reject || value.Number == long.MinValue)
        {
            Refuse(path, "negative-quantity", $"found {value.Number}; allowed: 0 or more, unless the mapping's lines say onNegative: return or keep");
        }
        else if (collection.OnNegative == NegativeQuantity.Return)
        {
            facts[^1] = new Fact(path, FactValue.OfInteger(0));
            facts.Add(new Fact(FactPath.OfLine(line, "returned"), FactValue.OfInteger(-value.Number)));
        }
    }

    private string? Identify(string place, FieldProgram program, JsonElement element, bool required)
    {
        var outcome = Run(place, program, element);
        if (outcome.Value is not { } value)
        {
            if (required && outcome.Problem is null)
            {
                Refuse(place, "missing", $"nothing at {program.From}; every element needs its id");
            }

            return null;
        }

        var id = value.ToString();
        if (id.Length > 100 || id.Any(c => char.IsControl(c) || c is '[' or ']'))
        {
            Refuse(place, "bad-id", $"found '{FieldProgram.Shorten(id)}'; allowed: 1 to 100 characters without brackets and control characters");
            return null;
        }

        return id;
    }

    private void KeepUnmapped()
    {
        var kept = 0;
        foreach (var member in record.EnumerateObject())
        {
            if ((member.Value.ValueKind == JsonValueKind.Object && mapping.Tagged is null) || member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Null || kept == MostUnmapped)
            {
                continue;
            }

            var name = member.Name;
            if (mapping.ReadNames.Contains(name) || mapping.Pii.Any(p => p.TopLevelNames.Contains(name, StringComparer.Ordinal)) || !JsonScalar.TryRead(member.Value, out var text, out _, mapping.Tagged) || text is null)
            {
                continue;
            }

            var path = FactPath.UnmappedPrefix + name;
            if (!MappingFields.IsFreeName(path))
            {
                path = FactPath.UnmappedPrefix + string.Concat(name.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_'));
            }

            if (path.Length > FactPath.UnmappedPrefix.Length && !mapping.FreeNames.Contains(path))
            {
                kept++;
                facts.Add(new Fact(path, FactValue.OfText(text.Length > LongestUnmapped ? text[..LongestUnmapped] : text)));
                trials?.Add(new FieldTrial(path, "$." + name, text, ["kept as it came"], facts[^1].Value.ToString(), null));
            }
        }
    }

    private void CheckRequired()
    {
        foreach (var field in mapping.Required)
        {
            var present = Count(field) is { } count ? count > 0 : Find(field) is not null;
            if (!present && !Reasons.Any(r => r.Field == field))
            {
                Refuse(field, "missing", $"nothing at {Where(field)}; the field is required");
            }
        }
    }

    private string Where(string field) => field switch
    {
        "key" => mapping.Key?.From,
        "eventId" => mapping.EventId?.From,
        "version" => mapping.Version?.From,
        "occurredAt" => mapping.OccurredAt?.From,
        "eventKind" => mapping.EventKind?.From,
        "names" => mapping.Names?.From,
        "stage" => mapping.Stage?.From,
        _ => mapping.Fields.FirstOrDefault(f => f.Field == field)?.From ?? Array.Find(mapping.Collections, c => c.Name == field)?.Each.Text,
    } ?? "any path";

    private void CheckRules()
    {
        foreach (var (rule, expression) in mapping.Rules)
        {
            if (expression.Evaluate(this) == false)
            {
                var found = string.Join(", ", expression.Fields.Select(f => (f, Find(f))).Where(f => f.Item2 is not null).Select(f => $"{f.f} {FieldProgram.Shorten(f.Item2.ToString()!)}"));
                Refuse(expression.Fields.FirstOrDefault() ?? "$", rule.Code, $"found {(found.Length == 0 ? "another" : found)}; allowed: {rule.Rule}");
            }
        }
    }
}
