namespace CommandCenter.Readiness.Deadlines;

/// <summary>What somebody has to settle by a date.</summary>
public enum DeadlineKind
{
    Risk,
    KnownIssue,
    OpenDecision,
}

/// <summary>How it stands. Risks are open, mitigated, accepted or closed; issues open, accepted or closed; decisions open or decided.</summary>
public enum DeadlineState
{
    Open,
    Mitigated,
    Accepted,
    Closed,
    Decided,
}

/// <summary>How bad, or how likely, from the worst on.</summary>
public enum DeadlineLevel
{
    Critical,
    High,
    Medium,
    Low,
}

/// <summary>A risk, a known issue or an open decision of the plan.</summary>
/// <param name="Id">Kebab-case, unique among its kind.</param>
/// <param name="Owner">Person or team.</param>
/// <param name="Due">When it has to be settled; a date of the plan is the end of that day in the plan's zone.</param>
/// <param name="State">As the plan says it; the log may know more of a decision.</param>
/// <param name="Severity">Of an issue; null for the others.</param>
/// <param name="Likelihood">Of a risk; null for the others.</param>
/// <param name="Impact">Of a risk; null for the others.</param>
/// <param name="Remedy">The mitigation of a risk, the workaround of an issue, what hangs on a decision; null where the plan says none.</param>
/// <param name="Outcome">What the plan says was decided; null for the others and while it is open.</param>
public sealed record Deadline(
    DeadlineKind Kind, string Id, string Title, string Owner, DateTimeOffset Due, DeadlineState State, DeadlineLevel? Severity, DeadlineLevel? Likelihood, DeadlineLevel? Impact, string? Remedy, string? Outcome)
{
    /// <summary>How an entry of the decision log refers to an open decision.</summary>
    public static string SubjectOf(string decision) => "open-decision:" + decision;
}
