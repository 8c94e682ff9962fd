namespace CommandCenter.Plan.Commands;

/// <summary><c>plan validate FILE [--sample FILE --mapping ID]</c>: every problem, or what a sample record becomes, field by field. Needs no store.</summary>
public sealed class ValidatePlan(TimeProvider time)
{
    /// <param name="sample">JSON file: one record, an array of records, or a whole answer of the source; of a csv-folder source also the beginning of a file; null: the plan alone.</param>
    /// <param name="mapping">Which mapping is tried; may be left out where the plan has one only.</param>
    /// <returns>0 fine, 1 problems or a refused sample, 2 wrong usage, 3 a file cannot be read.</returns>
    public async Task<int> RunAsync(string file, string? sample, string? mapping, TextWriter output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (mapping is not null && sample is null)
        {
            await output.WriteLineAsync("--mapping goes together with --sample FILE.");
            return PlanExit.Usage;
        }

        var text = await PlanFile.ReadAsync(file, cancel);
        if (text.Error is { } unreadable)
        {
            return await PlanExit.RefuseAsync(unreadable, output);
        }

        var read = PlanReader.Read(text.Value, file);
        if (read.Plan is not { } plan)
        {
            return await PlanExit.ListAsync(read.Problems, output);
        }

        await output.WriteLineAsync(
            $"{file}: valid, version {plan.Hash[..12]}: {plan.Systems.Count} systems, {plan.Interfaces.Count} interfaces, {plan.Lanes.Count} lanes, {plan.Sources.Count} sources, {plan.Mappings.Count} mappings, {plan.Stores.Count} stores");
        return sample is null ? PlanExit.Fine : await new SampleTrial(plan, time).RunAsync(sample, mapping, output, cancel);
    }
}
