using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Rollback;

/// <summary>What orders in flight have brought about outside, as orchestration and the shared systems report it.</summary>
internal sealed class LastingEffects(IDbContextFactory<EventsDb> databases, EventStore store)
{
    /// <param name="stages">Orders with the stage that they were last seen at.</param>
    public async Task CountAsync(IReadOnlyDictionary<string, Stage> stages, LastingCounts counts, CancellationToken cancel)
    {
        // before it is picked nothing is labelled, and reading what a side knows of an order costs more than its stage
        var keys = stages.Where(s => s.Value >= Stage.Picked && s.Value != Stage.Cancelled).Select(s => s.Key).ToList();
        if (keys.Count == 0)
        {
            return;
        }

        counts.Shipped += stages.Values.Count(s => s is Stage.Shipped or Stage.Collected or Stage.Delivered);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.Orders.AsNoTracking().Where(o => keys.Contains(o.OrderKey)).Select(o => new { o.OrderKey, o.Orchestration, o.Shared }).ToListAsync(cancel);
        var orders = store.StagesNow();
        foreach (var row in rows)
        {
            var states = new[] { (Side.Orchestration, row.Orchestration), (Side.Shared, row.Shared) }
                .Where(s => s.Item2 is not null).Select(s => OrderStateCodec.Decode(s.Item2!).ToState(row.OrderKey, s.Item1, orders.Of(s.Item1))).ToList();
            counts.Labelled += states.Exists(HasLabel) ? 1 : 0;
            counts.Captured += states.Exists(s => s.Number("captured") > 0) ? 1 : 0;
        }
    }

    private static bool HasLabel(OrderState state) =>
        state.Facts.Any(f => f.Path.StartsWith("shipments[", StringComparison.Ordinal) && f.Path.EndsWith("].labelAt", StringComparison.Ordinal) && state.Find(f.Path[..^"labelAt".Length] + "voidedAt") is null);
}

/// <summary>Counts of what stays as it is, whatever is rolled back.</summary>
internal sealed class LastingCounts
{
    public int Shipped { get; set; }
    public int Labelled { get; set; }
    public int Captured { get; set; }

    public IReadOnlyList<string> Sentences()
    {
        var said = new List<string>(3);
        Say(Shipped, "has left", "have left", "what was shipped, collected or delivered stays so");
        Say(Labelled, "has a label", "have a label", "it is voided only before the manifest, and never by a rollback");
        Say(Captured, "was captured", "were captured", "the money stays with orchestration's capture; legacy captures nothing for it");
        return said;

        void Say(int count, string one, string many, string rest)
        {
            if (count > 0)
            {
                said.Add(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "order " + one : "orders " + many)}: {rest}."));
            }
        }
    }
}
