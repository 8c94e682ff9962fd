using CommandCenter.Access;
using CommandCenter.Shared;

namespace CommandCenter.Decisions;

/// <summary>A decision that people took and want on record, such as a go or a no-go.</summary>
/// <param name="Title">What was decided: 3 to 200 characters.</param>
/// <param name="Reason">Why: 3 to 500 characters.</param>
/// <param name="Impact">What follows: at most 500 characters.</param>
/// <param name="Refs">What it is about, such as <c>order:AR-4711</c>: at most 50, each of 1 to 200 characters.</param>
public sealed record DecisionNote(string? Title, string? Reason, string? Impact, IReadOnlyList<string>? Refs);

/// <param name="Sequence">Number of the entry.</param>
public sealed record RecordedDecision(long Sequence);

/// <summary>Puts a person's decision into the log.</summary>
public sealed class RecordDecision(CommandRunner commands)
{
    /// <returns>The entry; Forbidden; Validation that names the field; Unavailable.</returns>
    public async Task<Result<RecordedDecision>> RunAsync(DecisionNote note, Actor actor, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(actor);
        if (Permissions.Refuse(actor, Permissions.RecordDecision) is { } forbidden)
        {
            return forbidden;
        }

        if (Problem(note) is { } problem)
        {
            return problem;
        }

        var draft = new DecisionDraft(Permissions.RecordDecision.Command, note.Title!.Trim(), note.Impact?.Trim(), [.. (note.Refs ?? []).Select(r => r.Trim())]);
        return await commands.RunAsync<RecordedDecision>(
            new CommandRequest(actor, Permissions.RecordDecision, note.Reason, requestId),
            async (db, token) => new Decided<RecordedDecision>(new RecordedDecision((await DecisionLog.LockHeadAsync(db, token)).Sequence + 1), draft), cancel);
    }

    private static Error? Problem(DecisionNote note)
    {
        if (note.Title?.Trim() is not { Length: >= 3 and <= 200 } title || title.Any(char.IsControl))
        {
            return Error.Validation("title", "title says what was decided, in 3 to 200 characters on one line.", "title");
        }

        if (note.Impact is { } impact && (impact.Trim().Length > 500 || impact.Any(c => char.IsControl(c) && c != '\n')))
        {
            return Error.Validation("impact", "impact has at most 500 characters.", "impact");
        }

        return note.Refs is { } refs && (refs.Count > 50 || refs.Any(r => r.Trim() is not { Length: >= 1 and <= 200 } one || one.Any(char.IsControl)))
            ? Error.Validation("refs", "refs has at most 50 entries of 1 to 200 characters each.", "refs")
            : null;
    }
}
