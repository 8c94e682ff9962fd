using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>Asks for the end of a run. Orders that were handed in live on.</summary>
public sealed class StopScenario(CommandRunner commands, ActivePlan plan, IScenarioWorld world)
{
    /// <returns>The run that ends in a moment; Forbidden; NotFound; Conflict where this is no rehearsal or it does not run; Validation (reason); Unavailable.</returns>
    public Task<Result<StartedScenario>> RunAsync(string id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        commands.RunAsync<StartedScenario>(new CommandRequest(actor, Permissions.Rehearse, reason, requestId), async (db, token) =>
        {
            if (!world.IsThere)
            {
                return ScenarioErrors.NotRehearsing;
            }

            var open = await db.ScenarioRuns.Where(r => r.Scenario == id && r.State < (int)ScenarioRunState.Ended).OrderBy(r => r.AskedAt).FirstOrDefaultAsync(token);
            if (open is null)
            {
                return plan.Current?.Scenario(id) is null ? ScenarioErrors.NoSuch(id) : ScenarioErrors.NotRunning(id);
            }

            open.StopBy = actor.Name;
            return new Decided<StartedScenario>(new StartedScenario(id, open.Id), new DecisionDraft(Permissions.Rehearse.Command, $"Scenario {id} stopped.", "It ends without a verdict.", ["scenario:" + id]));
        }, cancel);
}
