namespace CommandCenter.Readiness.Deadlines;

/// <summary>How deadlines are named in plan, API and pages.</summary>
public static class DeadlineWords
{
    /// <summary>As the API writes it: <c>risk</c>, <c>known-issue</c>, <c>open-decision</c>.</summary>
    public static string Key(this DeadlineKind kind) => kind switch { DeadlineKind.Risk => "risk", DeadlineKind.KnownIssue => "known-issue", _ => "open-decision" };

    /// <summary>For a person: <c>Risk</c>, <c>Known issue</c>, <c>Decision</c>.</summary>
    public static string Words(this DeadlineKind kind) => kind switch { DeadlineKind.Risk => "Risk", DeadlineKind.KnownIssue => "Known issue", _ => "Decision" };

    /// <summary>As plan and API write it.</summary>
    public static string Key(this DeadlineState state) => state.ToString().ToLowerInvariant();

    /// <summary>As plan and API write it.</summary>
    public static string Key(this DeadlineLevel level) => level.ToString().ToLowerInvariant();
}
