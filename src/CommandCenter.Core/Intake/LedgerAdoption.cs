using System.Text.Json;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Intake;

/// <summary>What a walk over both ledgers came to.</summary>
/// <param name="TakenOver">Orders that got an ownership record.</param>
/// <param name="Closed">Orders whose owner has nothing more to do for them.</param>
/// <param name="OnBoth">Orders that both sides answer for: they get no record.</param>
/// <param name="Note">Why a ledger could not be read; null where both were.</param>
public sealed record AdoptionReport(int TakenOver, int Closed, int OnBoth, string? Note);

/// <summary>
/// Takes orders over from the two ledgers that were accepted before the intake, or whose records a restored store has lost: whoever answers for an order owns it. Orders that are finished are
/// closed, so that a rollback need not ask for them.
/// </summary>
public sealed class LedgerAdoption
{
    private readonly IOrderTargets targets;
    private readonly IntakeJournal journal;
    private readonly IDbContextFactory<CommandsDb> databases;

    internal LedgerAdoption(IOrderTargets targets, IntakeJournal journal, IDbContextFactory<CommandsDb> databases) => (this.targets, this.journal, this.databases) = (targets, journal, databases);

    /// <summary>Walks both ledgers once. Safe to repeat.</summary>
    public async Task<AdoptionReport> RunAsync(CancellationToken cancel)
    {
        var found = new Dictionary<string, (TargetOrder Order, Side Owner, bool Copied, bool OnBoth)>(StringComparer.Ordinal);
        foreach (var side in (Side[])[Side.Legacy, Side.Orchestration])
        {
            if (await WalkAsync(side, found, cancel) is { } note)
            {
                return new AdoptionReport(0, 0, 0, note);
            }
        }

        var (taken, closed, both) = (0, 0, 0);
        foreach (var page in found.Where(f => f.Value.Order.Standing == TargetStanding.Owned).Chunk(500))
        {
            var known = await KnownAsync([.. page.Select(p => p.Key)], cancel);
            var adopted = new List<Task<Result<AdoptedAs>>>(page.Length);
            foreach (var (key, (order, owner, copied, onBoth)) in page)
            {
                var isFinal = order.Lines.Count > 0 && order.Lines.All(l => l.IsFinal());
                if (known.TryGetValue(key, out var isClosed) ? isClosed || !isFinal : onBoth)
                {
                    both += onBoth && !known.ContainsKey(key) ? 1 : 0;
                    continue;
                }

                adopted.Add(journal.WriteAsync(new AdoptOrder(order, owner, copied, isFinal)));
            }

            // a page shares its commits
            foreach (var done in await Task.WhenAll(adopted))
            {
                taken += done.Succeeded && done.Value == AdoptedAs.TakenOver ? 1 : 0;
                closed += done.Succeeded && done.Value == AdoptedAs.Closed ? 1 : 0;
            }
        }

        return new AdoptionReport(taken, closed, both, null);
    }

    private async Task<string?> WalkAsync(Side side, Dictionary<string, (TargetOrder Order, Side Owner, bool Copied, bool OnBoth)> found, CancellationToken cancel)
    {
        if (targets.Of(side) is not { Definition.Ledger: not null } target)
        {
            return $"{side} lists no ledger.";
        }

        for (var page = ""; page is not null;)
        {
            var read = await target.ReadLedgerAsync(page, cancel);
            if (read.Error is { } error)
            {
                return error.Message;
            }

            foreach (var order in read.Value.Orders.Where(o => TrafficSlot.IsKey(o.OrderKey)))
            {
                var isOwned = order.Standing == TargetStanding.Owned;
                if (!found.TryGetValue(order.OrderKey, out var before))
                {
                    found[order.OrderKey] = (order, side, false, false);
                }
                else if (isOwned || before.Order.Standing == TargetStanding.Owned)
                {
                    var wasOwned = before.Order.Standing == TargetStanding.Owned;
                    found[order.OrderKey] = wasOwned
                        ? before with { Copied = order.Standing == TargetStanding.Copy, OnBoth = isOwned }
                        : (order, side, before.Order.Standing == TargetStanding.Copy, false);
                }
            }

            page = read.Value.Next!;
        }

        return null;
    }

    private async Task<Dictionary<string, bool>> KnownAsync(string[] keys, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.IntakeOrders.AsNoTracking().Where(o => keys.Contains(o.OrderKey)).ToDictionaryAsync(o => o.OrderKey, o => o.ClosedAt != null, StringComparer.Ordinal, cancel);
    }
}

internal enum AdoptedAs
{
    Known,
    TakenOver,
    Closed,
}

/// <summary>Gives an order of a ledger its ownership record, or closes it.</summary>
internal sealed class AdoptOrder(TargetOrder found, Side owner, bool copied, bool isFinal) : JournalWork<AdoptedAs>
{
    public override IEnumerable<string> OrderKeys => [found.OrderKey];

    public override void Apply(JournalBatch batch)
    {
        if (batch.Order(found.OrderKey) is { } known)
        {
            Outcome = isFinal && known.ClosedAt is null && known.Owner == owner ? AdoptedAs.Closed : AdoptedAs.Known;
            if (Outcome.Value == AdoptedAs.Closed)
            {
                batch.Change(known with { ClosedAt = batch.Now });
            }

            return;
        }

        // its document is not known here: what the ledger tells of it takes its place
        var payload = JsonSerializer.SerializeToUtf8Bytes(new { orderKey = found.OrderKey, found.Attributes.Lane, found.PlacedAt }, JsonSerializerOptions.Web);
        var submission = new OrderSubmission(found.OrderKey, "", found.Attributes, null, found.PlacedAt, null, null, payload);
        batch.Add(
            new OwnedOrder
            {
                OrderKey = found.OrderKey,
                Number = batch.TakeNumber(),
                BodyHash = submission.BodyHash,
                Attributes = found.Attributes,
                AcceptedAt = batch.Now,
                Owner = owner,
                Epoch = found.Epoch ?? 1,
                Mirrored = copied,
                AcceptedOwner = owner,
                AcceptedMirrored = copied,
                ClosedAt = isFinal ? batch.Now : null,
            },
            submission, null);
        Outcome = AdoptedAs.TakenOver;
    }
}
