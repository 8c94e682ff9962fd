using CommandCenter.Plan.Versions;

namespace CommandCenter.Plan.Commands;

/// <summary><c>plan diff FILE</c>: what the file would change of the plan that runs.</summary>
public sealed class DiffPlan(PlanVersions versions)
{
    /// <returns>0 the same, 1 differences or problems, 3 it could not be done.</returns>
    public async Task<int> RunAsync(string file, TextWriter output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
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

        var newest = await versions.NewestAsync(1, cancel);
        if (newest.Error is { } unavailable)
        {
            return await PlanExit.RefuseAsync(unavailable, output);
        }

        var running = newest.Value.Count == 0 ? null : newest.Value[0];
        var changes = PlanDiff.Compare(running?.Yaml, text.Value);
        foreach (var change in changes)
        {
            await output.WriteLineAsync(change.ToString());
        }

        await output.WriteLineAsync(
            $"{changes.Count} change{(changes.Count == 1 ? "" : "s")} from {(running is null ? "no plan" : running.Version.Hash[..12])} to {plan.Hash[..12]}"
            + (changes.Count == 0 && running is not null && running.Version.Hash != plan.Hash ? " (only layout and comments differ)" : ""));
        return changes.Count == 0 ? PlanExit.Fine : PlanExit.Found;
    }
}
