using System.Globalization;

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

    /// <summary>A limit without trailing zeros.</summary>
    public static string Limit(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>limit 99.5 → 99, window 60 min → 30 min</c>; empty where they say the same.</summary>
    public static string Difference(Threshold old, Threshold changed)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(changed);
        var said = new List<string>();
        Add("limit", Limit(old.Limit), Limit(changed.Limit));
        Add("window", Minutes(old), Minutes(changed));
        Add("minimum", old.Minimum.ToString(CultureInfo.InvariantCulture), changed.Minimum.ToString(CultureInfo.InvariantCulture));
        Add("action", old.Action.Words(), changed.Action.Words());
        Add("metric", old.Metric.Definition().Key, changed.Metric.Definition().Key);
        Add("scope", old.Scope.ToString(), changed.Scope.ToString());
        Add("title", old.Title, changed.Title);
        return string.Join(", ", said);

        void Add(string what, string from, string to)
        {
            if (from != to)
            {
                said.Add($"{what} {from} → {to}");
            }
        }
    }

    private static string Minutes(Threshold threshold) => string.Create(CultureInfo.InvariantCulture, $"{threshold.Window.TotalMinutes:0.##} min");

    internal static IReadOnlyList<(string Key, ThresholdAction Action)> Keys { get; } = [.. all.Select(a => (a.Key, a.Action))];
}
