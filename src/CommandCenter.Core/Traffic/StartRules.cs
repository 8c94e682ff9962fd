using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace CommandCenter.Traffic;

/// <summary>Makes the plan's start rules the first revision of the traffic table, once, before anything is accepted. A table that anybody has commanded is left as it is.</summary>
internal sealed class StartRules(ActivePlan plan, IDbContextFactory<CommandsDb> databases, CommandsGate gate, DecisionLog log, TimeProvider time) : IHostedService, IDisposable
{
    private readonly SemaphoreSlim once = new(1, 1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        plan.Applied += Later;
        await ApplyAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        plan.Applied -= Later;
        return Task.CompletedTask;
    }

    public void Dispose() => once.Dispose();

    private void Later(CutoverPlan applied) => _ = Task.Run(() => ApplyAsync(CancellationToken.None));

    private async Task ApplyAsync(CancellationToken cancel)
    {
        if (plan.Current?.Traffic.Start is not { Count: > 0 } start)
        {
            return;
        }

        await once.WaitAsync(cancel);
        try
        {
            using var turn = await gate.EnterAsync();
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await DecisionLog.LockHeadAsync(db, cancel);
            if ((await TrafficTables.CurrentAsync(db, cancel)).Table.Revision != 0)
            {
                return;
            }

            var rules = start.Select((s, i) => new TrafficRule($"r1-{i + 1}", s.Segment, (int)(s.Percent * 100), s.Mirror, s.SplitBy));
            var first = new TrafficTable(1, [.. rules, TrafficRule.Default]);
            const string reason = "The plan's start rules, before the first command.";
            await TrafficTables.AddAsync(db, first, Actor.Product, reason, time.GetUtcNow(), cancel);
            var entry = await log.AppendAsync(db, Actor.Product, new DecisionDraft("start-traffic", $"Traffic begins with {start.Count} rules of the plan.", null, ["traffic"]), reason, null, cancel);
            await transaction.CommitAsync(cancel);
            log.Tell(entry);
        }
        finally
        {
            once.Release();
        }
    }
}
