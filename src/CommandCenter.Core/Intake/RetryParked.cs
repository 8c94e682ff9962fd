using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Intake;

/// <param name="State">As the entry stands after the command.</param>
public sealed record RetriedEntry(long Number, EntryState State);

/// <summary>A person has looked at a parked entry and wants it tried again: what may have happened is looked up before it is sent.</summary>
public sealed class RetryParked
{
    private readonly CommandRunner commands;
    private readonly Outbox outbox;

    internal RetryParked(CommandRunner commands, Outbox outbox) => (this.commands, this.outbox) = (commands, outbox);

    /// <returns>NotFound; Conflict where it is not parked; Forbidden; Validation (reason); Unavailable.</returns>
    public async Task<Result<RetriedEntry>> RunAsync(long number, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        JournalEntry? woken = null;
        var done = await commands.RunAsync<RetriedEntry>(
            new CommandRequest(actor, Permissions.RemedyOrders, reason, requestId),
            async (db, token) =>
            {
                if (await db.IntakeEntries.FirstOrDefaultAsync(e => e.Number == number, token) is not { } row)
                {
                    return Error.NotFound("entry-unknown", $"There is no entry {number} in the journal.");
                }

                if (row.State != (int)EntryState.Parked)
                {
                    return Error.Conflict("entry-not-parked", $"Entry {number} is not parked; it is {(EntryState)row.State}.");
                }

                row.State = (int)EntryState.Unknown;
                // the person vouches for it: the window of the target's memory begins anew
                row.FirstTriedAt = null;
                woken = JournalReader.Read(row);
                return new Decided<RetriedEntry>(
                    new RetriedEntry(number, EntryState.Unknown),
                    new DecisionDraft(
                        Permissions.RemedyOrders.Command, $"Try {woken.Operation} of {row.OrderKey} on {row.Side} again.", "It is looked up before it is sent.", [$"order:{row.OrderKey}"],
                        new Dictionary<string, string>(StringComparer.Ordinal) { ["entry"] = number.ToString(CultureInfo.InvariantCulture) }));
            },
            cancel);
        if (done.Succeeded && woken is { } entry && !outbox.Wake(entry))
        {
            outbox.Restore(entry);
        }

        return done;
    }
}
