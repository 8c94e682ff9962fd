using System.Globalization;
using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Sources.Csv;
using CommandCenter.Sources.Mapping;
using Microsoft.VisualBasic.FileIO;

namespace CommandCenter.Plan.Commands;

/// <summary>Shows what a mapping makes of the records of a sample file: each of a few, and of many what their columns say.</summary>
internal sealed class SampleTrial(CutoverPlan plan, TimeProvider time)
{
    private const int MostShown = 10;
    private const int MostRefusedShown = 3;

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

        IReadOnlyList<JsonElement> records;
        try
        {
            // a source that reads CSV says itself how its rows are written
            if (MappingTrials.Csv(plan, mapping.Id, text.Value) is { } csv)
            {
                var rows = CsvSample.Read(text.Value, csv);
                if (rows.Error is { } unread)
                {
                    await output.WriteLineAsync($"{sample}: {unread.Message}");
                    return PlanExit.Found;
                }

                records = [.. rows.Value.Select(r => JsonElement.Parse(r))];
            }
            else
            {
                records = SampleRecords.Read(text.Value, plan, mapping);
            }
        }
        catch (JsonException e)
        {
            await output.WriteLineAsync($"{sample}:{e.LineNumber + 1}: not JSON: {e.Message}");
            return PlanExit.Found;
        }
        catch (MalformedLineException e)
        {
            await output.WriteLineAsync($"{sample}:{e.LineNumber}: not CSV: {e.Message}");
            return PlanExit.Found;
        }

        if (CompiledMapping.Compile(mapping, plan.LookupTables, MappingSalt.OfTrial, out var problems) is not { } compiled)
        {
            await output.WriteLineAsync($"The mapping '{mapping.Id}' cannot be used: {problems[0].Field}: {problems[0].Message}.");
            return PlanExit.Found;
        }

        var source = plan.Sources.FirstOrDefault(s => s.Mapping == mapping.Id);
        var now = time.GetUtcNow();
        var columns = new ColumnCheck(mapping, now);
        var (refused, shown) = (0, 0);
        for (var i = 0; i < records.Count; i++)
        {
            var trial = compiled.Try(records[i], new MappingScope(source?.Id ?? "sample", source?.Side ?? Side.Legacy, now));
            columns.Add(trial);
            refused += trial.Accepted ? 0 : 1;
            // few records are shown whole; of many, the first that are refused: the columns below tell of the rest
            if (records.Count <= MostShown || (!trial.Accepted && shown < MostRefusedShown))
            {
                shown++;
                await WriteAsync(i + 1, trial, output);
            }
        }

        if (records.Count > 1)
        {
            await WriteColumnsAsync(columns.Columns, output);
        }

        await output.WriteLineAsync($"{records.Count} records, {refused} refused");
        return refused > 0 || records.Count == 0 ? PlanExit.Found : PlanExit.Fine;
    }

    private static async Task WriteColumnsAsync(IReadOnlyList<SampleColumn> columns, TextWriter output)
    {
        await output.WriteLineAsync("columns:");
        foreach (var column in columns)
        {
            await output.WriteLineAsync($"  {column.Field,-24} {column.Read} read, {column.Nothing} with nothing, {column.Refused} refused, from {column.From}");
            if (column.Dates is not { } dates)
            {
                continue;
            }

            await output.WriteLineAsync(
                $"  {"",-24} as {dates.Format}: {Share(dates.Ambiguous, column.Read)} could be read with day and month exchanged, {Share(dates.SwapNearer, column.Read)} would then lie nearer to the record's other dates; "
                + $"{dates.SwapRefused} of the refused read so; {dates.BeforePlaced} before placedAt, {dates.InFuture} in the future");
            if (dates.Suspicion(column.Read) is { } suspicion)
            {
                await output.WriteLineAsync($"  {"",-24} LOOK AT THIS: {suspicion}");
            }
        }
    }

    private static string Share(int part, int whole) => whole == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0} %");

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
