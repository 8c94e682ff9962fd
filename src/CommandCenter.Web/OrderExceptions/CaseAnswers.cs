using CommandCenter.Access;
using CommandCenter.OrderExceptions.Remedies;
using CommandCenter.Orders;
using CommandCenter.Shared;

namespace CommandCenter.OrderExceptions;

/// <param name="Name">Such as EX-1187.</param>
/// <param name="Bucket">data-delay, schema-mismatch, business-rule-mismatch, carrier-response-failure, inventory-drift or duplicate-event.</param>
/// <param name="Team">engineering, operations, vendor or finance.</param>
/// <param name="Phase">open, acknowledged or resolved.</param>
/// <param name="Overdue">Unresolved, not muted, and past its due time.</param>
/// <param name="Money">Minor units of <paramref name="Currency"/>.</param>
/// <param name="SameRule">Unresolved cases of the same rule, this one included.</param>
public sealed record CaseAnswer(
    Guid Id, string Name, string Fingerprint, string Source, string Rule, string Bucket, string Team, string Title, string Why, string? OrderKey, string? Lane, Side? Side, Stage? Stage, int Orders, long? Money,
    string? Currency, CaseSeverity Severity, DateTimeOffset Since, DateTimeOffset OpenedAt, DateTimeOffset DueAt, bool Overdue, CasePhase Phase, string Reason, string Message, string? Assignee,
    DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, DateTimeOffset? ResolvedAt, string? ResolvedBy, DateTimeOffset? MutedUntil, string? MutedBy, string? MuteReason, DateTimeOffset? PassedAt,
    int Occurrences, int Reopened, string? LastNote, string? LastNoteBy, DateTimeOffset? LastNoteAt, DateTimeOffset UpdatedAt, long Version, int SameRule, string? Link)
{
    internal static CaseAnswer Of(ExceptionCase c, DateTimeOffset now) => new(
        c.Id, c.Name, c.Fingerprint, c.Source, c.Rule, c.Bucket.Name(), c.Team.Name(), c.Title, c.Why, c.OrderKey, c.Lane, c.Side, c.Stage, c.Orders, c.Money, c.Currency, c.Severity, c.Since, c.OpenedAt,
        c.DueAt, c.Phase != CasePhase.Resolved && c.DueAt < now && !(c.MutedUntil > now), c.Phase, c.Reason, c.Message, c.Assignee, c.AcknowledgedAt, c.AcknowledgedBy, c.ResolvedAt, c.ResolvedBy,
        c.MutedUntil > now ? c.MutedUntil : null, c.MutedBy, c.MuteReason, c.PassedAt, c.Occurrences, c.Reopened, c.LastNote, c.LastNoteBy, c.LastNoteAt, c.UpdatedAt, c.Version, c.SameRule, c.Link);
}

/// <summary>Unresolved cases of one bucket and team, without the muted ones, with their age since they were opened.</summary>
public sealed record CaseTallyAnswer(string Bucket, string Team, int Open, int Waiting, int Overdue, DateTimeOffset Oldest, int UnderHour, int UnderFourHours, int UnderDay, int Older)
{
    internal static CaseTallyAnswer Of(CaseTally t) => new(t.Bucket.Name(), t.Team.Name(), t.Open, t.Waiting, t.Overdue, t.Oldest, t.UnderHour, t.UnderFourHours, t.UnderDay, t.Older);
}

/// <param name="Cursor">For the next page; null on the last.</param>
/// <param name="Total">How many match.</param>
/// <param name="Counts">Of all unresolved cases, whatever the filter.</param>
/// <param name="Set">Which cases match, on all pages: what a bulk command by this filter is to name. Null where more match than one command may change.</param>
public sealed record CaseListAnswer(IReadOnlyList<CaseAnswer> Items, string? Cursor, int Total, IReadOnlyList<CaseTallyAnswer> Counts, string? Set);

/// <param name="Kind">re-send, map-again, pin or cancel-duplicate: the end of the address that runs it.</param>
/// <param name="Effect">What it does.</param>
/// <param name="Roles">Who may.</param>
/// <param name="Why">Why it cannot be commanded now; null where it can.</param>
public sealed record CaseRemedyAnswer(string Kind, string Label, string Effect, IReadOnlyList<Role> Roles, string? Why)
{
    internal static CaseRemedyAnswer Of(CaseRemedy r) => new(r.Kind.Name(), r.Label, r.Effect, r.Needs.Roles, r.Why);
}

/// <param name="Reason">3 to 500 characters on one line.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record CaseRemedyRequest(string? Reason, Guid? RequestId);

/// <param name="Message">What is done now.</param>
public sealed record CaseRemedyDone(string Kind, string Message);

/// <param name="History">Newest first, at most 500.</param>
/// <param name="Remedies">What can be done about the trouble itself, the nearest first.</param>
public sealed record CaseDetailAnswer(CaseAnswer Case, IReadOnlyList<CaseEntry> History, IReadOnlyList<CaseAttachment> Attachments, IReadOnlyList<CaseRemedyAnswer> Remedies);

/// <param name="Reason">Resolve, reopen and mute: 3 to 500 characters on one line.</param>
/// <param name="Note">Note: 1 to 2000 characters.</param>
/// <param name="Assignee">Assign: a person's sign-in name; null = nobody.</param>
/// <param name="Team">Assign: the team that it goes to; null = as it is.</param>
/// <param name="Until">Mute: the end, at most 30 days away.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record CaseStepRequest(string? Reason, string? Note, string? Assignee, string? Team, DateTimeOffset? Until, Guid? RequestId);

/// <param name="Ids">Cases by id, at most 1000; or <paramref name="Filter"/>.</param>
/// <param name="Action">acknowledge, assign, resolve, reopen, note, mute or unmute.</param>
/// <param name="ExpectedCount">How many cases the person was told that it would be; another number now refuses.</param>
/// <param name="ExpectedSet">With <paramref name="Filter"/>: the <c>set</c> of the list that the person saw; other cases now refuse, also where they are as many.</param>
public sealed record CaseBulkRequest(
    IReadOnlyList<Guid>? Ids, CaseFilterRequest? Filter, string? Action, int? ExpectedCount, string? ExpectedSet, string? Reason, string? Note, string? Assignee, string? Team, DateTimeOffset? Until, Guid? RequestId);

/// <summary>The filter of the list, as a body.</summary>
public sealed record CaseFilterRequest(string? Team, string? Bucket, string? Lane, string? Phase, string? Assignee, string? Rule, string? Text, bool? Muted, string? Order)
{
    internal Result<CaseFilter> Read()
    {
        OwnerTeam? team = null;
        ExceptionBucket? bucket = null;
        var phase = CaseStanding.Unresolved;
        if (!string.IsNullOrEmpty(Team))
        {
            if (!ExceptionNames.TryParse(Team, out OwnerTeam named)) return Wrong("team", string.Join(", ", ExceptionNames.Teams.Select(t => t.Name())));
            team = named;
        }

        if (!string.IsNullOrEmpty(Bucket))
        {
            if (!ExceptionNames.TryParse(Bucket, out ExceptionBucket named)) return Wrong("bucket", string.Join(", ", ExceptionNames.Buckets.Select(b => b.Name())));
            bucket = named;
        }

        if (!string.IsNullOrEmpty(Phase) && (char.IsAsciiDigit(Phase[0]) || !Enum.TryParse(Phase, ignoreCase: true, out phase)))
        {
            return Wrong("phase", "unresolved, open, acknowledged, resolved or all");
        }

        return new CaseFilter(team, bucket, Blank(Lane), phase, Blank(Assignee), Blank(Rule), Blank(Text), Muted ?? (phase is CaseStanding.Resolved or CaseStanding.All ? null : false), null, Blank(Order));
    }

    internal static Error Wrong(string field, string allowed) => Error.Validation("bad-query", $"'{field}' cannot be read; allowed: {allowed}.", field);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
