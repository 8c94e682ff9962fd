using System.Globalization;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Readiness.Gates;
using CommandCenter.Shared;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts;

/// <summary>
/// Carries out what a shift does by itself. Each is one transaction that happens only while the shift still has the version that the move was reckoned for, so that it happens once, also when two
/// nodes or a restart reckon the same.
/// </summary>
public sealed class ShiftMoves(CommandRunner commands, GateGuard gates, TimeProvider time)
{
    private static readonly Permission byItself = Permissions.ShiftTraffic with { Command = "shift-by-itself" };

    /// <returns>Whether it was carried out: false where the shift has moved on meanwhile; Conflict where a red gate stops its next step; Unavailable.</returns>
    internal async Task<Result<bool>> RunAsync(ShiftSight sight, ShiftMove move, CancellationToken cancel)
    {
        var shift = sight.Shift;
        var done = await commands.RunAsync<long>(new CommandRequest(Actor.Product, byItself, Reason(move)), async (db, token) =>
        {
            if (await db.Shifts.FirstOrDefaultAsync(s => s.Id == shift.Id, token) is not { } row || row.Version != shift.Version)
            {
                return Error.Conflict("shift-moved", "It has moved on meanwhile.");
            }

            if (move.Kind == ShiftMoveKind.Promote && await gates.RefuseAsync(db, shift.Segments, shift.Steps[shift.Step + 1].Percent, token) is { } gated)
            {
                return gated;
            }

            var now = time.GetUtcNow();
            var kind = await ApplyAsync(db, row, shift, move, now, token);
            row.PhaseReason = move.Reason;
            ShiftSteps.Note(db, row, kind, move.Message, Actor.Product, await ShiftSteps.NextEntryAsync(db, token), now, move.Threshold);
            Keep(db, sight, now);
            return new Decided<long>(row.Version, new DecisionDraft(
                byItself.Command, $"{shift.Name}: {move.Message}", Impact(move.Kind), ["traffic", $"shift:{shift.Id}"],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["shift"] = shift.Id.ToString(), ["move"] = kind, ["step"] = (shift.Step + 1).ToString(CultureInfo.InvariantCulture) }));
        }, cancel);
        return done.Succeeded ? true : done.Error!.Code == "shift-moved" ? false : done.Error;
    }

    /// <summary>The rollbacks of its orders in flight have begun.</summary>
    internal static async Task BegunAsync(CommandsDb db, Guid shift, Guid? rollback, CancellationToken cancel) =>
        await db.Shifts.Where(s => s.Id == shift).ExecuteUpdateAsync(s => s.SetProperty(r => r.RollbacksDue, false).SetProperty(r => r.Rollback, rollback), cancel);

    /// <summary>Ends every shift that a person's rollback touches, within the rollback's transaction. What of its segments is not rolled back goes as before the shift: nobody watches it any more.</summary>
    /// <param name="rollback">Null where traffic was returned without one: the glass was broken.</param>
    /// <returns>The table with those shares, still of the same revision.</returns>
    internal static async Task<TrafficTable> EndRolledBackAsync(CommandsDb db, TrafficTable table, Segment scope, Guid? rollback, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        var next = table;
        foreach (var row in await db.Shifts.Where(s => s.EndedAt == null && s.StartedAt != null).ToListAsync(cancel))
        {
            var shift = ShiftQueries.Read(row, []);
            if (shift.Segments.Any(scope.Overlaps))
            {
                next = next.With([.. shift.Before.Where(b => !scope.Covers(b.Segment)).Select(b => (b.Segment, b.Hundredths, b.Mirror, b.SplitBy))]) with { Revision = table.Revision };
                ShiftSteps.End(row, ShiftState.RolledBack, now);
                (row.Rollback, row.PhaseReason) = (rollback, "rolled-back");
                ShiftSteps.Note(db, row, "rolled-back", $"{actor.Name} rolled back {scope}.", actor, await ShiftSteps.NextEntryAsync(db, cancel), now);
            }
        }

        return next;
    }

    internal static void Keep(CommandsDb db, ShiftSight sight, DateTimeOffset at) => db.ShiftLooks.Add(new ShiftLookRow
    {
        Id = Guid.CreateVersion7(at), ShiftId = sight.Shift.Id, Step = sight.Shift.Step, At = at, Verdict = (int)sight.Look.Verdict,
        Checks = JsonSerializer.Serialize(sight.Look.Checks, ShiftQueries.Stored), Cohort = JsonSerializer.Serialize(sight.Cohort, ShiftQueries.Stored),
    });

    private static async Task<string> ApplyAsync(CommandsDb db, ShiftRow row, Shift shift, ShiftMove move, DateTimeOffset now, CancellationToken cancel)
    {
        switch (move.Kind)
        {
            case ShiftMoveKind.Promote:
                await ShiftSteps.EnterAsync(db, row, shift.Step + 1, Actor.Product, Reason(move), now, cancel);
                return "promoted";
            case ShiftMoveKind.AskToConfirm:
                ShiftSteps.Rest(row, now);
                (row.State, row.ConfirmUntil) = ((int)ShiftState.Confirming, now + shift.Steps[shift.Step].Confirm!.Value / shift.TimeScale);
                return "asked";
            case ShiftMoveKind.Close:
                ShiftSteps.End(row, ShiftState.Closed, now);
                return "closed";
            case ShiftMoveKind.Return:
                await ShiftSteps.TakeBackAsync(db, row, ShiftState.Returned, Actor.Product, Reason(move), now, cancel);
                return "returned";
            case ShiftMoveKind.Page:
                return "paged";
            case ShiftMoveKind.RollBack:
                await ShiftSteps.RollBackAsync(db, row, Actor.Product, Reason(move), now, cancel);
                return "rolled-back";
            case ShiftMoveKind.Hold or ShiftMoveKind.HoldReleases:
                ShiftSteps.Rest(row, now);
                (row.State, row.ConfirmUntil) = ((int)ShiftState.Held, null);
                return move.Kind == ShiftMoveKind.Hold ? "held" : "releases-held";
            default:
                throw new InvalidOperationException($"{move.Kind} is not carried out here.");
        }
    }

    private static string Impact(ShiftMoveKind kind) => kind switch
    {
        ShiftMoveKind.Promote => "New orders only; orders that were accepted stay where they are.",
        ShiftMoveKind.Return => "Orders that were accepted stay where they are.",
        ShiftMoveKind.RollBack => "New orders go to legacy at once; every order in flight gets one outcome.",
        ShiftMoveKind.Close => "Its guard is off. What it commanded stands.",
        _ => "What is commanded stays until somebody decides.",
    };

    private static string Reason(ShiftMove move) => move.Message.Length <= 500 ? move.Message : move.Message[..500];
}
