namespace CommandCenter.Readiness.Deadlines;

/// <summary>The entry of the decision log that settled an open decision.</summary>
/// <param name="Entry">Its number.</param>
/// <param name="What">Its title.</param>
public sealed record TakenDecision(long Entry, DateTimeOffset At, string By, string What);

/// <summary>A deadline as it stands at an instant.</summary>
/// <param name="State">What the plan and the decision log together say.</param>
/// <param name="Late">By how much it is overdue; null while it is not: settled, or not due yet.</param>
/// <param name="Taken">The newest entry of the log that refers to it; null for what is no decision, or has none.</param>
public sealed record DeadlineStanding(Deadline Item, DeadlineState State, TimeSpan? Late, TakenDecision? Taken)
{
    public bool IsOpen => State == DeadlineState.Open;
    public bool IsOverdue => Late is not null;
}

/// <summary>Every risk, known issue and open decision of the plan.</summary>
/// <param name="AsOf">What overdue is judged by.</param>
/// <param name="Items">Soonest first.</param>
public sealed record DeadlinesView(DateTimeOffset AsOf, IReadOnlyList<DeadlineStanding> Items)
{
    /// <summary>Open ones whose time has passed, the longest overdue first.</summary>
    public IReadOnlyList<DeadlineStanding> Overdue => [.. Items.Where(i => i.IsOverdue)];

    /// <summary>Known issues that are open and high or critical.</summary>
    public int OpenHighIssues => Items.Count(i => i is { IsOpen: true, Item: { Kind: DeadlineKind.KnownIssue, Severity: DeadlineLevel.Critical or DeadlineLevel.High } });

    public int Open(DeadlineKind kind) => Items.Count(i => i.IsOpen && i.Item.Kind == kind);
}
