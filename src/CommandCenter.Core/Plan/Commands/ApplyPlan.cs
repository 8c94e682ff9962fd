using CommandCenter.Access;
using CommandCenter.Plan.Versions;

namespace CommandCenter.Plan.Commands;

/// <summary><c>plan apply FILE</c>: makes the file the plan that runs. A running host takes it over within seconds.</summary>
public sealed class ApplyPlan(PlanApplication application, PlanVersions versions)
{
    /// <param name="actor">Who applies; needs the permission <c>apply-plan</c>.</param>
    /// <returns>0 applied (or it runs already), 1 problems, another plan came between, or what runs or is sealed keeps it out, 3 not permitted or it could not be done.</returns>
    public async Task<int> RunAsync(string file, Actor actor, string? reason, TextWriter output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        var text = await PlanFile.ReadAsync(file, cancel);
        if (text.Error is { } unreadable)
        {
            return await PlanExit.RefuseAsync(unreadable, output);
        }

        var head = await versions.HeadAsync(cancel);
        if (head.Error is { } unavailable)
        {
            return await PlanExit.RefuseAsync(unavailable, output);
        }

        var applied = await application.ApplyAsync(new PlanRequest(text.Value, file, actor, reason, head.Value?.Hash), cancel);
        if (applied.Error is { } refused)
        {
            await output.WriteLineAsync(refused.Message);
            return refused.Kind == Shared.ErrorKind.Conflict ? PlanExit.Found : refused.Code == PlanErrors.ReasonMissing.Code ? PlanExit.Usage : PlanExit.Failed;
        }

        if (applied.Value.Version is not { } version)
        {
            return await PlanExit.ListAsync(applied.Value.Problems, output);
        }

        foreach (var change in applied.Value.Changes)
        {
            await output.WriteLineAsync(change.ToString());
        }

        await output.WriteLineAsync($"version {version.Number} ({version.Hash[..12]}), applied at {version.AppliedAt:u} by {version.Actor}: {applied.Value.Changes.Count} changes");
        return PlanExit.Fine;
    }
}
