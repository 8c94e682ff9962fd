using CommandCenter.Orders;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.OrderExceptions.Sources;

/// <summary>What one open order reports of itself that a person must look at.</summary>
/// <param name="Failure">Why the side could not go on; null where it can.</param>
/// <param name="Carrier">Whose failure it is where it is a shipment's.</param>
/// <param name="Conflicts">Event ids that came with more than one content.</param>
internal sealed record OrderTrouble(string OrderKey, string? Lane, Side Side, Stage? Stage, string? Failure, string? Carrier, bool OfShipment, int Conflicts, long? Money, string? Currency, DateTimeOffset At);

/// <summary>
/// Walks over the open orders, some thousand a round, and keeps what it found in the last whole walk: their facts are not columns that could be asked for, and an index on them would
/// cost every ingest.
/// </summary>
internal sealed class OrderTroubles(IDbContextFactory<EventsDb> databases, EventStore store, TimeProvider time) : IDisposable
{
    private const int Page = 4_000;
    private static readonly TimeSpan rest = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim turn = new(1, 1);
    private long last;
    private List<OrderTrouble> found = [];
    private IReadOnlyList<OrderTrouble>? whole;
    private DateTimeOffset walkedAt;

    /// <summary>Null before the first walk has ended.</summary>
    public async Task<IReadOnlyList<OrderTrouble>?> ReadAsync(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            // both of its readers ask in one round
            if (time.GetUtcNow() - walkedAt >= rest || whole is null)
            {
                await WalkAsync(cancel);
                walkedAt = time.GetUtcNow();
            }

            return whole;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task WalkAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.Orders.AsNoTracking().Where(o => o.IsOpen && o.Number > last).OrderBy(o => o.Number).Take(Page).ToListAsync(cancel);
        var stages = store.StagesNow();
        foreach (var row in rows)
        {
            foreach (var state in StoredStates.Of(row, stages))
            {
                if (Of(row, state) is { } trouble)
                {
                    found.Add(trouble);
                }
            }
        }

        if (rows.Count == Page)
        {
            last = rows[^1].Number;
            return;
        }

        (whole, found, last) = (found, [], 0);
    }

    private static OrderTrouble? Of(OrderRow row, OrderState state)
    {
        var failure = state.Text("failure");
        string? carrier = null;
        var shipment = false;
        if (failure is null && state.Facts.FirstOrDefault(f => f.Path.StartsWith("shipments[", StringComparison.Ordinal) && f.Path.EndsWith("].failure", StringComparison.Ordinal)) is { Path: { } path } fact)
        {
            var of = path[..^".failure".Length];
            // a label that was voided has been given up
            if (state.Find(of + ".voidedAt") is null && state.Find(of + ".shippedAt") is null)
            {
                (failure, carrier, shipment) = (fact.Value.Text, state.Text(of + ".carrier"), true);
            }
        }

        return failure is null && state.ConflictCount == 0 ? null : new OrderTrouble(
            row.OrderKey, row.Lane, state.Side, state.Stage, failure, carrier, shipment, state.ConflictCount, row.Total, row.Currency, state.LastObservedAt);
    }
}

/// <summary>Orders that a side reports as failed: a label refused, a routing that found no node.</summary>
internal sealed class FailureCases(OrderTroubles troubles) : ICaseSource
{
    private static readonly string[] carrierWords = ["carrier", "label", "manifest", "tracking", "shipment"];

    public string Name => "order-failures";

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel) =>
        await troubles.ReadAsync(cancel) is not { } all ? null : [.. all.Where(t => t.Failure is not null).Select(Signal)];

    private static CaseSignal Signal(OrderTrouble trouble)
    {
        var failure = trouble.Failure!.Length <= 80 ? trouble.Failure : trouble.Failure[..79] + "…";
        var carriers = trouble.OfShipment || carrierWords.Any(w => trouble.Failure.Contains(w, StringComparison.OrdinalIgnoreCase));
        return new CaseSignal
        {
            Fingerprint = CasePrint.Of("failure", trouble.OrderKey, trouble.Side.ToString(), trouble.Failure), Rule = carriers ? "carrier-failure" : "order-failure",
            Bucket = carriers ? ExceptionBucket.CarrierResponseFailure : ExceptionBucket.BusinessRuleMismatch, Team = carriers ? OwnerTeam.Vendor : OwnerTeam.Operations,
            Title = $"{trouble.Carrier ?? trouble.Side.ToString()}: {failure}", Why = $"{trouble.Side} reports that the order cannot go on: {trouble.Failure}", OrderKey = trouble.OrderKey,
            Lane = trouble.Lane, Side = trouble.Side, Stage = trouble.Stage, Money = trouble.Money, Currency = trouble.Currency, Since = trouble.At, AtLeast = CaseSeverity.Medium,
        };
    }
}

/// <summary>Orders of which the same event came with two contents: both are kept, and one counts.</summary>
internal sealed class ConflictCases(OrderTroubles troubles) : ICaseSource
{
    public string Name => "event-conflicts";

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel) =>
        await troubles.ReadAsync(cancel) is not { } all ? null : [.. all.Where(t => t.Conflicts > 0).Select(t => new CaseSignal
        {
            Fingerprint = CasePrint.Of("conflict", t.OrderKey, t.Side.ToString()), Rule = "event-conflict", Bucket = ExceptionBucket.DuplicateEvent, Team = OwnerTeam.Engineering,
            Title = $"{t.Side} tells one event in two ways", OrderKey = t.OrderKey, Lane = t.Lane, Side = t.Side, Money = t.Money, Currency = t.Currency, Since = t.At, Times = t.Conflicts,
            Why = "An event came again under the same id with another content. Both are kept; the one with the higher version, then the later time, counts. The order's own page shows both.",
        })];
}
