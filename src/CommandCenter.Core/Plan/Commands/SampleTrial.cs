using System.Text.Json;
using CommandCenter.Sources;
using CommandCenter.Sources.Csv;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Plan.Commands;

/// <summary>Shows what a mapping makes of the records of a sample file.</summary>
internal sealed class SampleTrial(CutoverPlan plan, TimeProvider time)
{
    private const int MostRecords = 100;

    public async Task<int> RunAsync(string sample, string? mappingId, TextWriter output, CancellationToken cancel)
    {
        var mapping = mappingId is null && plan.Mappings.Count == 1 ? plan.Mappings[0] : plan.Mapping(mappingId ?? "");
        if (mapping is null)
        {
            await output.WriteLineAsync($"{(mappingId is null ? "Name the mapping with --mapping ID" : $"The plan has no mapping '{mappingId}'")}; it has: {string.Join(", ", plan.Mappings.Select(m => m.Id))}.");
            return PlanExit.Usage;
        }

        var text = await PlanFile.ReadAsync(sample, cancel);
        if (text.Error is { } unreadable)
        {
            return await PlanExit.RefuseAsync(unreadable, output);
        }

        IReadOnlyList<string> records;
        if (MappingTrials.Csv(plan, mapping.Id, text.Value) is { } csv)
        {
            var rows = CsvSample.Read(text.Value, csv);
            if (rows.Error is { } unread)
            {
                await output.WriteLineAsync($"{sample}: {unread.Message}");
                return PlanExit.Found;
            }

            return await TryAsync(rows.Value, mapping, output);
        }

        try
        {
            records = Records(text.Value, mapping);
        }
        catch (JsonException e)
        {
            await output.WriteLineAsync($"{sample}:{e.LineNumber + 1}: not JSON: {e.Message}");
            return PlanExit.Found;
        }

        return await TryAsync(records, mapping, output);
    }

    private async Task<int> TryAsync(IReadOnlyList<string> records, MappingDefinition mapping, TextWriter output)
    {
        var refused = 0;
        for (var i = 0; i < Math.Min(records.Count, MostRecords); i++)
        {
            var trial = MappingTrials.Run(plan, mapping.Id, records[i], time.GetUtcNow());
            if (trial.Error is { } error)
            {
                await output.WriteLineAsync($"record {i + 1}: {error.Message}");
                refused++;
                continue;
            }

            refused += trial.Value.Accepted ? 0 : 1;
            await WriteAsync(i + 1, trial.Value, output);
        }

        await output.WriteLineAsync($"{records.Count} records{(records.Count > MostRecords ? $", the first {MostRecords} tried" : "")}, {refused} refused");
        return refused > 0 || records.Count == 0 ? PlanExit.Found : PlanExit.Fine;
    }

    /// <summary>One record, the elements of an array (rows of a query joined as the source joins them), or what a source's <c>items</c> finds in a whole answer.</summary>
    private List<string> Records(string text, MappingDefinition mapping)
    {
        using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'), new JsonDocumentOptions { MaxDepth = 64 });
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array)
        {
            if (plan.Sources.FirstOrDefault(s => s.Mapping == mapping.Id && s.Sql is { GroupBy.Count: > 0 })?.Sql is { } sql && root.EnumerateArray().All(r => r.ValueKind == JsonValueKind.Object && !r.TryGetProperty(RowGroups.Rows, out _)))
            {
                // rows as the database shows them become records as the source makes them
                using var joined = new RowGroups(sql.GroupBy).Join(root.EnumerateArray());
                return [.. joined.RootElement.EnumerateArray().Select(e => e.GetRawText())];
            }

            return [.. root.EnumerateArray().Select(e => e.GetRawText())];
        }

        foreach (var items in plan.Sources.Where(s => s.Mapping == mapping.Id).Select(s => s.Http?.Items ?? s.Push?.Items).Where(i => i is not null and not "$"))
        {
            if (JsonPath.TryParse(items, out var path, out _) && path.TryFind(root, out var found) && found.ValueKind == JsonValueKind.Array)
            {
                return [.. found.EnumerateArray().Select(e => e.GetRawText())];
            }
        }

        return [root.GetRawText()];
    }

    private static async Task WriteAsync(int number, MappingTrial trial, TextWriter output)
    {
        await output.WriteLineAsync($"record {number}: {(trial.Accepted ? "accepted" : "REFUSED")} by {trial.MappingId}");
        foreach (var field in trial.Fields)
        {
            var steps = field.Steps.Count == 0 ? "" : $"  [{string.Join("; ", field.Steps)}]";
            await output.WriteLineAsync($"  {field.Field,-24} {Shown(field.Value),-32} from {field.From} = {Shown(field.Raw)}{steps}{(field.Problem is null ? "" : "  REFUSED: " + field.Problem)}");
        }

        foreach (var reason in trial.Reasons)
        {
            await output.WriteLineAsync($"  refused: {reason.Field}: {reason.Code}: {reason.Message}");
        }
    }

    private static string Shown(string? value) => value is null ? "(nothing)" : Reading.PlanProblems.Show(value)[1..^1];
}
