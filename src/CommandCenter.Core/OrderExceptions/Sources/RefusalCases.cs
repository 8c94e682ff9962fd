using System.Globalization;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Sources;

/// <summary>Posts to the intake that contradicted what had been accepted before: the same key with another body.</summary>
internal sealed class RefusalCases(IDbContextFactory<CommandsDb> databases, TimeProvider time) : ICaseSource
{
    /// <summary>Longer ago it is history.</summary>
    private static readonly TimeSpan window = TimeSpan.FromDays(7);
    private const int Most = 1_000;

    public string Name => "intake-refusals";

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var since = time.GetUtcNow() - window;
        var groups = await db.IntakeRefusals.AsNoTracking().Where(r => r.At >= since).GroupBy(r => new { r.OrderKey, r.Code })
            .Select(g => new { g.Key.OrderKey, g.Key.Code, Count = g.Count(), First = g.Min(r => r.At), Last = g.Max(r => r.Number) }).OrderByDescending(g => g.Last).Take(Most).ToListAsync(cancel);
        var keys = groups.ConvertAll(g => g.OrderKey);
        var orders = new Dictionary<string, (string? Lane, long? Total, string? Currency)>(StringComparer.Ordinal);
        foreach (var some in keys.Chunk(500))
        {
            foreach (var order in await db.IntakeOrders.AsNoTracking().Where(o => some.Contains(o.OrderKey)).Select(o => new { o.OrderKey, o.Lane, o.Total, o.Currency }).ToListAsync(cancel))
            {
                orders[order.OrderKey] = (order.Lane, order.Total, order.Currency);
            }
        }

        return [.. groups.Select(g =>
        {
            var (lane, total, currency) = orders.GetValueOrDefault(g.OrderKey);
            return new CaseSignal
            {
                Fingerprint = CasePrint.Of("refused", g.OrderKey, g.Code), Rule = "intake-refusal:" + g.Code, Bucket = ExceptionBucket.DuplicateEvent, Team = OwnerTeam.Engineering,
                Title = "Posted again with another content", OrderKey = g.OrderKey, Lane = lane, Money = total, Currency = currency, Since = g.First, Times = g.Last, Link = "/intake",
                Why = string.Create(CultureInfo.InvariantCulture, $"The intake refused {g.Count} {(g.Count == 1 ? "post" : "posts")} ({g.Code}): what was accepted first holds. The caller sends two different things under one key."),
                AtLeast = CaseSeverity.Medium,
            };
        })];
    }
}
