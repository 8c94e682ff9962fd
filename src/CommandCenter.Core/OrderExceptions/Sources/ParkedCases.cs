using System.Globalization;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Sources;

/// <summary>What a person has to decide on: entries of the intake's journal that were parked, and orders that a rollback in earnest parked.</summary>
internal sealed class ParkedCases(IDbContextFactory<CommandsDb> databases) : ICaseSource
{
    public const string EntryPrefix = "parked-entry";
    private const int Most = 2_000;

    public string Name => "parked";

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var entries = await db.IntakeEntries.AsNoTracking().Where(e => e.State == (int)EntryState.Parked).OrderBy(e => e.Number).Take(Most).ToListAsync(cancel);
        // which rollback was the last to take an order says how it stands
        var orders = await db.RollbackOrders.AsNoTracking().Where(o => o.Outcome == (int)TransferOutcome.Parked)
            .Join(db.Rollbacks.Where(r => !r.IsDrill), o => o.RollbackId, r => r.Id, (o, r) => new { Order = o, r.Decision })
            .OrderByDescending(p => p.Decision).Take(Most).ToListAsync(cancel);
        var keys = entries.Select(e => e.OrderKey).Distinct(StringComparer.Ordinal).ToList();
        var known = new Dictionary<string, IntakeOrderRow>(StringComparer.Ordinal);
        foreach (var some in keys.Chunk(500))
        {
            foreach (var row in await db.IntakeOrders.AsNoTracking().Where(o => some.Contains(o.OrderKey))
                .Select(o => new IntakeOrderRow { OrderKey = o.OrderKey, Lane = o.Lane, Total = o.Total, Currency = o.Currency, BodyHash = Array.Empty<byte>(), Payload = Array.Empty<byte>(), Rule = "" }).ToListAsync(cancel))
            {
                known[row.OrderKey] = row;
            }
        }

        return [.. entries.Select(e => Entry(e, known.GetValueOrDefault(e.OrderKey))), .. orders.GroupBy(o => o.Order.OrderKey, StringComparer.Ordinal).Select(g => Order(g.First().Order, g.Count()))];
    }

    private static CaseSignal Entry(IntakeEntryRow entry, IntakeOrderRow? order)
    {
        var operation = ((TargetOperation)entry.Operation).ToString();
        return new CaseSignal
        {
            Fingerprint = CasePrint.Of(EntryPrefix, entry.Number.ToString(CultureInfo.InvariantCulture)), Rule = "parked:" + operation, Bucket = ExceptionBucket.BusinessRuleMismatch,
            Team = OwnerTeam.Operations, Title = $"{operation} parked before {entry.Side}", Why = $"{entry.Side} did not take it: {entry.Error ?? "no answer that could be believed"}. It is not sent again until somebody says so.",
            OrderKey = entry.OrderKey, Lane = order?.Lane, Side = entry.Side, Money = order?.Total, Currency = order?.Currency, Since = entry.UpdatedAt, AtLeast = CaseSeverity.High, Link = "/intake",
            Times = Math.Max(1, entry.Attempts),
        };
    }

    private static CaseSignal Order(RollbackOrderRow order, int times) => new()
    {
        Fingerprint = CasePrint.Of("parked-order", order.OrderKey), Rule = "parked-by-rollback", Bucket = ExceptionBucket.BusinessRuleMismatch, Team = OwnerTeam.Operations,
        Title = "Parked by a rollback", Why = $"The rollback could not find out whose it is{(order.Reason is { } reason ? $": {reason}" : "")}. A person has to decide on which side it goes on.",
        OrderKey = order.OrderKey, Lane = order.Lane, Money = order.Total, Currency = order.Currency, Since = order.FinishedAt ?? order.JoinedAt, AtLeast = CaseSeverity.High,
        Link = "/rollbacks/" + order.RollbackId, Times = times,
    };
}
