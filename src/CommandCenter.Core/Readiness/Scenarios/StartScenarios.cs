using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>A run that was asked for.</summary>
public sealed record StartedScenario(string Scenario, Guid Run);

/// <summary>Puts scenarios into the queue of those that the rehearsal plays; they run though nobody waits for them.</summary>
public sealed class StartScenarios(CommandRunner commands, ActivePlan plan, IScenarioWorld world, TimeProvider time)
{
    private const int MostSubjects = 50;

    /// <param name="only">This one; null = all that can be played and do not run already.</param>
    /// <returns>The runs; Forbidden; NotFound; Conflict where this is no rehearsal, it cannot be played, or runs already; Validation (reason); Unavailable.</returns>
    public Task<Result<IReadOnlyList<StartedScenario>>> RunAsync(string? only, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        commands.RunAsync<IReadOnlyList<StartedScenario>>(new CommandRequest(actor, Permissions.Rehearse, reason, requestId), async (db, token) =>
        {
            if (!world.IsThere)
            {
                return ScenarioErrors.NotRehearsing;
            }

            var scenario = plan.Current?.Scenario(only);
            if (only is not null && scenario is null)
            {
                return ScenarioErrors.NoSuch(only);
            }

            if (scenario is { Play: null })
            {
                return ScenarioErrors.NotPlayable(scenario.Id);
            }

            var open = await db.ScenarioRuns.Where(r => r.State < (int)ScenarioRunState.Ended).Select(r => r.Scenario).ToListAsync(token);
            if (scenario is not null && open.Contains(scenario.Id))
            {
                return ScenarioErrors.RunsAlready(scenario.Id);
            }

            var chosen = scenario is not null ? [scenario] : (plan.Current?.Scenarios ?? []).Where(s => s.Play is not null && !open.Contains(s.Id)).ToList();
            if (chosen.Count == 0)
            {
                return ScenarioErrors.None;
            }

            var now = time.GetUtcNow();
            
            // their ids are in the order of the plan, and so they are played
            var started = chosen.Select((s, i) => new StartedScenario(s.Id, Guid.CreateVersion7(now.AddMilliseconds(i)))).ToList();
            db.ScenarioRuns.AddRange(started.Select(s => new ScenarioRunRow { Id = s.Run, Scenario = s.Scenario, PlanHash = plan.Current!.Hash, State = (int)ScenarioRunState.Queued, AskedAt = now, AskedBy = actor.Name, Reason = "" }));
            return new Decided<IReadOnlyList<StartedScenario>>(started, new DecisionDraft(
                Permissions.Rehearse.Command, chosen.Count == 1 ? $"Scenario {chosen[0].Id} started." : $"{chosen.Count} scenarios started.", "Orders that are made up for it go through the intake to the rehearsal world.",
                [.. chosen.Take(MostSubjects).Select(s => "scenario:" + s.Id)]));
        }, cancel);
}
