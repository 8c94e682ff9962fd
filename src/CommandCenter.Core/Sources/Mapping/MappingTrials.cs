using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Sources.Mapping;

/// <summary>Tries a mapping of a plan on a pasted sample: what the landscape page and <c>plan validate --sample</c> show.</summary>
public static class MappingTrials
{
    private const int LargestSample = 256 * 1024;

    /// <param name="sample">One record as JSON, at most 256 KiB.</param>
    /// <returns>The trial, or Validation when the sample is no JSON, or NotFound when the plan has no such mapping.</returns>
    public static Result<MappingTrial> Run(CutoverPlan plan, string mappingId, string sample, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(sample);
        if (plan.Mapping(mappingId) is not { } definition)
        {
            return Error.NotFound("mapping-not-found", $"The plan has no mapping '{mappingId}'. It has {string.Join(", ", plan.Mappings.Select(m => m.Id))}.");
        }

        if (sample.Length > LargestSample)
        {
            return Error.Validation("sample-too-large", $"The sample has {sample.Length} characters; at most {LargestSample} are tried.", "sample");
        }

        var mapping = CompiledMapping.Compile(definition, plan.LookupTables, MappingSalt.OfTrial, out var problems);
        if (mapping is null)
        {
            return Error.Validation("mapping-invalid", $"The mapping '{mappingId}' cannot be used: {problems[0].Field}: {problems[0].Message}.", "mapping");
        }

        try
        {
            using var document = JsonDocument.Parse(sample, new JsonDocumentOptions { MaxDepth = 64 });
            var source = plan.Sources.FirstOrDefault(s => s.Mapping == mappingId);
            return mapping.Try(document.RootElement, new MappingScope(source?.Id ?? "sample", source?.Side ?? Side.Legacy, now));
        }
        catch (JsonException problem)
        {
            return Error.Validation("not-json", $"The sample is not JSON: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}.", "sample");
        }
    }
}
