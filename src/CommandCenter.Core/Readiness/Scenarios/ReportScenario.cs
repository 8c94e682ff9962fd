using System.Text;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>A result that a person or a tool hands in.</summary>
/// <param name="Passed">Whether what the plan's acceptance says was met.</param>
/// <param name="Summary">3 to 500 characters on one line.</param>
/// <param name="AsOf">When it was seen; at most five minutes ahead and a year ago. Null = now.</param>
/// <param name="Evidence">Text, at most 1 MiB as UTF-8.</param>
public sealed record ReportedResult(bool? Passed, string? Summary, DateTimeOffset? AsOf, string? Evidence);

/// <summary>Records the result of a scenario that was seen elsewhere.</summary>
public sealed class ReportScenario(CommandRunner commands, ActivePlan plan, TimeProvider time)
{
    /// <summary>Bytes of the evidence as UTF-8.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <returns>The run that stands for it; Forbidden; NotFound; Validation that names the field; Unavailable.</returns>
    public async Task<Result<StartedScenario>> RunAsync(string id, ReportedResult result, Actor actor, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(actor);
        if (Permissions.Refuse(actor, Permissions.ReportScenario) is { } forbidden)
        {
            return forbidden;
        }

        if (plan.Current is not { } current || current.Scenario(id) is not { } scenario)
        {
            return ScenarioErrors.NoSuch(id);
        }

        var now = time.GetUtcNow();
        if (Problem(result, now) is { } problem)
        {
            return problem;
        }

        return await commands.RunAsync<StartedScenario>(new CommandRequest(actor, Permissions.ReportScenario, result.Summary, requestId), async (db, token) =>
        {
            var (summary, asOf) = (result.Summary!.Trim(), result.AsOf ?? now);
            var (content, hash) = EvidenceContent.Write(new ScenarioEvidence(id, scenario.Title, current.Hash, [], [], [], [], result.Evidence, asOf));
            var run = new ScenarioRunRow
            {
                Id = Guid.CreateVersion7(now), Scenario = id, PlanHash = current.Hash, State = (int)ScenarioRunState.Ended, AskedAt = now, AskedBy = actor.Name, StartedAt = asOf, EndedAt = now,
                Verdict = (int)(result.Passed == true ? ScenarioVerdict.Passed : ScenarioVerdict.Failed), Reason = summary, Reported = true, Evidence = content, EvidenceHash = hash,
            };
            db.ScenarioRuns.Add(run);
            await ScenarioRetention.KeepNewestAsync(db, id, ScenarioRetention.Kept - 1, token);
            var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["run"] = run.Id.ToString(), ["evidence"] = hash };
            return new Decided<StartedScenario>(new StartedScenario(id, run.Id), new DecisionDraft(
                Permissions.ReportScenario.Command, $"Scenario {id} reported as {(result.Passed == true ? "passed" : "failed")}.", null, ["scenario:" + id], details));
        }, cancel);
    }

    private static Error? Problem(ReportedResult result, DateTimeOffset now)
    {
        if (result.Passed is null)
        {
            return Error.Validation("passed", "passed is missing: true or false.", "passed");
        }

        if (result.Summary?.Trim() is not { Length: >= 3 and <= 500 } summary || summary.Any(char.IsControl))
        {
            return Error.Validation("summary", "summary says what was seen, in 3 to 500 characters on one line.", "summary");
        }

        if (result.AsOf is { } asOf && (asOf > now.AddMinutes(5) || asOf < now.AddDays(-365)))
        {
            return Error.Validation("as-of", "asOf is at most five minutes ahead and a year ago.", "asOf");
        }

        return result.Evidence is { } text && Encoding.UTF8.GetByteCount(text) > MostBytes ? Error.Validation("evidence", $"evidence has at most {MostBytes} bytes of UTF-8.", "evidence") : null;
    }
}

/// <summary>Only the newest runs of a scenario are kept; what is in the decision log stays there.</summary>
internal static class ScenarioRetention
{
    /// <summary>Ended runs that are kept of each scenario.</summary>
    public const int Kept = 20;

    /// <summary>Within the caller's transaction; what it is about to add is not seen yet.</summary>
    public static async Task KeepNewestAsync(CommandsDb db, string scenario, int kept, CancellationToken cancel)
    {
        var old = await db.ScenarioRuns.Where(r => r.Scenario == scenario && r.State == (int)ScenarioRunState.Ended).OrderByDescending(r => r.AskedAt).Select(r => r.Id).Skip(kept).ToListAsync(cancel);
        if (old.Count > 0)
        {
            await db.ScenarioRuns.Where(r => old.Contains(r.Id)).ExecuteDeleteAsync(cancel);
        }
    }
}
