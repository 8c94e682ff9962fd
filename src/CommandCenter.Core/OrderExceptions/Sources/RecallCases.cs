using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Sources;

/// <summary>Orders that a rollback in earnest wanted back and whose warehouse or store did not give them back: they finish where they are, pinned.</summary>
internal sealed class RecallCases(IDbContextFactory<CommandsDb> databases) : ICaseSource
{
    private const int Most = 2_000;

    public string Name => "refused-recalls";

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var refused = await db.RollbackOrders.AsNoTracking().Where(o => o.Outcome == (int)TransferOutcome.Finished && o.Reason != null && o.Reason.StartsWith(OrderTransfer.RecallRefused))
            .Join(db.Rollbacks.Where(r => !r.IsDrill), o => o.RollbackId, r => r.Id, (o, r) => new { Order = o, r.Decision })
            .OrderByDescending(p => p.Decision).ThenBy(p => p.Order.OrderKey).Take(Most).ToListAsync(cancel);
        return [.. refused.GroupBy(r => r.Order.OrderKey, StringComparer.Ordinal).Select(g => Signal(g.First().Order, g.Count()))];
    }

    private static CaseSignal Signal(RollbackOrderRow order, int times) => new()
    {
        Fingerprint = CasePrint.Of("recall-refused", order.OrderKey), Rule = "recall-refused", Bucket = ExceptionBucket.BusinessRuleMismatch, Team = OwnerTeam.Operations,
        Title = "The wave was not recalled", Why = $"{order.Reason} It finishes on orchestration, pinned there: see that the warehouse works on it, and that nobody makes it again.",
        OrderKey = order.OrderKey, Lane = order.Lane, Side = Side.Orchestration, Stage = Stage.Released, Money = order.Total, Currency = order.Currency, Since = order.FinishedAt ?? order.JoinedAt,
        AtLeast = CaseSeverity.Medium, Link = "/rollbacks/" + order.RollbackId, Times = times,
    };
}
