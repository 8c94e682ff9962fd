using CommandCenter.Intake.Journal;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Intake.Forwarding;

/// <content>What transfers and people do with the entries of one order.</content>
internal sealed partial class Outbox
{
    private readonly Dictionary<string, int> frozen = new(StringComparer.Ordinal);
    private int freezes;

    /// <summary>Keeps every order from being created on orchestration that is not there yet, until <see cref="ThawAll"/>: from the moment of a rollback until it knows its orders.</summary>
    public void FreezeAll()
    {
        lock (gate)
        {
            freezes++;
        }
    }

    public void ThawAll()
    {
        lock (gate)
        {
            freezes--;
            foreach (var order in orders.Values)
            {
                Schedule(order);
            }
        }
    }

    /// <summary>Keeps orders from being created on orchestration that a rollback has yet to resolve. Each call needs one <see cref="Thaw"/>.</summary>
    public void Freeze(IEnumerable<string> orderKeys)
    {
        lock (gate)
        {
            foreach (var key in orderKeys)
            {
                frozen[key] = frozen.GetValueOrDefault(key) + 1;
            }
        }
    }

    public void Thaw(string orderKey)
    {
        lock (gate)
        {
            if (frozen.TryGetValue(orderKey, out var times) && times > 1)
            {
                frozen[orderKey] = times - 1;
            }
            else if (frozen.Remove(orderKey) && orders.TryGetValue(orderKey, out var order))
            {
                Schedule(order);
            }
        }
    }

    /// <summary>Keeps an order's entries from being sent, and waits until none of them is under way and nobody else holds them. To be followed by <see cref="Release"/>.</summary>
    public async Task HoldAsync(string orderKey, CancellationToken cancel)
    {
        OrderQueue order;
        lock (gate)
        {
            order = OrderOf(orderKey);
            // nothing more of it leaves while somebody waits for it
            order.Waiting++;
        }

        try
        {
            while (!TryHold(order, out var drained))
            {
                await using var calledOff = cancel.Register(() => drained.TrySetCanceled(cancel));
                await drained.Task;
            }
        }
        finally
        {
            lock (gate)
            {
                order.Waiting--;
                Schedule(order);
                Forget(order);
            }
        }
    }

    public void Release(string orderKey)
    {
        lock (gate)
        {
            if (orders.TryGetValue(orderKey, out var order))
            {
                order.IsHeld = false;
                Drained(order);
                Schedule(order);
                Forget(order);
            }
        }
    }

    /// <summary>Puts what a transfer has made durable in the place of the entries of an order that it holds.</summary>
    public void Replace(string orderKey, IReadOnlyList<JournalEntry> open)
    {
        lock (gate)
        {
            var order = OrderOf(orderKey);
            foreach (var side in (Side[])[Side.Legacy, Side.Orchestration])
            {
                var line = order.Of(side);
                lines[(int)side].Open -= line.Count;
                line.Clear();
            }

            foreach (var entry in open)
            {
                Append(order, new QueuedEntry(entry));
            }
        }
    }

    /// <summary>How long ago an open entry may have left at the latest, by the monotonic clock; zero where it is not open.</summary>
    public TimeSpan SinceTried(JournalEntry entry)
    {
        lock (gate)
        {
            return orders.TryGetValue(entry.OrderKey, out var order) && order.All.FirstOrDefault(q => q.Entry.Number == entry.Number) is { } queued ? Elapsed - queued.TriedAt : TimeSpan.Zero;
        }
    }

    /// <summary>What is open for an order, in order. What is recorded as under way and is known never to have left counts as waiting.</summary>
    public IReadOnlyList<JournalEntry> Open(string orderKey)
    {
        lock (gate)
        {
            return orders.TryGetValue(orderKey, out var order) ? [.. order.All.Select(q => q.IsFresh ? q.Entry with { State = EntryState.Waiting } : q.Entry).OrderBy(e => e.Number)] : [];
        }
    }

    /// <summary>Waits until nothing of an order is open for a side but what is parked, at most for <paramref name="most"/>.</summary>
    public async Task SettledAsync(string orderKey, Side side, TimeSpan most, CancellationToken cancel)
    {
        TaskCompletionSource settled;
        lock (gate)
        {
            if (!orders.TryGetValue(orderKey, out var order) || Sendable(order, side) is null)
            {
                return;
            }

            settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            order.Settled.Add((side, settled));
        }

        await using var overdue = time.CreateTimer(_ => settled.TrySetResult(), null, most, Timeout.InfiniteTimeSpan);
        await using var calledOff = cancel.Register(() => settled.TrySetResult());
        await settled.Task;
    }

    /// <summary>Lets a parked or waiting entry be looked at again at once. False where it is not open.</summary>
    public bool Wake(JournalEntry entry)
    {
        lock (gate)
        {
            if (!orders.TryGetValue(entry.OrderKey, out var order) || order.All.FirstOrDefault(q => q.Entry.Number == entry.Number) is not { } queued)
            {
                return false;
            }

            (queued.Entry, queued.NotBefore, queued.Silences) = (entry, default, 0);
            Schedule(order);
            return true;
        }
    }

    private bool IsFrozen(JournalEntry entry) =>
        entry.Side == Side.Orchestration && entry.GivesOwnership && (freezes > 0 || frozen.ContainsKey(entry.OrderKey));

    private bool TryHold(OrderQueue order, out TaskCompletionSource drained)
    {
        drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (!order.IsHeld && !order.IsUnderWay)
            {
                return order.IsHeld = true;
            }

            order.Drained.Add(drained);
            return false;
        }
    }
}
