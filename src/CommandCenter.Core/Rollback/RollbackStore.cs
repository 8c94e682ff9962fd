using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>What a rollback has come to, durable after each step.</summary>
internal sealed class RollbackStore(IDbContextFactory<CommandsDb> databases, CommandsGate gate, DecisionLog log, TimeProvider time)
{

    /// <summary>Raised with the id after something of a rollback has changed; handlers must not throw and not block.</summary>
    public event Action<Guid>? Changed;

    public async Task<RollbackRow?> ReadAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Rollbacks.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancel);
    }

    /// <summary>Those that an earlier process did not bring to an end.</summary>
    public async Task<IReadOnlyList<Guid>> RunningAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Rollbacks.AsNoTracking().Where(r => r.Phase == (int)Phase.Progressing).OrderBy(r => r.DecidedAt).Select(r => r.Id).ToListAsync(cancel);
    }

    public async Task ChangeAsync(Guid id, Action<RollbackRow> change, CancellationToken cancel)
    {
        using (await gate.EnterAsync())
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            change(await db.Rollbacks.SingleAsync(r => r.Id == id, cancel));
            await db.SaveChangesAsync(cancel);
        }

        Changed?.Invoke(id);
    }

    /// <summary>Lets orders in flight join; all of them or none.</summary>
    public async Task<int> JoinAsync(Guid id, RollbackScope scope, bool late, DateTimeOffset now, CancellationToken cancel)
    {
        int joined;
        using (await gate.EnterAsync())
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            joined = await RollbackOrders.JoinAsync(db, id, scope, late, now, cancel);
            await transaction.CommitAsync(cancel);
        }

        if (joined > 0)
        {
            Changed?.Invoke(id);
        }

        return joined;
    }

    public async Task<List<RollbackOrderRow>> PendingAsync(Guid id, int most, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await RollbackOrders.PendingAsync(db, id, most, cancel);
    }

    /// <summary>Keys of the orders that have no outcome yet.</summary>
    public async Task<List<string>> PendingKeysAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.RollbackOrders.AsNoTracking().Where(r => r.RollbackId == id && r.Outcome == (int)TransferOutcome.None).Select(r => r.OrderKey).ToListAsync(cancel);
    }

    public async Task<int> ParkedAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.RollbackOrders.CountAsync(r => r.RollbackId == id && r.Outcome == (int)TransferOutcome.Parked, cancel);
    }

    /// <summary>Whether a withdrawal of an order that was moved behind the block is still to be made.</summary>
    public async Task<bool> WithdrawalsOpenAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.IntakeEntries.AnyAsync(
            e => e.State < (int)EntryState.Done && e.Operation == (int)TargetOperation.Withdraw && db.RollbackOrders.Any(r => r.RollbackId == id && r.OrderKey == e.OrderKey), cancel);
    }

    /// <summary>Writes the end with its proof and its entry in the decision log, in which the outcomes of all orders stand as one digest.</summary>
    public async Task EndAsync(Guid id, Phase phase, string reason, RollbackProof proof, DateTimeOffset at, CancellationToken cancel)
    {
        Decision entry;
        using (await gate.EnterAsync())
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await DecisionLog.LockHeadAsync(db, cancel);
            var row = await db.Rollbacks.SingleAsync(r => r.Id == id, cancel);
            if (row.Phase != (int)Phase.Progressing)
            {
                return;
            }

            var outcomes = await db.RollbackOrders.Where(r => r.RollbackId == id).OrderBy(r => r.OrderKey).Select(r => new { r.OrderKey, r.Outcome }).ToListAsync(cancel);
            var digest = Digest(outcomes.Select(o => (o.OrderKey, o.Outcome)));
            (row.Phase, row.PhaseReason, row.ProvenAt) = ((int)phase, reason, at);
            row.Proof = JsonSerializer.Serialize(proof with { Digest = digest }, RollBack.Stored);
            var counts = outcomes.GroupBy(o => (TransferOutcome)o.Outcome).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}");
            entry = await log.AppendAsync(
                db, Actor.Product,
                new DecisionDraft(
                    "rollback-ended", $"Rollback ended: {reason.Replace('-', ' ')}; {(outcomes.Count == 0 ? "no orders in flight" : string.Join(", ", counts))}.", null, [$"rollback:{id}"],
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["proof"] = proof.Verdict.ToString(), ["checked"] = proof.Checked.ToString(CultureInfo.InvariantCulture), ["problems"] = proof.ProblemCount.ToString(CultureInfo.InvariantCulture),
                    },
                    digest),
                null, null, cancel);
            await transaction.CommitAsync(cancel);
        }

        log.Tell(entry);
        Changed?.Invoke(id);
    }

    /// <summary>Something of an order of it has changed.</summary>
    public void Tell(Guid id) => Changed?.Invoke(id);

    public DateTimeOffset Now => time.GetUtcNow();

    private static string Digest(IEnumerable<(string OrderKey, int Outcome)> outcomes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, outcome) in outcomes)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key}:{outcome}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
