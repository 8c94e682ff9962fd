using CommandCenter.Layout;

namespace CommandCenter.Readiness.Deadlines;

/// <summary>How deadlines read on the page.</summary>
internal static class DeadlineView
{
    /// <param name="owner">Only this one's, in any case of letters; null = everybody's.</param>
    public static IEnumerable<DeadlineStanding> Narrow(IEnumerable<DeadlineStanding> items, string? owner, bool overdueOnly) =>
        items.Where(i => (owner is not { Length: > 0 } || string.Equals(i.Item.Owner, owner, StringComparison.OrdinalIgnoreCase)) && (!overdueOnly || i.IsOverdue));

    /// <summary>Icon, look and word of how it stands.</summary>
    public static (string Icon, string Css, string Word) Sign(DeadlineStanding item) => item switch
    {
        { Late: { } late } => ("breach", "crit", "Overdue by " + Wording.Duration(late)),
        { State: DeadlineState.Open } => ("pending", "", "Open"),
        { State: DeadlineState.Mitigated } => ("ok", "", "Mitigated"),
        { State: DeadlineState.Accepted } => ("ok", "", "Accepted"),
        { State: DeadlineState.Decided } => ("ok", "", "Decided"),
        _ => ("ok", "", "Closed"),
    };

    /// <summary>Such as <c>high, likelihood medium</c>.</summary>
    public static string Weight(Deadline item) => item.Kind switch
    {
        DeadlineKind.Risk => $"{First(item.Impact)} impact, {item.Likelihood?.Key()} likelihood",
        DeadlineKind.KnownIssue => First(item.Severity),
        _ => "",
    };

    /// <summary>Open ones first, each by when it is due: what is settled needs no looking for.</summary>
    public static IEnumerable<DeadlineStanding> Of(IEnumerable<DeadlineStanding> items, DeadlineKind kind) => items.Where(i => i.Item.Kind == kind).OrderBy(i => !i.IsOpen);

    private static string First(DeadlineLevel? level) => level?.ToString() ?? "";
}
