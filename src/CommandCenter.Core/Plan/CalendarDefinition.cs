namespace CommandCenter.Plan;

/// <summary>When something is open, in local time. Wall-clock: the plan's time scale does not touch it.</summary>
/// <param name="Zone">IANA zone of the hours.</param>
/// <param name="Hours">Weekly; several on one day add up.</param>
/// <param name="Closed">Days without any hours.</param>
/// <param name="Extra">Days with other hours than the week says; they count also where the day is closed.</param>
public sealed record CalendarDefinition(string Id, string Zone, IReadOnlyList<WeeklyHours> Hours, IReadOnlyList<DateOnly> Closed, IReadOnlyList<ExtraHours> Extra);

/// <param name="Open">Since local midnight.</param>
/// <param name="Close">Since local midnight, after <paramref name="Open"/>, at most 24 hours.</param>
public sealed record WeeklyHours(IReadOnlyList<DayOfWeek> Days, TimeSpan Open, TimeSpan Close);

/// <param name="Open">Since local midnight.</param>
/// <param name="Close">Since local midnight, after <paramref name="Open"/>, at most 24 hours.</param>
public sealed record ExtraHours(DateOnly Date, TimeSpan Open, TimeSpan Close);

/// <summary>When a carrier closes its day. For an order the first one that fits its node and service counts.</summary>
/// <param name="Nodes">Empty = every node, also one that is not known.</param>
/// <param name="Services">Empty = every service, also one that is not known yet.</param>
/// <param name="Days">On which it comes.</param>
/// <param name="Times">Local times of day, rising.</param>
/// <param name="Zone">IANA zone of the node.</param>
/// <param name="Calendar">Days on which this calendar is closed all day have no cut-off; null = none is left out.</param>
public sealed record CarrierCutoff(string Id, IReadOnlyList<string> Nodes, IReadOnlyList<string> Services, IReadOnlyList<DayOfWeek> Days, IReadOnlyList<TimeOnly> Times, string Zone, string? Calendar);
