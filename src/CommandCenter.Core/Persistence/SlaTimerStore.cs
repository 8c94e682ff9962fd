using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Persistence;

/// <summary>Where a stored clock stands.</summary>
public enum StoredTimerState
{
    Running,
    Paused,

    /// <summary>The limit passed; it still runs until what must be reached is.</summary>
    Breached,

    /// <summary>What must be reached was; kept for the history.</summary>
    Met,

    /// <summary>The order was cancelled in time, or no longer has this limit: its lane, its owner or the plan changed.</summary>
    Withdrawn,
}

/// <summary>A stretch during which a clock stood still.</summary>
/// <param name="To">Null while it lasts.</param>
public readonly record struct StoredPause(DateTimeOffset From, DateTimeOffset? To);

/// <summary>One order's SLA clock as it is stored; one per (order key, side, limit).</summary>
/// <param name="Limit">Which limit of the lane.</param>
/// <param name="Deadline">Already moved by the pauses.</param>
/// <param name="BreachedAt">When it breached first; stays when a late pause withdraws the breach.</param>
/// <param name="ChangedAt">When this was written.</param>
public sealed record StoredTimer(
    string OrderKey, Side Side, string Lane, LimitId Limit, DateTimeOffset StartedAt, DateTimeOffset Deadline, IReadOnlyList<StoredPause> Pauses, DateTimeOffset? BreachedAt,
    StoredTimerState State, DateTimeOffset ChangedAt);

/// <summary>Keeps SLA clocks over restarts.</summary>
public sealed class SlaTimerStore(IDbContextFactory<EventsDb> contexts)
{
    private const string Upsert =
        """
        INSERT INTO sla_timer(order_key, side, limit_id, lane, started_at, deadline, pauses, breached_at, state, changed_at)
        VALUES({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9})
        ON CONFLICT(order_key, side, limit_id) DO UPDATE SET lane = excluded.lane, started_at = excluded.started_at, deadline = excluded.deadline, pauses = excluded.pauses,
            breached_at = excluded.breached_at, state = excluded.state, changed_at = excluded.changed_at
        """;

    /// <summary>Writes all in one transaction, new ones and changed ones.</summary>
    public async Task UpsertAsync(IReadOnlyCollection<StoredTimer> timers, CancellationToken cancel)
    {
        if (timers.Count == 0)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        foreach (var timer in timers)
        {
            object?[] values =
            [
                timer.OrderKey, (int)timer.Side, timer.Limit.ToString(), timer.Lane, Instants.ToMicros(timer.StartedAt), Instants.ToMicros(timer.Deadline), Write(timer.Pauses),
                timer.BreachedAt is { } breached ? Instants.ToMicros(breached) : null, Name(timer.State), Instants.ToMicros(timer.ChangedAt),
            ];
            await db.Database.ExecuteSqlRawAsync(Upsert, values!, cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>All clocks that have not ended: running, paused or breached; shortest first.</summary>
    public async Task<IReadOnlyList<StoredTimer>> ReadRunningAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.SlaTimers.AsNoTracking().Where(t => t.State == "running" || t.State == "paused" || t.State == "breached").OrderBy(t => t.Deadline).ToListAsync(cancel);
        return [.. rows.Select(Read)];
    }

    /// <summary>Every clock of one order, also ended ones.</summary>
    public async Task<IReadOnlyList<StoredTimer>> ReadAsync(string orderKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.SlaTimers.AsNoTracking().Where(t => t.OrderKey == orderKey).OrderBy(t => t.Deadline).ToListAsync(cancel);
        return [.. rows.Select(Read)];
    }

    private static StoredTimer Read(SlaTimerRow row) => new(
        row.OrderKey, row.Side, row.Lane, LimitId.TryParse(row.LimitId, out var limit) ? limit : default, row.StartedAt, row.Deadline,
        [.. JsonSerializer.Deserialize<long?[][]>(row.Pauses)!.Select(p => new StoredPause(Instants.FromMicros(p[0]!.Value), p[1] is { } to ? Instants.FromMicros(to) : null))],
        row.BreachedAt, Enum.Parse<StoredTimerState>(row.State, ignoreCase: true), row.ChangedAt);

    private static string Write(IReadOnlyList<StoredPause> pauses) =>
        JsonSerializer.Serialize(pauses.Select(p => new[] { Instants.ToMicros(p.From), p.To is { } to ? Instants.ToMicros(to) : (long?)null }));

    private static string Name(StoredTimerState state) => state.ToString().ToLowerInvariant();
}
