using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Csv;

namespace CommandCenter.Sources.Mapping;

/// <summary>Tries a mapping of a plan on a pasted sample: what the landscape page and <c>plan validate --sample</c> show.</summary>
public static class MappingTrials
{
    private const int LargestSample = 256 * 1024;

    /// <param name="sample">One record as JSON, or, of a source that reads CSV, a row with the header before it; at most 256 KiB.</param>
    /// <returns>The trial, or Validation when the sample is neither, or NotFound when the plan has no such mapping.</returns>
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

        if (Csv(plan, mappingId, sample) is { } csv)
        {
            var rows = CsvSample.Read(sample, csv);
            if (rows.Error is { } unreadable)
            {
                return unreadable;
            }

            sample = rows.Value[0];
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

    /// <summary>How a sample is taken apart that is no JSON; null where it is JSON or no source of the mapping reads CSV.</summary>
    internal static CsvSettings? Csv(CutoverPlan plan, string mappingId, string sample) =>
        sample.AsSpan().TrimStart() is ['{' or '[', ..] ? null : plan.Sources.FirstOrDefault(s => s.Mapping == mappingId && s.Csv is not null)?.Csv;
}
