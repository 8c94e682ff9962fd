using System.Text.Json;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Reads shifts for pages, API and whoever carries them out.</summary>
public sealed class ShiftQueries(IDbContextFactory<CommandsDb> databases)
{
    internal static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web);

    private const int MostEvents = 200;

    /// <summary>Null where there is none.</summary>
    public async Task<Shift?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await FindAsync(db, id, cancel);
    }

    /// <summary>Those that have not ended, oldest first.</summary>
    public async Task<IReadOnlyList<Shift>> OpenAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await OpenAsync(db, cancel);
    }

    /// <summary>Those that a threshold ended and whose rollbacks have still to be begun.</summary>
    internal async Task<IReadOnlyList<Shift>> DueAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return [.. (await db.Shifts.AsNoTracking().Where(s => s.RollbacksDue).OrderBy(s => s.Number).ToListAsync(cancel)).Select(r => Read(r, []))];
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Only numbers below it; null = from the newest.</param>
    /// <param name="limit">1 to 100.</param>
    public async Task<(IReadOnlyList<Shift> Items, long? Next, int Total)> ListAsync(long? before, int limit, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.Shifts.AsNoTracking().Where(s => before == null || s.Number < before).OrderByDescending(s => s.Number).Take(Math.Clamp(limit, 1, 100) + 1).ToListAsync(cancel);
        var more = rows.Count > limit;
        IReadOnlyList<Shift> items = [.. rows.Take(limit).Select(r => Read(r, []))];
        return (items, more ? items[^1].Number : null, await db.Shifts.CountAsync(cancel));
    }

    /// <summary>The looks at one shift, the oldest first, at most <paramref name="most"/> of the newest.</summary>
    /// <param name="after">Only later ones; null = all.</param>
    public async Task<IReadOnlyList<ShiftLook>> LooksAsync(Guid id, int most, DateTimeOffset? after, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var rows = await db.ShiftLooks.AsNoTracking().Where(l => l.ShiftId == id && (after == null || l.At > after)).OrderByDescending(l => l.At).Take(most).ToListAsync(cancel);
        rows.Reverse();
        return rows.ConvertAll(l => new ShiftLook(l.Step, l.At, (CheckVerdict)l.Verdict, JsonSerializer.Deserialize<Check[]>(l.Checks, Stored)!, JsonSerializer.Deserialize<CohortFigures>(l.Cohort, Stored)!));
    }

    internal static async Task<Shift?> FindAsync(CommandsDb db, Guid id, CancellationToken cancel)
    {
        if (await db.Shifts.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancel) is not { } row)
        {
            return null;
        }

        var events = await db.ShiftEvents.AsNoTracking().Where(e => e.ShiftId == id).OrderByDescending(e => e.Version).Take(MostEvents)
            .Select(e => new ShiftEvent(e.At, e.Step, e.Kind, e.Text, e.Actor, e.Threshold, e.Decision)).ToListAsync(cancel);
        return Read(row, events);
    }

    internal static async Task<IReadOnlyList<Shift>> OpenAsync(CommandsDb db, CancellationToken cancel) =>
        [.. (await db.Shifts.AsNoTracking().Where(s => s.EndedAt == null).OrderBy(s => s.Number).ToListAsync(cancel)).Select(r => Read(r, []))];

    /// <summary>The shift that moves traffic where it touches <paramref name="segment"/>; null where none does.</summary>
    internal static async Task<Shift?> RunningInAsync(CommandsDb db, Segment segment, CancellationToken cancel) =>
        (await OpenAsync(db, cancel)).FirstOrDefault(s => s.State.IsRunning() && s.Segments.Any(own => own.Overlaps(segment)));

    internal static Shift Read(ShiftRow row, IReadOnlyList<ShiftEvent> events) => new(
        row.Id, row.Number, JsonSerializer.Deserialize<Segment[]>(row.Segments, Stored)!, JsonSerializer.Deserialize<ShiftStepPlan[]>(row.Steps, Stored)!, (SplitBy)row.SplitBy, row.Alpha, row.PlanHash,
        (ShiftState)row.State, row.Step, row.PhaseReason, row.Message, row.CreatedAt, row.CreatedBy, row.Reason, row.StartedAt,
        row.Before is null ? [] : JsonSerializer.Deserialize<ShareBefore[]>(row.Before, Stored)!, row.FirstOrder, row.StepOrder, row.StepRevision, row.StepBeganAt, row.BakingSince, TimeSpan.FromMicroseconds(row.BakedMicros),
        row.ConfirmUntil, row.EndedAt, row.RollbacksDue, row.Rollback, row.Version, events, row.TimeScale);
}
