using System.Globalization;
using CommandCenter.Layout;

namespace CommandCenter.OrderExceptions;

/// <summary>Words and signs of cases on pages.</summary>
internal static class CaseLook
{
    public static string Severity(CaseSeverity severity) => severity.ToString().ToLowerInvariant();

    /// <summary>Sign and word of a phase.</summary>
    public static (string Icon, string Word) Phase(ExceptionCase about, DateTimeOffset now) => about switch
    {
        _ when about.MutedUntil > now => ("hold", "Muted"),
        { Phase: CasePhase.Resolved } => ("ok", "Resolved"),
        { Phase: CasePhase.Acknowledged } => ("ok", "Acknowledged"),
        _ => ("pending", "Open"),
    };

    /// <summary>What a step is called on its button.</summary>
    public static string Verb(CaseAction action) => action.ToString();

    /// <summary>What was done, such as <c>resolved</c>.</summary>
    public static string Done(CaseAction action) => action.ToString().ToLowerInvariant() is var word && word.EndsWith('e') ? word + "d" : word + "ed";

    /// <summary>An entry of a history, going on from who did it.</summary>
    public static string Entry(CaseEntry entry) => (entry.Kind, entry.Text) switch
    {
        ("note", { } text) => $": “{text}”",
        ("opened" or "severity" or "reopened" or "came-back" or "cause-passed", { } text) => (entry.Kind == "severity" ? " severity " : entry.Kind == "reopened" ? " reopened: " : " ") + text,
        (var kind, { } text) => $" {kind.Replace('-', ' ')}: {text}",
        (var kind, _) => " " + kind.Replace('-', ' '),
    };

    public static string Rule(int same) => same <= 1 ? "single" : string.Create(CultureInfo.InvariantCulture, $"{Wording.Number(same)} with this rule");

    /// <summary>Names are those of sign-in; who the product is needs no name.</summary>
    public static string Who(string actor) => actor == "cutover-command-center" ? "The product" : actor;
}
