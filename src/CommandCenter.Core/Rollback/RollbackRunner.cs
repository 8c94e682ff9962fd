using System.Collections.Concurrent;
using System.Data.Common;
using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Traffic.Actuators;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Rollback;

/// <summary>Runs rollbacks: each once at a time, and again from where it stood when the process ended, or the store failed, in between.</summary>
public sealed partial class RollbackRunner : IHostedService, IReleaseBlock
{
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, Lazy<Task>> running = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly RollbackStore store;
    private readonly IOrderTargets targets;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Func<Guid, RollbackRun> make;

    internal RollbackRunner(
        RollbackStore store, IntakeJournal journal, JournalReader reader, Outbox outbox, LedgerProof ledgers, IOrderTargets targets, IObservedOrders observed, ISideWatermarks watermarks,
        ActivePlan plan, TimeProvider time, StepProbe probe, ILogger<RollbackRunner> log, IOutsideActuators? outside = null)
    {
        (this.store, this.targets, this.time, this.log) = (store, targets, time, log);
        var transfer = new OrderTransfer(journal, reader, outbox, targets, plan, observed, this, time, probe);
        make = id => new RollbackRun(id, store, journal, outbox, transfer, ledgers, targets, watermarks, plan, time, probe, outside);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await store.RunningAsync(cancellationToken))
        {
            Begin(id);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running.Values.Select(r => r.Value)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes a rollback up; the second call for the same one does nothing.</summary>
    public void Begin(Guid id) => _ = running.GetOrAdd(id, key => new Lazy<Task>(() => RunAsync(key))).Value;

    async Task<bool> IReleaseBlock.EnsureAsync(Guid rollback, Side side, CancellationToken cancel)
    {
        if (await store.ReadAsync(rollback, cancel) is not { } row || targets.Of(side) is not { } target)
        {
            return false;
        }

        if (row.BlockedAt is not null)
        {
            return true;
        }

        var answer = await target.SendAsync(new TargetCall("", TargetOperation.Block, 0, $"{rollback}:block"), cancel);
        if (answer.Outcome != TargetOutcome.Done)
        {
            return false;
        }

        await store.ChangeAsync(rollback, r => r.BlockedAt ??= time.GetUtcNow(), cancel);
        return true;
    }

    private async Task RunAsync(Guid id)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await make(id).RunAsync(stopping.Token);
                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is DbException or Microsoft.EntityFrameworkCore.DbUpdateException or IOException)
            {
                LogFailed(log, id, e.Message);
                await Task.Delay(pause, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Rollback {Id} could not go on: {Reason} It is taken up again.")]
    private static partial void LogFailed(ILogger log, Guid id, string reason);
}
