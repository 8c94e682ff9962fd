using CommandCenter.Access;
using CommandCenter.Shared;

namespace CommandCenter.Plan.Versions;

/// <summary>A plan that somebody wants to run.</summary>
/// <param name="FileName">What problems and history call it.</param>
/// <param name="Reason">3 to 500 characters.</param>
/// <param name="Expected">Hash of the plan that it replaces; null: none was applied before. Not asked when <paramref name="Whatever"/>.</param>
public sealed record PlanRequest(string Yaml, string FileName, Actor Actor, string? Reason, string? Expected, bool Whatever = false);

/// <param name="Problems">Why it cannot run; then nothing was changed.</param>
/// <param name="Version">The version that runs now; null when there are problems.</param>
/// <param name="Changes">What it changed; empty when it said the same already.</param>
public sealed record PlanOutcome(IReadOnlyList<PlanProblem> Problems, PlanVersion? Version, IReadOnlyList<PlanChange> Changes);

/// <summary>Applies plans: permission, reading, versions, then the swap. The version is on disk before the plan runs.</summary>
public sealed class PlanApplication(PlanVersions versions, ActivePlan active, PlanStatus status, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);

    /// <returns>
    /// The outcome, also with problems; Forbidden; Validation (reason); Conflict (<see cref="PlanErrors.Changed"/>, thresholds that are sealed otherwise, or running work that uses what would change);
    /// or Unavailable.
    /// </returns>
    public async Task<Result<PlanOutcome>> ApplyAsync(PlanRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Permissions.Refuse(request.Actor, Permissions.ApplyPlan) is { } refusal)
        {
            return refusal;
        }

        if (request.Reason?.Trim() is not { Length: >= 3 and <= 500 } reason || reason.Any(char.IsControl))
        {
            return PlanErrors.ReasonMissing;
        }

        var read = PlanReader.Read(request.Yaml, request.FileName);
        if (read.Plan is null)
        {
            return new PlanOutcome(read.Problems, null, []);
        }

        await one.WaitAsync(cancel);
        try
        {
            var outcome = await ApplyAsync(request, reason, read.Plan, cancel);
            if (outcome.Succeeded)
            {
                // whatever could not be read before: this one runs
                status.Clear();
            }

            return outcome;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Makes a stored version run that this process does not run yet: at start, or after another process applied it.</summary>
    /// <returns>The problems that keep it from running; none when it runs.</returns>
    public async Task<IReadOnlyList<PlanProblem>> RunAsync(StoredPlan stored, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var read = PlanReader.Read(stored.Yaml, stored.Version.FileName);
        await one.WaitAsync(cancel);
        try
        {
            if (read.Plan is not null && active.Current?.Hash != read.Plan.Hash)
            {
                active.Swap(read.Plan);
            }
        }
        finally
        {
            one.Release();
        }

        return read.Problems;
    }

    public void Dispose() => one.Dispose();

    private async Task<Result<PlanOutcome>> ApplyAsync(PlanRequest request, string reason, CutoverPlan plan, CancellationToken cancel)
    {
        var newest = await versions.NewestAsync(1, cancel);
        if (newest.Error is { } unreadable)
        {
            return unreadable;
        }

        var before = newest.Value.Count == 0 ? null : newest.Value[0];
        // the same plan again, also after an answer that was lost: it runs already
        if (before is not null && before.Version.Hash == plan.Hash)
        {
            Swap(plan);
            return new PlanOutcome([], before.Version, []);
        }

        var added = await versions.AddAsync(request.Yaml, plan.Hash, request.FileName, request.Actor, reason, request.Expected, request.Whatever, time.GetUtcNow(), cancel);
        if (added.Error is { } refused)
        {
            return refused;
        }

        Swap(plan);
        return new PlanOutcome([], added.Value, PlanDiff.Compare(before?.Yaml, request.Yaml));
    }

    private void Swap(CutoverPlan plan)
    {
        if (active.Current?.Hash != plan.Hash)
        {
            active.Swap(plan);
        }
    }
}
