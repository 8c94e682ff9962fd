using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources.Polling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>Plays what was asked for, a few at a time, whoever still looks. What a stopped process left behind is ended as an error at the next start.</summary>
public sealed partial class ScenarioRunner(
    IDbContextFactory<CommandsDb> databases, CommandsGate gate, ScenarioPlayer player, ScenarioWatch watch, IScenarioWorld world, DecisionLog decisions, ActivePlan plan, TimeProvider time, ILogger<ScenarioRunner> log) : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);
    private readonly WakeSignal woken = new(time);
    private readonly Dictionary<Guid, (Task Work, CancellationTokenSource Stop)> running = [];

    public override void Dispose()
    {
        woken.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (!world.IsThere)
        {
            return;
        }

        using var follower = new DecisionFollower(decisions, entry => entry.Subjects.Any(s => s.StartsWith("scenario:", StringComparison.Ordinal)), woken.Wake);
        var cleared = false;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    if (!cleared)
                    {
                        await ClearAsync(stoppingToken);
                        cleared = true;
                    }

                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (StorageErrors.IsFailure(e))
                {
                    LogStore(log, e.Message);
                }

                await woken.WaitAsync(running.Count > 0 ? pause / 4 : pause, stoppingToken);
            }
        }
        finally
        {
            // what runs is left as it is: the next start says why it has no verdict
            foreach (var (work, stop) in running.Values)
            {
                await stop.CancelAsync();
                await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stop.Dispose();
            }
        }
    }

    private async Task ClearAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var left = await db.ScenarioRuns.AsNoTracking().Where(r => r.State < (int)ScenarioRunState.Ended).OrderBy(r => r.AskedAt).Select(r => new { r.Id, r.Scenario }).ToListAsync(cancel);
        foreach (var run in left)
        {
            await EndAsync(run.Id, run.Scenario, ScenarioVerdict.Error, "The product was restarted.", null, cancel);
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        foreach (var (id, one) in running.Where(r => r.Value.Work.IsCompleted).ToList())
        {
            running.Remove(id);
            one.Stop.Dispose();
        }

        await using var db = await databases.CreateDbContextAsync(cancel);
        var open = await db.ScenarioRuns.AsNoTracking().Where(r => r.State < (int)ScenarioRunState.Ended).OrderBy(r => r.AskedAt).ThenBy(r => r.Id)
            .Select(r => new { r.Id, r.Scenario, r.StopBy, r.State }).ToListAsync(cancel);
        foreach (var run in open)
        {
            if (run.StopBy is { } by && running.TryGetValue(run.Id, out var runs))
            {
                await runs.Stop.CancelAsync();
            }
            else if (run.StopBy is not null)
            {
                await EndAsync(run.Id, run.Scenario, ScenarioVerdict.Inconclusive, $"{run.StopBy} stopped it before it began.", null, cancel);
            }
            else if (run.State == (int)ScenarioRunState.Queued && running.Count < AtOnce && !running.ContainsKey(run.Id))
            {
                await BeginAsync(run.Id, run.Scenario, cancel);
            }
        }
    }

    private async Task BeginAsync(Guid id, string scenario, CancellationToken cancel)
    {
        if (plan.Current is not { } current || current.Scenario(scenario) is not { Play: not null } known)
        {
            await EndAsync(id, scenario, ScenarioVerdict.Error, "The plan has no such scenario any more, or none that can be played.", null, cancel);
            return;
        }

        var now = time.GetUtcNow();
        await WriteAsync(db => db.ScenarioRuns.Where(r => r.Id == id).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, (int)ScenarioRunState.Running).SetProperty(x => x.StartedAt, now).SetProperty(x => x.PlanHash, current.Hash), cancel), cancel);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        watch.Say(id, "It begins.");
        running[id] = (Task.Run(() => PlayAsync(id, known, current, stop.Token, cancel), CancellationToken.None), stop);
    }

    private async Task PlayAsync(Guid id, Scenario scenario, CutoverPlan current, CancellationToken stop, CancellationToken cancel)
    {
        var (verdict, reason, evidence) = await player.PlayAsync(scenario, current, text => watch.Say(id, text), stop);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await EndAsync(id, scenario.Id, verdict, reason, evidence, cancel);
                return;
            }
            catch (Exception e) when (StorageErrors.IsFailure(e))
            {
                // a verdict that was reached is not lost because the store is away for a while
                LogStore(log, e.Message);
                await Task.Delay(pause, time, cancel);
            }
        }
    }

    private async Task EndAsync(Guid id, string scenario, ScenarioVerdict verdict, string reason, ScenarioEvidence? evidence, CancellationToken cancel)
    {
        var (content, hash) = EvidenceContent.Write(evidence ?? new ScenarioEvidence(scenario, plan.Current?.Scenario(scenario)?.Title ?? scenario, plan.Current?.Hash ?? "", [], [], [], [], null, null));
        var text = reason.Length > 1000 ? reason[..1000] + "…" : reason;
        var now = time.GetUtcNow();
        await WriteAsync(async db =>
        {
            await db.ScenarioRuns.Where(r => r.Id == id).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, (int)ScenarioRunState.Ended).SetProperty(x => x.EndedAt, now).SetProperty(x => x.Verdict, (int)verdict)
                .SetProperty(x => x.Reason, x => verdict == ScenarioVerdict.Inconclusive && x.StopBy != null ? x.StopBy + " stopped it." : text).SetProperty(x => x.Evidence, content).SetProperty(x => x.EvidenceHash, hash), cancel);
            await ScenarioRetention.KeepNewestAsync(db, scenario, ScenarioRetention.Kept, cancel);
        }, cancel);
        LogEnded(log, scenario, verdict, text);
        watch.Ended(id);
    }

    private async Task WriteAsync(Func<CommandsDb, Task> write, CancellationToken cancel)
    {
        using var turn = await gate.EnterAsync();
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await write(db);
        await transaction.CommitAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Scenario {Scenario}: {Verdict}. {Reason}")]
    private static partial void LogEnded(ILogger log, string scenario, ScenarioVerdict verdict, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Scenarios wait, the store does not answer: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
