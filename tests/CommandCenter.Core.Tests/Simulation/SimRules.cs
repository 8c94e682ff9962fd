using CommandCenter.Decisions;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Simulation;

/// <summary>The rules of the domain, held against what the two ledgers say once everything has come to rest.</summary>
internal static class SimRules
{
    public static bool AtRest(SimWorld world)
    {
        using var db = world.OpenStore();
        return !Restless(db).Any() && !db.Rollbacks.Any(r => r.Phase == (int)Phase.Progressing);
    }

    public static void Check(SimWorld world)
    {
        using var db = world.OpenStore();
        if (!AtRest(world))
        {
            foreach (var entry in Restless(db).Take(3).ToList())
            {
                world.Break(5, entry.OrderKey, $"never comes to rest: {entry.Side} {(TargetOperation)entry.Operation} {(EntryState)entry.State} {entry.Error}");
            }

            foreach (var rollback in db.Rollbacks.AsNoTracking().Where(r => r.Phase == (int)Phase.Progressing).Take(3).ToList())
            {
                var waits = db.RollbackOrders.AsNoTracking().FirstOrDefault(r => r.RollbackId == rollback.Id && r.Outcome == (int)TransferOutcome.None);
                world.Break(6, waits?.OrderKey ?? "", $"rollback {rollback.Id} never ends: {rollback.PhaseReason}; step {(TransferStep?)waits?.Step}");
            }

            return;
        }

        foreach (var (key, answer) in world.Acknowledged)
        {
            Order(world, db, key);
        }

        foreach (var (key, id) in world.AcknowledgedChanges)
        {
            ChangeHeard(world, db, key, id);
        }

        foreach (var row in db.RollbackOrders.Where(r => r.Outcome == (int)TransferOutcome.None))
        {
            world.Break(6, row.OrderKey, "an ended rollback gave it no outcome");
        }

        var verdict = new DecisionVerification(new Store(world)).VerifyAsync(null, CancellationToken.None).GetAwaiter().GetResult();
        if (!verdict.Valid)
        {
            world.Break(10, "", verdict.Reason ?? "the log does not verify");
        }
    }

    /// <summary>What is still to be sent and waits behind nothing that a person has to decide.</summary>
    private static IQueryable<IntakeEntryRow> Restless(CommandsDb db) => db.IntakeEntries.AsNoTracking()
        .Where(e => e.State < (int)EntryState.Parked && !db.IntakeEntries.Any(p => p.OrderKey == e.OrderKey && p.Side == e.Side && p.State == (int)EntryState.Parked));

    private static void Order(SimWorld world, CommandsDb db, string key)
    {
        var record = db.IntakeOrders.AsNoTracking().SingleOrDefault(o => o.OrderKey == key);
        if (record is null)
        {
            world.Break(5, key, "acknowledged, and there is no ownership record");
            return;
        }

        var legacy = world.Legacy.Ledger.GetValueOrDefault(key);
        var orchestration = world.Orchestration.Ledger.GetValueOrDefault(key);
        var (owner, other) = record.Owner == Side.Legacy ? (legacy, orchestration) : (orchestration, legacy);
        var parked = db.IntakeEntries.Any(e => e.OrderKey == key && e.State == (int)EntryState.Parked) || db.RollbackOrders.Any(r => r.OrderKey == key && r.Outcome == (int)TransferOutcome.Parked);
        if (owner is { Standing: TargetStanding.Owned } && other is { Standing: TargetStanding.Owned })
        {
            world.Break(4, key, "both sides answer for it in the end");
        }
        else if (owner is not { Standing: TargetStanding.Owned } && !parked)
        {
            world.Break(5, key, $"its owner {record.Owner} has it as {owner?.Standing.ToString() ?? "absent"}, the other as {other?.Standing.ToString() ?? "absent"}, and nothing is parked");
        }
        else if (other is { Standing: TargetStanding.Owned } && !parked)
        {
            world.Break(4, key, $"the record says {record.Owner}, the other side answers for it");
        }

        if ((legacy?.Shipped ?? 0) + (orchestration?.Shipped ?? 0) > 1 || (legacy?.Captured ?? 0) + (orchestration?.Captured ?? 0) > 1)
        {
            world.Break(4, key, "shipped or captured twice");
        }

        if (other is { Standing: TargetStanding.Copy, Shipped: > 0 })
        {
            world.Break(4, key, "a copy had an effect outside");
        }
    }

    /// <summary>An accepted change reaches whoever owns the order in the end, once, or is parked.</summary>
    private static void ChangeHeard(SimWorld world, CommandsDb db, string key, string id)
    {
        var change = db.IntakeChanges.AsNoTracking().SingleOrDefault(c => c.IdempotencyKey == id);
        var record = db.IntakeOrders.AsNoTracking().Single(o => o.OrderKey == key);
        if (change is null)
        {
            world.Break(5, key, $"the change {id} was acknowledged and is not in the journal");
            return;
        }

        var owner = (record.Owner == Side.Legacy ? world.Legacy : world.Orchestration).Ledger.GetValueOrDefault(key);
        var heard = owner?.Changes.Count(c => c.EndsWith($":{change.Number}", StringComparison.Ordinal)) ?? 0;
        var parked = db.IntakeEntries.Any(e => e.OrderKey == key && e.State == (int)EntryState.Parked);
        // an order that is cancelled needs no second cancellation
        var moot = change.Kind == "cancel" && owner is { Stage: Stage.Cancelled };
        if (heard > 1 || (heard == 0 && !moot && !parked && owner is { Standing: TargetStanding.Owned }))
        {
            world.Break(5, key, $"the change {id} ({change.Kind}) reached its owner {heard} times");
        }
    }

    private sealed class Store(SimWorld world) : IDbContextFactory<CommandsDb>
    {
        public CommandsDb CreateDbContext() => world.OpenStore();
    }
}
