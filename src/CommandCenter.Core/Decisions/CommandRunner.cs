using System.Data.Common;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Decisions;

/// <summary>Who commands, why, and which click it was.</summary>
/// <param name="Permission">What the actor must be allowed.</param>
/// <param name="Reason">3 to 500 characters without control characters.</param>
/// <param name="RequestId">Made when the dialog opened; the same id again answers what the first answered and does nothing. Null: every call is a command of its own.</param>
public sealed record CommandRequest(Actor Actor, Permission Permission, string? Reason, Guid? RequestId = null);

/// <summary>What a command came to, to be committed with its entry in the log.</summary>
/// <param name="Outcome">Answered, and kept as JSON for a repeat of the same request.</param>
public sealed record Decided<T>(T Outcome, DecisionDraft Draft);

/// <summary>Carries commands out: permission, reason, repeat, one transaction for intent and log entry, then the notice.</summary>
public sealed class CommandRunner(IDbContextFactory<CommandsDb> databases, DecisionLog log, CommandsGate gate, TimeProvider time)
{
    private static readonly JsonSerializerOptions stored = new(JsonSerializerDefaults.Web);

    /// <param name="decide">Reads and changes within the transaction; a refusal rolls it back.</param>
    /// <returns>
    /// The outcome; Forbidden; Validation (reason); Conflict where the request id belongs to another command; Unavailable when the store did not take it; or what
    /// <paramref name="decide"/> refused with.
    /// </returns>
    public async Task<Result<T>> RunAsync<T>(CommandRequest request, Func<CommandsDb, CancellationToken, Task<Result<Decided<T>>>> decide, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(decide);
        if (Permissions.Refuse(request.Actor, request.Permission) is { } forbidden)
        {
            return forbidden;
        }

        if (request.Reason?.Trim() is not { Length: >= 3 and <= 500 } reason || reason.Any(char.IsControl))
        {
            return Error.Validation("reason-missing", "A reason of 3 to 500 characters on one line is needed; it stands in the decision log.", "reason");
        }

        try
        {
            using var turn = await gate.EnterAsync();
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            // from here to the commit commands wait for one another, so that what one has read is still true when it writes
            await DecisionLog.LockHeadAsync(db, cancel);
            if (request.RequestId is { } id && await db.CommandRequests.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancel) is { } before)
            {
                return Again<T>(before, request);
            }

            var decided = await decide(db, cancel);
            if (decided.Error is { } refused)
            {
                return refused;
            }

            if (request.RequestId is { } first)
            {
                db.CommandRequests.Add(new CommandRequestRow
                {
                    Id = first, Command = request.Permission.Command, Actor = request.Actor.Name, At = time.GetUtcNow(), Outcome = JsonSerializer.Serialize(decided.Value.Outcome, stored),
                });
            }

            var entry = await log.AppendAsync(db, request.Actor, decided.Value.Draft, reason, request.RequestId, cancel);
            await transaction.CommitAsync(cancel);
            log.Tell(entry);
            return decided.Value.Outcome;
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            return Error.Unavailable("store-unwritable", $"The command could not be recorded ({(e.InnerException ?? e).Message}). Nothing was done; the same request may be sent again.");
        }
    }

    private static Result<T> Again<T>(CommandRequestRow before, CommandRequest request) =>
        before.Command == request.Permission.Command && before.Actor == request.Actor.Name && before.Outcome is { } outcome && JsonSerializer.Deserialize<T>(outcome, stored) is { } answer
            ? answer
            : Error.Conflict("request-id-used", $"The request id belongs to another command ({before.Command} by {before.Actor}). Open the dialog anew.");
}
