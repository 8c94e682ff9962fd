namespace CommandCenter.Plan;

/// <summary>Section <c>CommandCenter:Plan</c>.</summary>
public sealed class PlanOptions
{
    /// <summary>The plan file, relative to the content root; empty: only what was applied before runs.</summary>
    public string File { get; set; } = "";

    /// <summary>
    /// At start, apply the file where it differs from the plan that was applied last. Null: only while rehearsing. A plan that was never applied is applied anyway.
    /// </summary>
    public bool? ApplyOnStart { get; set; }

    /// <summary>How often another process's or node's apply is looked for, 100 ms to 1 min.</summary>
    public TimeSpan FollowEvery { get; set; } = TimeSpan.FromSeconds(2);
}
