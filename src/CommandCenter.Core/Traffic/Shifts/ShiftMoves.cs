using System.Globalization;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Traffic.Shifts;

/// <summary>
/// Carries out what a shift does by itself. Each is one transaction that happens only while the shift still has the version that the move was reckoned for, so that it happens once, also when two
/// nodes or a restart reckon the same.
/// </summary>
public sealed class ShiftMoves(CommandRunner commands, TimeProvider time)
{
    private static readonly Permission byItself = Permissions.ShiftTraffic with { Command = "shift-by-itself" };

    /// <returns>Whether it was carried out: false where the shift has moved on meanwhile; Unavailable.</returns>
    internal async Task<Result<bool>> RunAsync(Shift shift, ShiftMove move, Look look, CancellationToken cancel)
    {
        var done = await commands.RunAsync<long>(new CommandRequest(Actor.Product, byItself, Reason(move)), async (db, token) =>
        {
            if (await db.Shifts.FirstOrDefaultAsync(s => s.Id == shift.Id, token) is not { } row || row.Version != shift.Version)
            {
                return Error.Conflict("shift-moved", "It has moved on meanwhile.");
            }

            var now = time.GetUtcNow();
            var kind = await ApplyAsync(db, row, shift, move, now, token);
            row.PhaseReason = move.Reason;
            ShiftSteps.Note(db, row, kind, move.Message, Actor.Product, await ShiftSteps.NextEntryAsync(db, token), now);
            Keep(db, shift, look, now);
            return new Decided<long>(row.Version, new DecisionDraft(
                byItself.Command, $"{shift.Name}: {move.Message}", Impact(move.Kind), ["traffic", $"shift:{shift.Id}"],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["shift"] = shift.Id.ToString(), ["move"] = kind, ["step"] = (shift.Step + 1).ToString(CultureInfo.InvariantCulture) }));
        }, cancel);
        return done.Succeeded ? true : done.Error!.Code == "shift-moved" ? false : done.Error;
    }

    /// <summary>Ends it because its segments are rolled back, whoever commanded that; within the rollback's transaction.</summary>
    /// <param name="rollback">Null where traffic was returned without one: the glass was broken.</param>
    internal static async Task EndRolledBackAsync(CommandsDb db, Segment scope, Guid? rollback, Actor actor, DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var row in await db.Shifts.Where(s => s.EndedAt == null && s.StartedAt != null).ToListAsync(cancel))
        {
            if (ShiftQueries.Read(row, []).Segments.Any(scope.Overlaps))
            {
                ShiftSteps.End(row, ShiftState.RolledBack, now);
                (row.Rollback, row.PhaseReason) = (rollback, "rolled-back");
                ShiftSteps.Note(db, row, "rolled-back", $"{actor.Name} rolled back {scope}.", actor, await ShiftSteps.NextEntryAsync(db, cancel), now);
            }
        }
    }

    internal static void Keep(CommandsDb db, Shift shift, Look look, DateTimeOffset at) =>
        db.ShiftLooks.Add(new ShiftLookRow { ShiftId = shift.Id, Step = shift.Step, At = at, Verdict = (int)look.Verdict, Checks = JsonSerializer.Serialize(look.Checks, ShiftQueries.Stored) });

    private static async Task<string> ApplyAsync(CommandsDb db, ShiftRow row, Shift shift, ShiftMove move, DateTimeOffset now, CancellationToken cancel)
    {
        switch (move.Kind)
        {
            case ShiftMoveKind.Promote:
                await ShiftSteps.EnterAsync(db, row, shift.Step + 1, Actor.Product, move.Message, now, cancel);
                return "promoted";
            case ShiftMoveKind.AskToConfirm:
                ShiftSteps.Rest(row, now);
                (row.State, row.ConfirmUntil) = ((int)ShiftState.Confirming, now + shift.Steps[shift.Step].Confirm!.Value / shift.TimeScale);
                return "asked";
            case ShiftMoveKind.Close:
                ShiftSteps.End(row, ShiftState.Closed, now);
                return "closed";
            case ShiftMoveKind.Return:
                await ShiftSteps.TakeBackAsync(db, row, ShiftState.Returned, Actor.Product, move.Message, now, cancel);
                return "returned";
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
        ShiftMoveKind.Close => "Its guard is off. What it commanded stands.",
        _ => "What is commanded stays until somebody decides.",
    };

    private static string Reason(ShiftMove move) => move.Message.Length <= 500 ? move.Message : move.Message[..500];
}
