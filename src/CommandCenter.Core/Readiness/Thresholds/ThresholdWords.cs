namespace CommandCenter.Readiness.Thresholds;

/// <summary>Words of the actions as plan, API and pages write them.</summary>
public static class ThresholdWords
{
    private static readonly (ThresholdAction Action, string Key, string Words)[] all =
    [
        (ThresholdAction.Warn, "warn", "warn"),
        (ThresholdAction.Page, "page", "page"),
        (ThresholdAction.Hold, "hold", "hold the shift"),
        (ThresholdAction.HoldReleases, "hold-releases", "hold releases and page"),
        (ThresholdAction.RollBack, "roll-back", "roll back"),
    ];

    /// <summary>Kebab-case.</summary>
    public static string Key(this ThresholdAction action) => all[(int)action].Key;

    /// <summary>For a sentence.</summary>
    public static string Words(this ThresholdAction action) => all[(int)action].Words;

    /// <summary>Null for a word that is none.</summary>
    public static ThresholdAction? Parse(string? key) => Array.Find(all, a => a.Key == key) is { Key: not null } found ? found.Action : null;

    internal static IReadOnlyList<(string Key, ThresholdAction Action)> Keys { get; } = [.. all.Select(a => (a.Key, a.Action))];
}
