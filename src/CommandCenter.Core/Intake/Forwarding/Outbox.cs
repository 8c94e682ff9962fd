using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Shared;

namespace CommandCenter.Intake.Forwarding;

/// <summary>
/// The open entries of the journal in memory: a line per order and side, so that what belongs to one order leaves in order while orders overtake one another. Everything in here is
/// durable already; a restart fills it again from the journal.
/// </summary>
/// <param name="mostKept">Beyond so many open entries of a side payloads are read from the journal again instead of being kept in memory.</param>
internal sealed partial class Outbox(IOrderTargets targets, TimeProvider time, BackOff backOff, int mostKept = 5_000)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, OrderQueue> orders = new(StringComparer.Ordinal);
    private readonly SideLine[] lines = [new(Side.Legacy), new(Side.Orchestration)];

    /// <summary>Why nothing more may be accepted for a side; null while there is room.</summary>
    public Error? Full(Side side)
    {
        var limit = targets.Of(side)?.Definition.QueueLimit ?? int.MaxValue;
        lock (gate)
        {
            return lines[(int)side].Open >= limit ? IntakeErrors.QueueFull(side, limit) : null;
        }
    }

    /// <summary>Takes up entries that have become durable.</summary>
    /// <param name="facts">Null = to be read when they are needed.</param>
    public void Add(IReadOnlyList<JournalEntry> entries, OrderFacts? facts)
    {
        if (entries.Count == 0)
        {
            return;
        }

        lock (gate)
        {
            foreach (var entry in entries)
            {
                var order = OrderOf(entry.OrderKey);
                if (facts is not null && lines[(int)entry.Side].Open < mostKept)
                {
                    order.Facts = facts;
                }

                Append(order, new QueuedEntry(entry) { IsFresh = entry.State == EntryState.Sending });
            }

            Schedule(orders[entries[0].OrderKey]);
        }
    }

    /// <summary>Takes up what a journal of an earlier process left open: what was under way then is unknown now.</summary>
    public void Restore(JournalEntry entry)
    {
        lock (gate)
        {
            var order = OrderOf(entry.OrderKey);
            // whatever left, left before now: from here on counts how long it may still arrive
            Append(order, new QueuedEntry(
                entry.State == EntryState.Sending
                    ? entry with { State = EntryState.Unknown, FirstTriedAt = entry.FirstTriedAt ?? entry.CreatedAt, TriedAt = entry.TriedAt ?? time.GetUtcNow() }
                    : entry) { TriedAt = Elapsed });
            Schedule(order);
        }
    }

    /// <summary>Waits for an entry of a side that may go.</summary>
    internal async Task<(OrderQueue Order, QueuedEntry Entry)> TakeAsync(Side side, CancellationToken cancel)
    {
        while (true)
        {
            var (taken, pause, wait) = Take(side);
            if (taken is { } found)
            {
                return found;
            }

            if (wait is null)
            {
                // a delay counts whole milliseconds: less than one would be none
                await Task.Delay(pause + TimeSpan.FromMilliseconds(1), time, cancel);
                continue;
            }

            await using var calledOff = cancel.Register(() => wait.TrySetCanceled(cancel));
            await wait.Task;
        }
    }

    /// <returns>An entry; or how long the side is left alone; or what is completed when there may be one.</returns>
    private ((OrderQueue Order, QueuedEntry Entry)? Taken, TimeSpan Pause, TaskCompletionSource? Wait) Take(Side side)
    {
        lock (gate)
        {
            var line = lines[(int)side];
            var pause = line.PausedUntil - Elapsed;
            if (pause > TimeSpan.Zero)
            {
                return (null, pause, null);
            }

            while (line.Ready.TryDequeue(out var order))
            {
                // a transfer may have taken hold of it, or emptied it, since it was made ready
                if (!order.IsHeld && order.Waiting == 0 && Sendable(order, side) is { } entry)
                {
                    line.UnderWay++;
                    order.SetUnderWay(side, true);
                    return ((order, entry), default, null);
                }

                order.SetBusy(side, false);
                Schedule(order);
                Forget(order);
            }

            var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            line.Idle.Enqueue(wait);
            return (null, default, wait);
        }
    }

    /// <summary>Ends the turn of what <see cref="TakeAsync"/> gave.</summary>
    /// <param name="after">As the entry stands now.</param>
    /// <param name="silent">Why the side did not answer; null where it did.</param>
    internal void Return(OrderQueue order, QueuedEntry queued, JournalEntry after, string? silent)
    {
        lock (gate)
        {
            var side = after.Side;
            var line = lines[(int)side];
            line.UnderWay--;
            Note(line, silent);
            queued.TriedAt = after.TriedAt != queued.Entry.TriedAt ? Elapsed : queued.TriedAt;
            (queued.Entry, queued.IsFresh) = (after, false);
            queued.Silences = silent is null ? 0 : queued.Silences + 1;
            queued.NotBefore = silent is null ? default : Elapsed + backOff.After(queued.Silences);
            // a change that was refused does not keep the next one waiting; an order that was refused does
            if (after.State >= EntryState.Done || IsRefusedChange(after))
            {
                if (order.Of(side).Remove(queued))
                {
                    line.Open--;
                }

                line.Done += after.State == EntryState.Done ? 1 : 0;
            }

            order.SetBusy(side, false);
            order.SetUnderWay(side, false);
            Drained(order);
            foreach (var (_, settled) in order.Settled.Where(w => Sendable(order, w.Side) is null))
            {
                settled.TrySetResult();
            }

            order.Settled.RemoveAll(w => w.Settled.Task.IsCompleted);
            Schedule(order);
            Forget(order);
        }
    }

    /// <summary>Orders whose first entry had to wait and may go now are made ready.</summary>
    /// <returns>When to come again.</returns>
    internal TimeSpan Ripen()
    {
        var now = Elapsed;
        var next = TimeSpan.FromMilliseconds(250);
        lock (gate)
        {
            foreach (var line in lines)
            {
                while (line.Later.TryPeek(out var order, out var at) && at <= now)
                {
                    line.Later.Dequeue();
                    Schedule(order);
                }
            }
        }

        return next;
    }

    /// <summary>How a side's line stands.</summary>
    internal LineStatus StatusOf(Side side)
    {
        lock (gate)
        {
            var line = lines[(int)side];
            return new LineStatus(side, line.Open, line.UnderWay, line.Done, line.SilentSince, line.SilentBecause);
        }
    }

    /// <summary>What waits is measured by this, which no correction of the clock moves.</summary>
    private TimeSpan Elapsed => time.GetElapsedTime(0);

    private static void Drained(OrderQueue order)
    {
        if (!order.IsUnderWay)
        {
            order.Drained.ForEach(d => d.TrySetResult());
            order.Drained.Clear();
        }
    }

    private QueuedEntry? Sendable(OrderQueue order, Side side) =>
        order.Of(side).First?.Value is { Entry.State: not EntryState.Parked } first && !IsFrozen(first.Entry) ? first : null;

    private void Note(SideLine line, string? silent)
    {
        if (silent is null)
        {
            (line.Silences, line.PausedUntil, line.SilentSince, line.SilentBecause) = (0, default, null, null);
            return;
        }

        line.Silences++;
        line.SilentSince ??= time.GetUtcNow();
        line.SilentBecause = silent;
        // a side that fails here and there is left alone; one that is gone is asked now and then only
        if (line.Silences >= 5)
        {
            line.PausedUntil = Elapsed + backOff.After(line.Silences - 4);
        }
    }

    private OrderQueue OrderOf(string orderKey)
    {
        if (!orders.TryGetValue(orderKey, out var order))
        {
            orders[orderKey] = order = new OrderQueue(orderKey);
        }

        return order;
    }

    private static bool IsRefusedChange(JournalEntry entry) => entry is { State: EntryState.Parked, ChangeNumber: not null };

    private void Append(OrderQueue order, QueuedEntry entry)
    {
        // it waits for a person and not in line, also after a restart
        if (IsRefusedChange(entry.Entry))
        {
            return;
        }

        order.Of(entry.Entry.Side).AddLast(entry);
        lines[(int)entry.Entry.Side].Open++;
    }

    private void Schedule(OrderQueue order)
    {
        foreach (var line in lines)
        {
            if (order.IsHeld || order.Waiting > 0 || order.IsBusy(line.Side) || Sendable(order, line.Side) is not { } first)
            {
                continue;
            }

            if (first.NotBefore > Elapsed)
            {
                line.Later.Enqueue(order, first.NotBefore);
                continue;
            }

            order.SetBusy(line.Side, true);
            line.Ready.Enqueue(order);
            line.Wake();
        }
    }

    private void Forget(OrderQueue order)
    {
        if (order.IsEmpty)
        {
            orders.Remove(order.OrderKey);
        }
    }
}

/// <summary>How the line to one side stands.</summary>
/// <param name="Open">Entries that are not done, parked ones included.</param>
/// <param name="UnderWay">Calls at this moment.</param>
/// <param name="Done">Entries done since the process started.</param>
/// <param name="SilentSince">Since when the side does not answer; null while it does.</param>
public sealed record LineStatus(Side Side, int Open, int UnderWay, long Done, DateTimeOffset? SilentSince, string? SilentBecause);
