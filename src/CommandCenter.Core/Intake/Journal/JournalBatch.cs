using CommandCenter.Traffic;

namespace CommandCenter.Intake.Journal;

/// <summary>What the works of one transaction see and change. Nothing of it outlives the transaction.</summary>
internal sealed class JournalBatch(TrafficTable table, DateTimeOffset now, long nextNumber)
{
    private readonly Dictionary<string, OwnedOrder> orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> byIdempotency = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AcceptedChangeRecord> changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<JournalEntry>> entries = new(StringComparer.Ordinal);

    /// <summary>The table that the transaction found and keeps from being replaced until it ends.</summary>
    public TrafficTable Table { get; } = table;
    public DateTimeOffset Now { get; } = now;
    public long NextNumber { get; private set; } = nextNumber;

    public List<(OwnedOrder Order, OrderSubmission Submission, TrafficDecision? Decision)> NewOrders { get; } = [];
    public Dictionary<string, OwnedOrder> ChangedOrders { get; } = new(StringComparer.Ordinal);
    public List<AcceptedChangeRecord> NewChanges { get; } = [];
    public List<JournalEntry> NewEntries { get; } = [];
    public Dictionary<long, JournalEntry> ChangedEntries { get; } = [];
    public List<IntakeRefusal> Refusals { get; } = [];
    public List<TransferRecord> Transfers { get; } = [];

    public long TakeNumber() => NextNumber++;

    public OwnedOrder? Order(string orderKey) => orders.GetValueOrDefault(orderKey);

    public OwnedOrder? OrderByIdempotencyKey(string key) => byIdempotency.TryGetValue(key, out var order) ? orders.GetValueOrDefault(order) : null;

    public AcceptedChangeRecord? ChangeByIdempotencyKey(string key) => changes.GetValueOrDefault(key);

    /// <summary>Entries that something is still to be done for, in order.</summary>
    public IReadOnlyList<JournalEntry> OpenEntries(string orderKey) => entries.TryGetValue(orderKey, out var found) ? found : [];

    /// <param name="decision">Null for an order that is taken over from a ledger.</param>
    public void Add(OwnedOrder order, OrderSubmission submission, TrafficDecision? decision)
    {
        See(order);
        NewOrders.Add((order, submission, decision));
    }

    public void Change(OwnedOrder order)
    {
        orders[order.OrderKey] = order;
        ChangedOrders[order.OrderKey] = order;
    }

    public void Add(AcceptedChangeRecord change)
    {
        See(change);
        NewChanges.Add(change);
    }

    public JournalEntry Add(JournalEntry entry)
    {
        var numbered = entry with { Number = TakeNumber(), CreatedAt = Now };
        See(numbered);
        NewEntries.Add(numbered);
        return numbered;
    }

    public void Change(JournalEntry entry)
    {
        if (entries.TryGetValue(entry.OrderKey, out var known))
        {
            var at = known.FindIndex(e => e.Number == entry.Number);
            if (at >= 0 && entry.State >= EntryState.Done)
            {
                known.RemoveAt(at);
            }
            else if (at >= 0)
            {
                known[at] = entry;
            }
        }

        ChangedEntries[entry.Number] = entry;
    }

    internal void See(OwnedOrder order)
    {
        orders[order.OrderKey] = order;
        if (order.IdempotencyKey is { } key)
        {
            byIdempotency[key] = order.OrderKey;
        }
    }

    internal void See(AcceptedChangeRecord change) => changes[change.IdempotencyKey] = change;

    internal void See(JournalEntry entry)
    {
        if (!entries.TryGetValue(entry.OrderKey, out var known))
        {
            entries[entry.OrderKey] = known = [];
        }

        known.Add(entry);
    }
}

/// <summary>A post that contradicted what was accepted before.</summary>
internal sealed record IntakeRefusal(long Number, DateTimeOffset At, string OrderKey, string IdempotencyKey, string Code, string Reason);

/// <summary>A step of an order's transfer, or its outcome.</summary>
internal sealed record TransferRecord(Guid Rollback, string OrderKey, int Step, int Outcome, string? Stage, string? Reason, DateTimeOffset? FinishedAt);
