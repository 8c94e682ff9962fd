using System.Globalization;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts;

/// <summary>What changes in the store when a shift moves, within the caller's transaction, which holds the head of the decision log.</summary>
internal static class ShiftSteps
{
    /// <summary>Sends every segment by the share of a step, as one revision after the other, and lets it bake.</summary>
    public static async Task<TrafficRevision> EnterAsync(CommandsDb db, ShiftRow row, int step, Actor actor, string reason, DateTimeOffset now, CancellationToken cancel)
    {
        var shift = ShiftQueries.Read(row, []);
        var plan = shift.Steps[step];
        var table = (await TrafficTables.CurrentAsync(db, cancel)).Table;
        if (row.Before is null)
        {
            row.Before = JsonSerializer.Serialize(shift.Segments.Select(s => BeforeOf(table, s, shift.SplitBy)), ShiftQueries.Stored);
        }

        var revision = await MoveAsync(db, table, shift.Segments.Select(s => new ShareBefore(s, (int)(plan.Percent * 100), plan.Mirror, shift.SplitBy)), actor, reason, now, cancel);
        // whoever journals an order holds the same row, so its number is behind this one exactly where it was decided by the new table
        row.StepOrder = await db.TrafficHeads.Where(h => h.Id == 1).Select(h => h.NextNumber).SingleAsync(cancel) - 1;
        row.FirstOrder ??= row.StepOrder;
        (row.State, row.Step, row.StepRevision, row.StepBeganAt, row.BakingSince, row.BakedMicros, row.ConfirmUntil) =
            ((int)ShiftState.Baking, step, revision.Table.Revision, now, now, 0, null);
        row.PhaseReason = "baking";
        row.Message = string.Create(CultureInfo.InvariantCulture, $"Step {step + 1} of {shift.Steps.Count} bakes at {plan.Percent:0.##} %.");
        return revision;
    }

    /// <summary>New orders go as before the shift began.</summary>
    public static async Task<TrafficRevision> TakeBackAsync(CommandsDb db, ShiftRow row, ShiftState end, Actor actor, string reason, DateTimeOffset now, CancellationToken cancel)
    {
        var shift = ShiftQueries.Read(row, []);
        var revision = await MoveAsync(db, (await TrafficTables.CurrentAsync(db, cancel)).Table, shift.Before, actor, reason, now, cancel);
        End(row, end, now);
        return revision;
    }

    /// <summary>New orders of every segment are legacy's from now on; the rollbacks of those in flight are due.</summary>
    public static async Task RollBackAsync(CommandsDb db, ShiftRow row, Actor actor, string reason, DateTimeOffset now, CancellationToken cancel)
    {
        var table = (await TrafficTables.CurrentAsync(db, cancel)).Table;
        await TrafficTables.AddAsync(db, table.RolledBack(ShiftQueries.Read(row, []).Segments), actor, reason, now, cancel);
        End(row, ShiftState.RolledBack, now);
        row.RollbacksDue = true;
    }

    public static void End(ShiftRow row, ShiftState end, DateTimeOffset now)
    {
        Rest(row, now);
        (row.State, row.ConfirmUntil, row.EndedAt) = ((int)end, null, now);
    }

    /// <summary>It bakes no longer; what it has baked is kept.</summary>
    public static void Rest(ShiftRow row, DateTimeOffset now)
    {
        if (row.BakingSince is { } since)
        {
            row.BakedMicros += Math.Max(0, (long)(now - since).TotalMicroseconds);
            row.BakingSince = null;
        }
    }

    /// <summary>Keeps what happened; to be called last, with the entry that the transaction is about to append.</summary>
    public static void Note(CommandsDb db, ShiftRow row, string kind, string text, Actor actor, long decision, DateTimeOffset now, string? threshold = null)
    {
        row.Version++;
        row.Message = text;
        db.ShiftEvents.Add(new ShiftEventRow { ShiftId = row.Id, Version = row.Version, At = now, Step = row.Step, Kind = kind, Text = text, Actor = actor.Name, Threshold = threshold, Decision = decision });
    }

    public static async Task<long> NextEntryAsync(CommandsDb db, CancellationToken cancel) => (await DecisionLog.LockHeadAsync(db, cancel)).Sequence + 1;

    /// <summary>All segments in one revision.</summary>
    private static async Task<TrafficRevision> MoveAsync(CommandsDb db, TrafficTable table, IEnumerable<ShareBefore> shares, Actor actor, string reason, DateTimeOffset now, CancellationToken cancel)
    {
        var next = table.With([.. shares.Select(s => (s.Segment, s.Hundredths, s.Mirror, s.SplitBy))]);
        return await TrafficTables.AddAsync(db, next, actor, reason, now, cancel);
    }

    /// <summary>The rule of exactly this segment, else the one that decides for most of it.</summary>
    public static ShareBefore BeforeOf(TrafficTable table, Segment segment, SplitBy splitBy)
    {
        var rule = table.RuleOf(segment) ?? table.Rules.First(r => r.Segment.Covers(segment));
        return new ShareBefore(segment, rule.Hundredths, rule.Mirror, rule == TrafficRule.Default ? splitBy : rule.SplitBy);
    }
}
