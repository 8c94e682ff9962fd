namespace CommandCenter.Readiness.Scenarios;

/// <summary>Names of plays as the plan writes them, and of verdicts.</summary>
public static class ScenarioWords
{
    private static readonly (string Name, PlayKind Kind, string What)[] plays =
    [
        ("fulfil", PlayKind.Fulfil, "hands in one order and follows it to the end"),
        ("split", PlayKind.Split, "hands in one order whose lines leave from two nodes"),
        ("partial-cancel", PlayKind.PartialCancel, "hands in one order of which one piece is not found"),
        ("cancel", PlayKind.Cancel, "hands in one order and cancels it before it leaves for a node"),
        ("hold", PlayKind.Hold, "hands in one order, holds it and lets it go"),
        ("return", PlayKind.Return, "hands in one order and gives it back once it is handed over"),
        ("exchange", PlayKind.Exchange, "hands in one order, gives it back and hands in another that refers to it"),
        ("offline-sync", PlayKind.OfflineSync, "hands in several orders of one store at once, placed earlier and partly twice"),
        ("look-up", PlayKind.LookUp, "hands in one order and looks it up by its web number"),
    ];

    /// <summary>Every play by its name.</summary>
    public static IReadOnlyList<(string Name, PlayKind Kind)> Plays { get; } = [.. plays.Select(p => (p.Name, p.Kind))];

    public static string Key(this PlayKind kind) => plays.First(p => p.Kind == kind).Name;

    /// <summary>What the rehearsal does, as the rest of a sentence.</summary>
    public static string Words(this PlayKind kind) => plays.First(p => p.Kind == kind).What;

    /// <summary>As the API writes it.</summary>
    public static string Key(this ScenarioVerdict verdict) => verdict.ToString().ToLowerInvariant();
}
