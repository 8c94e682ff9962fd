namespace CommandCenter.Traffic.Actuators.BreakGlass;

/// <summary>What breaking the glass came to at one actuator.</summary>
/// <param name="Outcome">Kebab-case: pending, confirmed, differs, unknown, failed or built-in.</param>
/// <param name="Message">One sentence; null where it is confirmed.</param>
public sealed record GlassOutcome(string Id, string Outcome, string? Message);

/// <summary>Traffic was returned to legacy at actuators without the store: who, when, why, and what came of it.</summary>
/// <param name="Id">UUID version 7; what the actuators hold and the decision log names.</param>
/// <param name="Who">The account of the operating system.</param>
/// <param name="Machine">Where it was done.</param>
/// <param name="Reason">20 to 500 characters.</param>
/// <param name="PlanHash">Of the plan file that named the actuators.</param>
/// <param name="FinishedAt">Null while it is under way, or where it was cut short.</param>
public sealed record BrokenGlass(Guid Id, DateTimeOffset At, string Who, string Machine, string Reason, string PlanHash, IReadOnlyList<GlassOutcome> Actuators, DateTimeOffset? FinishedAt);
