namespace CommandCenter.Plan.Versions;

/// <summary>The options of the plan, resolved for this host.</summary>
/// <param name="File">Full path of the configured file; null when none is configured.</param>
/// <param name="ApplyOnStart">Apply the file at start also where another plan was applied before.</param>
public sealed record PlanSettings(string? File, bool ApplyOnStart, TimeSpan FollowEvery);
