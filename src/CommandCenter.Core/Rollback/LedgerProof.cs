using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>Reads both ledgers and compares them, order by order, with the ownership records of a scope: each order is owned exactly once, and by whom the record says.</summary>
internal sealed class LedgerProof(IDbContextFactory<CommandsDb> databases, IOrderTargets targets, TimeProvider time)
{
    private const int MostProblems = 100;
    private const int MostPages = 100_000;

    /// <param name="observedAt">When polled data reached beyond the restore; null while they have not.</param>
    public async Task<RollbackProof> CompareAsync(Guid id, RollbackScope scope, DateTimeOffset? observedAt, CancellationToken cancel)
    {
        var (legacy, whyNot) = await ReadAsync(Side.Legacy, cancel);
        var (orchestration, whyNotThere) = legacy is null ? (null, null) : await ReadAsync(Side.Orchestration, cancel);
        var now = time.GetUtcNow();
        if (legacy is null || orchestration is null)
        {
            return new RollbackProof(observedAt is null ? ProofVerdict.CannotTell : ProofVerdict.Observed, now, 0, 0, 0, 0, [], null, whyNot ?? whyNotThere);
        }

        var problems = new List<ProofProblem>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var count = 0L;
        var compared = 0L;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var records = RollbackOrders.In(db, scope)
            .Where(o => o.ClosedAt == null || db.RollbackOrders.Any(r => r.RollbackId == id && r.OrderKey == o.OrderKey))
            .Select(o => new Record(
                o.OrderKey, o.Owner, o.Epoch,
                db.IntakeEntries.Any(e => e.OrderKey == o.OrderKey && e.Side == o.Owner && e.State < (int)EntryState.Done && (e.Operation == (int)Plan.TargetOperation.Create || e.Operation == (int)Plan.TargetOperation.ActivateCopy)),
                db.RollbackOrders.Any(r => r.RollbackId == id && r.OrderKey == o.OrderKey && r.Outcome == (int)TransferOutcome.Parked)));
        await foreach (var record in records.AsAsyncEnumerable().WithCancellation(cancel))
        {
            compared++;
            known.Add(record.OrderKey);
            if (Problem(record, legacy.GetValueOrDefault(record.OrderKey), orchestration.GetValueOrDefault(record.OrderKey)) is { } what)
            {
                count++;
                if (problems.Count < MostProblems)
                {
                    problems.Add(new ProofProblem(record.OrderKey, what));
                }
            }
        }

        foreach (var key in orchestration.Where(o => o.Value.IsOwned && scope.Segment.Matches(o.Value.Attributes)).Select(o => o.Key))
        {
            // read one by one only where it is not among the orders of the rollback: those are compared above
            if (!known.Contains(key) && !await db.IntakeOrders.AnyAsync(o => o.OrderKey == key, cancel))
            {
                count++;
                if (problems.Count < MostProblems)
                {
                    problems.Add(new ProofProblem(key, "Orchestration answers for it, and there is no ownership record of it."));
                }
            }
        }

        return new RollbackProof(count == 0 ? ProofVerdict.Proven : ProofVerdict.Disproven, now, legacy.Count, orchestration.Count, compared, count, problems, null, null);
    }

    private static string? Problem(Record record, Standing legacy, Standing orchestration)
    {
        var (owner, other) = record.Owner == Side.Legacy ? (legacy, orchestration) : (orchestration, legacy);
        return owner.IsOwned && other.IsOwned ? "Both sides answer for it."
            : other.IsOwned && !record.IsParked ? $"{Other(record.Owner)} answers for it, and the record says {record.Owner}."
            : owner.IsOwned && owner.Epoch is { } epoch && epoch != record.Epoch ? $"{record.Owner} holds it with epoch {epoch}, and the record says {record.Epoch}."
            : owner.IsOwned || record.IsOnItsWay || record.IsParked ? null
            : "Neither side answers for it, and nothing waits to be sent.";
    }

    private static Side Other(Side side) => side == Side.Legacy ? Side.Orchestration : Side.Legacy;

    /// <summary>The whole ledger by key; or why it could not be read.</summary>
    private async Task<(Dictionary<string, Standing>? Orders, string? WhyNot)> ReadAsync(Side side, CancellationToken cancel)
    {
        if (targets.Of(side) is not { Definition.Ledger: not null } target)
        {
            return (null, $"{side} lists no ledger.");
        }

        var found = new Dictionary<string, Standing>(StringComparer.Ordinal);
        var page = "";
        for (var pages = 0; pages < MostPages; pages++)
        {
            var read = await target.ReadLedgerAsync(page, cancel);
            if (read.Error is { } error)
            {
                return (null, $"The ledger of {side} could not be read: {error.Message}");
            }

            foreach (var order in read.Value.Orders)
            {
                found[order.OrderKey] = new Standing(order.Standing == TargetStanding.Owned, order.Epoch, order.Attributes);
            }

            if (read.Value.Next is not { } next)
            {
                return (found, null);
            }

            page = next;
        }

        return (null, $"The ledger of {side} has more than {MostPages} pages.");
    }

    private readonly record struct Standing(bool IsOwned, int? Epoch, OrderAttributes Attributes);

    private sealed record Record(string OrderKey, Side Owner, int Epoch, bool IsOnItsWay, bool IsParked);
}
