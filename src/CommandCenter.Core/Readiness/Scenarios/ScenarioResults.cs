using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>A row of the matrix with what is known of it.</summary>
/// <param name="Newest">The newest run that has ended, played or reported; null where there is none.</param>
/// <param name="Open">A run that waits or runs; null where none does.</param>
public sealed record ScenarioStanding(Scenario Scenario, ScenarioRun? Newest, ScenarioRun? Open);

/// <summary>Reads scenarios and what their runs came to.</summary>
public sealed class ScenarioResults(IDbContextFactory<CommandsDb> databases, ActivePlan plan)
{
    /// <summary>Every scenario of the plan, in its order. Throws what the store throws.</summary>
    public async Task<IReadOnlyList<ScenarioStanding>> ReadAsync(CancellationToken cancel)
    {
        var scenarios = plan.Current?.Scenarios ?? [];
        await using var db = await databases.CreateDbContextAsync(cancel);
        // few of each are kept
        var runs = (await Rows(db.ScenarioRuns.OrderByDescending(r => r.AskedAt)).ToListAsync(cancel)).ToLookup(r => r.Scenario, StringComparer.Ordinal);
        return [.. scenarios.Select(s => new ScenarioStanding(s, runs[s.Id].FirstOrDefault(r => !r.IsOpen), runs[s.Id].FirstOrDefault(r => r.IsOpen)))];
    }

    /// <summary>Runs of one scenario, the newest first.</summary>
    public async Task<IReadOnlyList<ScenarioRun>> RunsAsync(string scenario, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Rows(db.ScenarioRuns.Where(r => r.Scenario == scenario).OrderByDescending(r => r.AskedAt)).ToListAsync(cancel);
    }

    /// <summary>One run with its evidence; null where there is none, or it was too old to be kept.</summary>
    public async Task<ScenarioRunDetail?> RunAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Rows(db.ScenarioRuns.Where(r => r.Id == id)).FirstOrDefaultAsync(cancel) is not { } run)
        {
            return null;
        }

        var content = await db.ScenarioRuns.AsNoTracking().Where(r => r.Id == id).Select(r => r.Evidence).FirstOrDefaultAsync(cancel);
        return new ScenarioRunDetail(run, content is null ? null : EvidenceContent.Read(content), content is null || EvidenceContent.Hash(content) == run.EvidenceHash);
    }

    private static IQueryable<ScenarioRun> Rows(IQueryable<ScenarioRunRow> rows) => rows.AsNoTracking().Select(r => new ScenarioRun(
        r.Id, r.Scenario, r.PlanHash, (ScenarioRunState)r.State, r.AskedAt, r.StartedAt, r.EndedAt, (ScenarioVerdict?)r.Verdict, r.Reason, r.AskedBy, r.Reported, r.EvidenceHash));
}
