using CommandCenter.Persistence;
using CommandCenter.Shared;

namespace CommandCenter.OrderExceptions;

/// <summary>What a person may do with a case.</summary>
public enum CaseAction
{
    Acknowledge,
    Assign,
    Resolve,
    Reopen,
    Note,
    Mute,
    Unmute,
}

/// <summary>What a person wants done with a case.</summary>
/// <param name="Text">The reason or the note: a reason for resolve, reopen and mute (3 to 500 characters on one line), a note of 1 to 2000 characters.</param>
/// <param name="Assignee">Assign: whose it is from now on; null = nobody's.</param>
/// <param name="Team">Assign: the team that it goes to; null = as it is.</param>
/// <param name="Until">Mute: the end, at most 30 days away.</param>
public sealed record CaseCommand(CaseAction Action, string? Text = null, string? Assignee = null, OwnerTeam? Team = null, DateTimeOffset? Until = null);

/// <summary>The transition table: what may be done in which phase, and what it makes of a case.</summary>
internal static class CaseSteps
{
    public static readonly TimeSpan LongestMute = TimeSpan.FromDays(30);

    /// <summary>In which phases each is allowed.</summary>
    private static readonly Dictionary<CaseAction, CasePhase[]> allowed = new()
    {
        [CaseAction.Acknowledge] = [CasePhase.Open],
        [CaseAction.Assign] = [CasePhase.Open, CasePhase.Acknowledged],
        [CaseAction.Resolve] = [CasePhase.Open, CasePhase.Acknowledged],
        [CaseAction.Reopen] = [CasePhase.Resolved],
        [CaseAction.Note] = [CasePhase.Open, CasePhase.Acknowledged, CasePhase.Resolved],
        [CaseAction.Mute] = [CasePhase.Open, CasePhase.Acknowledged],
        [CaseAction.Unmute] = [CasePhase.Open, CasePhase.Acknowledged, CasePhase.Resolved],
    };

    /// <summary>Null where the case may take the step now; otherwise a Conflict that says how it stands.</summary>
    public static Error? Refuse(CaseAction action, CasePhase phase, bool muted, string name)
    {
        var verb = action.ToString().ToLowerInvariant();
        if (!allowed[action].Contains(phase))
        {
            return Error.Conflict("case-phase", $"{name} is {phase.ToString().ToLowerInvariant()}; {verb} is possible where it is {string.Join(" or ", allowed[action].Select(p => p.ToString().ToLowerInvariant()))}.");
        }

        return action switch
        {
            CaseAction.Mute when muted => Error.Conflict("case-muted", $"{name} is muted already; unmute it first, or let it end."),
            CaseAction.Unmute when !muted => Error.Conflict("case-not-muted", $"{name} is not muted."),
            _ => null,
        };
    }

    /// <summary>Whether the input is what the action needs; Validation that names the field.</summary>
    public static Error? Check(CaseCommand command, DateTimeOffset now) => command.Action switch
    {
        CaseAction.Resolve or CaseAction.Reopen or CaseAction.Mute when command.Text?.Trim() is not { Length: >= 3 and <= 500 } text || text.Any(char.IsControl) =>
            Error.Validation("reason-missing", "A reason of 3 to 500 characters on one line is needed; it stands in the case's history.", "reason"),
        CaseAction.Note when command.Text?.Trim() is not { Length: >= 1 and <= 2000 } text || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) =>
            Error.Validation("note-missing", "A note of 1 to 2000 characters is needed.", "note"),
        CaseAction.Mute when command.Until is not { } until || until <= now || until > now + LongestMute =>
            Error.Validation("until-out-of-range", "A mute ends in the future, at most 30 days from now.", "until"),
        CaseAction.Assign when command.Assignee is { } name && (name.Trim().Length is < 1 or > 100 || name.Any(char.IsControl)) =>
            Error.Validation("assignee", "An assignee is a person's sign-in name of 1 to 100 characters; nothing = nobody.", "assignee"),
        _ => null,
    };

    /// <summary>Carries an allowed step out on <paramref name="row"/>.</summary>
    /// <param name="due">When a case of a severity that is opened now is due.</param>
    /// <returns>What its history says.</returns>
    public static CaseEntryRow Apply(ExceptionCaseRow row, CaseCommand command, string actor, DateTimeOffset now, Func<CaseSeverity, DateTimeOffset> due)
    {
        var text = command.Text?.Trim();
        switch (command.Action)
        {
            case CaseAction.Acknowledge:
                (row.Phase, row.Reason, row.AcknowledgedAt, row.AcknowledgedBy) = (CasePhase.Acknowledged, "taken", now, actor);
                // who takes a case that is nobody's has it
                row.Assignee ??= actor;
                break;
            case CaseAction.Assign:
                var (before, team) = (row.Assignee, row.Team);
                (row.Assignee, row.Team) = (command.Assignee?.Trim(), command.Team ?? row.Team);
                text = $"{(row.Assignee is { } to ? $"to {to}" : "to nobody")}{(before is { } from && from != row.Assignee ? $", was {from}" : "")}{(row.Team != team ? $"; {row.Team.Name()}, was {team.Name()}" : "")}";
                break;
            case CaseAction.Resolve:
                (row.Phase, row.Reason, row.ResolvedAt, row.ResolvedBy, row.TimesResolved) = (CasePhase.Resolved, "by-person", now, actor, row.Times);
                break;
            case CaseAction.Reopen:
                Reopen(row, "reopened", now, due);
                break;
            case CaseAction.Note:
                (row.LastNote, row.LastNoteBy, row.LastNoteAt) = (text, actor, now);
                break;
            case CaseAction.Mute:
                (row.MutedUntil, row.MutedBy, row.MuteReason) = (command.Until, actor, text);
                break;
            default:
                Unmute(row);
                break;
        }

        return Add(row, KindOf(command.Action), actor, text, now);
    }

    /// <summary>Opens a resolved case again, with a clock of its own.</summary>
    public static void Reopen(ExceptionCaseRow row, string reason, DateTimeOffset now, Func<CaseSeverity, DateTimeOffset> due)
    {
        (row.Phase, row.Reason, row.OpenedAt, row.DueAt) = (CasePhase.Open, reason, now, due(row.Severity));
        (row.ResolvedAt, row.ResolvedBy, row.AcknowledgedAt, row.AcknowledgedBy, row.TimesResolved) = (null, null, null, null, null);
        row.Reopened++;
    }

    public static void Unmute(ExceptionCaseRow row) => (row.MutedUntil, row.MutedBy, row.MuteReason) = (null, null, null);

    /// <summary>The next entry of the case's history; the case has changed with it.</summary>
    public static CaseEntryRow Add(ExceptionCaseRow row, string kind, string actor, string? text, DateTimeOffset now)
    {
        row.UpdatedAt = now;
        row.Version++;
        return new CaseEntryRow { CaseId = row.Id, Number = ++row.Entries, At = now, Actor = actor, Kind = kind, Text = text };
    }

    private static string KindOf(CaseAction action) => action switch
    {
        CaseAction.Acknowledge => "acknowledged",
        CaseAction.Assign => "assigned",
        CaseAction.Resolve => "resolved",
        CaseAction.Reopen => "reopened",
        CaseAction.Note => "note",
        CaseAction.Mute => "muted",
        _ => "unmuted",
    };
}
