using System.Text.Json;
using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Traffic.Actuators;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>Until when the sides' data have been read.</summary>
public interface ISideWatermarks
{
    /// <summary>The instant before which everything that the side committed has been read; null where nothing says so.</summary>
    DateTimeOffset? Of(Side side);
}

/// <summary>
/// Carries one rollback out, from wherever an earlier process left it: traffic restored, orders in flight collected and resolved, restored traffic observed, proof. Each step is a
/// condition on what is durable, so running it again changes nothing.
/// </summary>
internal sealed class RollbackRun(
    Guid id, RollbackStore store, IntakeJournal journal, Outbox outbox, OrderTransfer transfer, LedgerProof ledgers, IOrderTargets targets, ISideWatermarks watermarks, ActivePlan plan,
    TimeProvider time, StepProbe probe, IOutsideActuators? outside)
{
    private const string Proving = "proving";
    private const string Unconfirmed = "actuators-unconfirmed";
    private const int Page = 256;
    private static readonly TimeSpan beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan longestProofPause = TimeSpan.FromSeconds(30);
    private TimeSpan proofPause = TimeSpan.FromSeconds(1);
    private DateTimeOffset nextProof;
    private readonly HashSet<string> frozen = new(StringComparer.Ordinal);
    private bool isFrozen;
    private readonly Dictionary<string, DateTimeOffset> notBefore = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancel)
    {
        // nothing more of what waits is given to orchestration
        outbox.FreezeAll();
        isFrozen = true;
        try
        {
            await StepsAsync(cancel);
        }
        finally
        {
            Thaw();
            foreach (var key in frozen)
            {
                outbox.Thaw(key);
            }
        }
    }

    private void Thaw()
    {
        if (isFrozen)
        {
            isFrozen = false;
            outbox.ThawAll();
        }
    }

    private async Task StepsAsync(CancellationToken cancel)
    {
        var row = await store.ReadAsync(id, cancel);
        while (row is { Phase: (int)Phase.Progressing })
        {
            cancel.ThrowIfCancellationRequested();
            var scope = JsonSerializer.Deserialize<RollbackScope>(row.Scope, RollBack.Stored)!;
            if (row.RestoredAt is null)
            {
                await RestoreAsync(row, scope, cancel);
            }
            else if (!await ResolveAsync(row, scope, cancel))
            {
                await Task.Delay(beat, time, cancel);
            }

            row = await store.ReadAsync(id, cancel);
        }
    }

    private async Task RestoreAsync(RollbackRow row, RollbackScope scope, CancellationToken cancel)
    {
        // every batch by the older table has been committed once a batch by the newer one has
        var fence = await journal.FenceAsync();
        if (fence.Error is { } error || fence.Value < row.Revision)
        {
            await store.ChangeAsync(id, r => r.PhaseReason = "journal-unwritable", cancel);
            await Task.Delay(beat, time, cancel);
            return;
        }

        await store.JoinAsync(id, scope, late: false, time.GetUtcNow(), cancel);
        probe.At(StepProbe.Joined);
        await store.ChangeAsync(id, r => (r.RestoredAt, r.PhaseReason) = (time.GetUtcNow(), "resolving-orders"), cancel);
        probe.At(StepProbe.RollbackStep, "Restored");
    }

    /// <returns>False when nothing could be done at this moment.</returns>
    private async Task<bool> ResolveAsync(RollbackRow row, RollbackScope scope, CancellationToken cancel)
    {
        var (moved, open) = await TransferSomeAsync(row, cancel);
        await ObserveAsync(row, cancel);
        if (moved || open)
        {
            return moved;
        }

        // what surfaces late joins, as long as the set is open
        if (await store.JoinAsync(id, scope, late: true, time.GetUtcNow(), cancel) > 0)
        {
            // what was resolved before is not all
            await store.ChangeAsync(id, r => (r.ResolvedAt, r.PhaseReason) = (null, "resolving-orders"), cancel);
            return true;
        }

        if (row.ResolvedAt is null)
        {
            await store.ChangeAsync(id, r => (r.ResolvedAt, r.PhaseReason) = (time.GetUtcNow(), Proving), cancel);
            probe.At(StepProbe.RollbackStep, "Resolved");
            return true;
        }

        return await ProveAsync(row, scope, cancel);
    }

    /// <returns>Whether an order got its outcome, and whether some have none yet.</returns>
    private async Task<(bool Moved, bool Open)> TransferSomeAsync(RollbackRow row, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (isFrozen)
        {
            // from here on only its own orders are kept back
            frozen.UnionWith(await store.PendingKeysAsync(id, cancel));
            outbox.Freeze(frozen);
            Thaw();
        }

        var open = await store.PendingAsync(id, Page + notBefore.Count, cancel);
        var pending = open.Where(p => !notBefore.TryGetValue(p.OrderKey, out var at) || at <= now).Take(Page).ToList();
        if (pending.Count == 0)
        {
            return (false, open.Count > 0);
        }

        var giveUp = row.DecidedAt + Scaled(Settings.Resolved);
        var next = new Queue<RollbackOrderRow>(pending);
        var width = Math.Min(Math.Min(targets.Of(Side.Legacy)?.Definition.Concurrency ?? 1, targets.Of(Side.Orchestration)?.Definition.Concurrency ?? 1), pending.Count);
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, width).Select(async _ =>
        {
            while (next.TryDequeueLocked(out var order))
            {
                var result = await transfer.RunAsync(new TransferJob(id, order.OrderKey, (TransferStep)order.Step, Side.Orchestration, giveUp), cancel);
                lock (next)
                {
                    notBefore.Remove(order.OrderKey);
                    if (result.Outcome == TransferOutcome.None)
                    {
                        notBefore[order.OrderKey] = time.GetUtcNow() + result.Again;
                    }
                    else
                    {
                        done++;
                        if (frozen.Remove(order.OrderKey))
                        {
                            outbox.Thaw(order.OrderKey);
                        }
                    }
                }

                if (result.Outcome != TransferOutcome.None)
                {
                    store.Tell(id);
                }
            }
        }));
        return (done > 0, true);
    }

    private async Task ObserveAsync(RollbackRow row, CancellationToken cancel)
    {
        if (row.ObservedAt is not null || watermarks.Of(Side.Legacy) is not { } legacy || watermarks.Of(Side.Orchestration) is not { } orchestration)
        {
            return;
        }

        // where something outside splits, traffic is back once that is seen to send it back
        var confirmed = await OutsideAsync(row, cancel);
        var restored = confirmed.At > row.RestoredAt ? confirmed.At : row.RestoredAt;
        if (confirmed.Unconfirmed.Count == 0 && legacy >= restored && orchestration >= restored)
        {
            await store.ChangeAsync(id, r => r.ObservedAt = time.GetUtcNow(), cancel);
            probe.At(StepProbe.RollbackStep, "Observed");
        }
    }

    /// <returns>False while the ledgers do not agree yet, or do not answer, and there is still time.</returns>
    private async Task<bool> ProveAsync(RollbackRow row, RollbackScope scope, CancellationToken cancel)
    {
        // the set stays open, however long: orders may still be given to orchestration there
        if ((await OutsideAsync(row, cancel)).Unconfirmed.Count > 0)
        {
            await SayAsync(row, Unconfirmed, cancel);
            return false;
        }

        if (row.PhaseReason == Unconfirmed)
        {
            await SayAsync(row, Proving, cancel);
        }

        var isLast = time.GetUtcNow() >= row.DecidedAt + Scaled(Settings.Proven);
        var observed = row.ObservedAt is not null;
        // the set stays open until both sides' data reach beyond the restore, or nobody can say when they will
        if ((!observed || time.GetUtcNow() < nextProof) && !isLast)
        {
            return false;
        }

        var proof = await ledgers.CompareAsync(id, scope, row.ObservedAt, cancel);
        if (proof.Verdict != ProofVerdict.Proven && !isLast)
        {
            // whole ledgers are read: not more often than they may change
            proofPause = TimeSpan.FromTicks(Math.Min(proofPause.Ticks * 2, longestProofPause.Ticks));
            nextProof = time.GetUtcNow() + proofPause;
            return false;
        }

        var parked = await store.ParkedAsync(id, cancel);
        var blocked = row.BlockedAt is not null && row.UnblockedAt is null && !await UnblockAsync(row, cancel);
        var healthy = proof.Verdict == ProofVerdict.Proven && parked == 0 && !blocked;
        var reason = proof.Verdict switch
        {
            _ when blocked => "releases-blocked",
            ProofVerdict.Proven when parked > 0 => "orders-parked",
            ProofVerdict.Proven => "proven",
            ProofVerdict.Observed => "observed-only",
            ProofVerdict.Disproven => "ledgers-disagree",
            _ => "cannot-tell",
        };
        await store.EndAsync(id, healthy ? Phase.Healthy : Phase.Degraded, reason, proof, time.GetUtcNow(), cancel);
        probe.At(StepProbe.RollbackStep, "Proven");
        return true;
    }

    private Task<OutsideConfirmation> OutsideAsync(RollbackRow row, CancellationToken cancel) => outside?.OfAsync(row.Revision, cancel) ?? Task.FromResult(OutsideConfirmation.None);

    private async Task SayAsync(RollbackRow row, string reason, CancellationToken cancel)
    {
        if (row.PhaseReason != reason)
        {
            await store.ChangeAsync(id, r => r.PhaseReason = reason, cancel);
        }
    }

    /// <summary>Lifts the block once nothing of what was moved behind it is left on the side that was silent.</summary>
    private async Task<bool> UnblockAsync(RollbackRow row, CancellationToken cancel)
    {
        if (await store.WithdrawalsOpenAsync(id, cancel) || targets.Of(Side.Orchestration) is not { } silent)
        {
            return false;
        }

        var answer = await silent.SendAsync(new TargetCall("", TargetOperation.Unblock, 0, $"{id}:unblock"), cancel);
        if (answer.Outcome != TargetOutcome.Done)
        {
            return false;
        }

        await store.ChangeAsync(row.Id, r => r.UnblockedAt = time.GetUtcNow(), cancel);
        return true;
    }

    private RollbackSettings Settings => plan.Current?.Rollback ?? RollbackSettings.Default;

    private TimeSpan Scaled(TimeSpan limit) => limit / (plan.Current?.Header.TimeScale ?? 1);
}

internal static class LockedQueue
{
    public static bool TryDequeueLocked<T>(this Queue<T> queue, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T item)
    {
        lock (queue)
        {
            return queue.TryDequeue(out item);
        }
    }
}
