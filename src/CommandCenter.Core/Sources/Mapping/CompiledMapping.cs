using System.Collections.Frozen;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>What is wrong with a mapping as the plan writes it.</summary>
/// <param name="Field">The rule, such as <c>fields.total</c> or <c>lines.fields.sku</c>.</param>
/// <param name="Line">Line of the plan file; 0 where it is not known.</param>
public sealed record MappingProblem(string Field, int Line, string Message);

/// <param name="Source">Id of the source that the record came through.</param>
/// <param name="Side">The source's side.</param>
/// <param name="ObservedAt">When the record was received.</param>
public readonly record struct MappingScope(string Source, Side Side, DateTimeOffset ObservedAt);

/// <summary>What a record became: exactly one of event, level, reading, contact; or none and every reason why.</summary>
public sealed record MappedRecord
{
    public OrderEvent? Event { get; init; }
    public InventoryLevel? Inventory { get; init; }
    public GaugeReading? Gauge { get; init; }
    public CustomerContact? Contact { get; init; }
    public IReadOnlyList<RejectReason> Reasons { get; init; } = [];
    public bool Accepted => Reasons.Count == 0;
}

/// <summary>A mapping, compiled once per plan and used by many threads.</summary>
public sealed class CompiledMapping
{
    private CompiledMapping(MappingDefinition definition, MappingCompiler parts)
    {
        Definition = definition;
        Key = parts.Key;
        EventId = parts.EventId;
        Version = parts.Version;
        OccurredAt = parts.OccurredAt;
        EventKind = parts.EventKind;
        Names = parts.Names;
        Stage = parts.Stage;
        StageTimes = [.. parts.StageTimes];
        Fields = [.. parts.Fields];
        Collections = parts.Collections;
        Rules = [.. parts.Rules];
        HasConditions = parts.OfRecord().Any(p => p.Program.When is not null);
        Pii = parts.Pii;
        Tagged = parts.Tagged;
        Required = definition.Require.Concat(MappingFields.AlwaysRequired(definition.Kind)).ToFrozenSet(StringComparer.Ordinal);
        ReadNames = parts.AllPaths().SelectMany(p => p.TopLevelNames).ToFrozenSet(StringComparer.Ordinal);
        FreeNames = definition.Fields.Keys.Where(f => f.StartsWith(FactPath.UnmappedPrefix, StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
    }

    public MappingDefinition Definition { get; }

    internal FieldProgram? Key { get; }
    internal FieldProgram? EventId { get; }
    internal FieldProgram? Version { get; }
    internal FieldProgram? OccurredAt { get; }
    internal FieldProgram? EventKind { get; }
    internal FieldProgram? Names { get; }
    internal FieldProgram? Stage { get; }
    internal (Stage Stage, FieldProgram Program)[] StageTimes { get; }
    internal FieldProgram[] Fields { get; }
    internal CollectionProgram[] Collections { get; }
    internal (ValidationRule Rule, ValidationExpression Expression)[] Rules { get; }
    /// <summary>Some rule beside those of lines and shipments has a condition.</summary>
    internal bool HasConditions { get; }
    internal IReadOnlyList<JsonPath> Pii { get; }
    internal TaggedValues? Tagged { get; }
    internal FrozenSet<string> Required { get; }

    /// <summary>The record's own members that some rule reads; the other scalars are kept as <c>x.name</c>.</summary>
    internal FrozenSet<string> ReadNames { get; }
    internal FrozenSet<string> FreeNames { get; }

    /// <summary>Compiles a mapping; null when <paramref name="problems"/> holds anything: everything that is wrong with it, not only the first.</summary>
    public static CompiledMapping? Compile(MappingDefinition definition, IReadOnlyDictionary<string, LookupTable> tables, MappingSalt salt, out IReadOnlyList<MappingProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(tables);
        var compiler = new MappingCompiler(definition, tables, salt);
        problems = compiler.Problems;
        return problems.Count == 0 ? new CompiledMapping(definition, compiler) : null;
    }

    /// <summary>Maps one record. Safe for untrusted input of any shape; never throws for it.</summary>
    public MappedRecord Map(JsonElement record, in MappingScope scope) => Run(record, scope, null);

    /// <summary>Maps one sample record and shows every step.</summary>
    public MappingTrial Try(JsonElement record, in MappingScope scope)
    {
        var trials = new List<FieldTrial>();
        var mapped = Run(record, scope, trials);
        return new MappingTrial(Definition.Id, mapped.Accepted, trials, mapped.Reasons);
    }

    /// <summary>The refused record as it is kept.</summary>
    public RejectedRecord Reject(JsonElement record, in MappingScope scope, IReadOnlyList<RejectReason> reasons) =>
        RejectedPayload.Keep(record, Pii, scope, reasons, Definition.Hash);

    private MappedRecord Run(JsonElement record, in MappingScope scope, List<FieldTrial>? trials)
    {
        try
        {
            return new MappingRun(this, record, scope, trials).Run();
        }
        catch (InvalidOperationException)
        {
            // System.Text.Json finds out that a member's name is no valid Unicode (\ud800) only when it compares it
            return new MappedRecord { Reasons = [new RejectReason("$", "bad-text", "a member's name is not valid Unicode")] };
        }
    }
}
