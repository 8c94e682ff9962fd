namespace CommandCenter.OrderExceptions;

/// <summary>Unresolved cases of one bucket and one team that are not muted.</summary>
/// <param name="Open">All of them, taken or not.</param>
/// <param name="Waiting">Of these, those that nobody has acknowledged.</param>
/// <param name="Overdue">Of these all, those past their due time.</param>
/// <param name="Oldest">When the oldest was opened.</param>
/// <param name="UnderHour">Opened less than an hour ago.</param>
/// <param name="UnderFourHours">One to four hours ago.</param>
/// <param name="UnderDay">Four hours to a day ago.</param>
/// <param name="Older">A day ago or more.</param>
public sealed record CaseTally(ExceptionBucket Bucket, OwnerTeam Team, int Open, int Waiting, int Overdue, DateTimeOffset Oldest, int UnderHour, int UnderFourHours, int UnderDay, int Older);

/// <summary>What stands, for the live picture and the navigation.</summary>
/// <param name="Tallies">Bucket by team, in their order; those without a case are left out.</param>
public sealed record ExceptionStanding(IReadOnlyList<CaseTally> Tallies)
{
    /// <summary>Unresolved cases that are not muted.</summary>
    /// <param name="team">Null = of all.</param>
    public int Open(OwnerTeam? team = null) => Tallies.Where(t => team is null || t.Team == team).Sum(t => t.Open);

    public int Overdue(OwnerTeam? team = null) => Tallies.Where(t => team is null || t.Team == team).Sum(t => t.Overdue);
}
