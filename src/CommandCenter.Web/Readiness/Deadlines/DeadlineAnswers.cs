namespace CommandCenter.Readiness.Deadlines;

/// <param name="Kind">risk, known-issue or open-decision.</param>
/// <param name="State">open, mitigated, accepted, closed or decided.</param>
/// <param name="LateSeconds">By how much it is overdue; null while it is not.</param>
/// <param name="Severity">Of a known issue: critical, high, medium or low.</param>
/// <param name="Likelihood">Of a risk.</param>
/// <param name="Impact">Of a risk.</param>
/// <param name="Remedy">Mitigation, workaround, or what hangs on a decision.</param>
/// <param name="Outcome">What the plan says was decided.</param>
/// <param name="Taken">The newest entry of the decision log that refers to it as <c>open-decision:ID</c>.</param>
public sealed record DeadlineAnswer(
    string Kind, string Id, string Title, string Owner, DateTimeOffset Due, string State, bool IsOverdue, long? LateSeconds, string? Severity, string? Likelihood, string? Impact, string? Remedy, string? Outcome,
    TakenDecision? Taken)
{
    internal static DeadlineAnswer Of(DeadlineStanding standing) => new(
        standing.Item.Kind.Key(), standing.Item.Id, standing.Item.Title, standing.Item.Owner, standing.Item.Due, standing.State.Key(), standing.IsOverdue, (long?)standing.Late?.TotalSeconds,
        standing.Item.Severity?.Key(), standing.Item.Likelihood?.Key(), standing.Item.Impact?.Key(), standing.Item.Remedy, standing.Item.Outcome, standing.Taken);
}

/// <param name="Items">Soonest first.</param>
/// <param name="Overdue">How many of the whole plan are open past their dates.</param>
/// <param name="OpenHighIssues">Known issues of the whole plan that are open and high or critical.</param>
/// <param name="Cursor">Always null: the list is whole.</param>
public sealed record DeadlinesAnswer(DateTimeOffset AsOf, IReadOnlyList<DeadlineAnswer> Items, int Overdue, int OpenHighIssues, string? Cursor);
