using System.Collections.Concurrent;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Sources.Mapping;

/// <summary>Compiled mappings, each made once for every content that it ever had in this process.</summary>
public sealed class MappingCatalog(MappingSaltFile salt)
{
    private const int MostKept = 500;
    private readonly ConcurrentDictionary<string, CompiledMapping> compiled = new(StringComparer.Ordinal);

    /// <summary>The mapping of <paramref name="source"/> under <paramref name="plan"/>, or why it cannot be used.</summary>
    public Result<CompiledMapping> Of(CutoverPlan plan, SourceDefinition source)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(source);
        if (plan.Mapping(source.Mapping) is not { } definition)
        {
            return Error.NotFound("mapping-not-found", $"The plan has no mapping '{source.Mapping}'.");
        }

        // the hash covers the mapping and the tables it uses
        var key = definition.Id + "\n" + definition.Hash;
        if (compiled.TryGetValue(key, out var known))
        {
            return known;
        }

        var made = CompiledMapping.Compile(definition, plan.LookupTables, salt.Value, out var problems);
        if (made is null)
        {
            return Error.Validation("mapping-invalid", $"The mapping '{definition.Id}' cannot be used: {problems[0].Field}: {problems[0].Message}.");
        }

        if (compiled.Count >= MostKept)
        {
            compiled.Clear();
        }

        compiled[key] = made;
        return made;
    }
}
