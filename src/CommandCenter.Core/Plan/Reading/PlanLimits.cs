namespace CommandCenter.Plan.Reading;

/// <summary>Bounds that keep a hostile or damaged file from costing more than it is worth.</summary>
internal static class PlanLimits
{
    /// <summary>Bytes of the file as UTF-8.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>How deep maps and lists may stand in one another.</summary>
    public const int MaxDepth = 32;

    /// <summary>Values in all, every use of an anchor counted in full: a "billion laughs" file ends here.</summary>
    public const int MaxNodes = 500_000;

    /// <summary>Uses of anchors (<c>*name</c>).</summary>
    public const int MaxAliases = 500;

    /// <summary>Problems that are listed; a line at the end says how many more there are.</summary>
    public const int MaxProblems = 1_000;
}
