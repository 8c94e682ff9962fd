using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Reconciliation;

/// <summary>Differences in words.</summary>
public static class DifferenceWords
{
    /// <summary>What is wrong, in a few words, such as <c>Cancelled on Legacy only</c>.</summary>
    public static string Title(Difference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        var what = Name(difference.Cell);
        return difference.Kind switch
        {
            DifferenceKind.Impossible => Capital(difference.Rule.Replace('-', ' ')),
            DifferenceKind.MissingOnLegacy when difference.Cell.Stage is not null => $"{what} on Orchestration only",
            DifferenceKind.MissingOnOrchestration when difference.Cell.Stage is not null => $"{what} on Legacy only",
            DifferenceKind.MissingOnLegacy => $"{what} missing on Legacy",
            DifferenceKind.MissingOnOrchestration => $"{what} missing on Orchestration",
            DifferenceKind.SkippedOnLegacy => $"{what} left out on Legacy",
            DifferenceKind.SkippedOnOrchestration => $"{what} left out on Orchestration",
            DifferenceKind.AgainstRecord => $"{what} against the system of record",
            _ => $"{what} differs",
        };
    }

    /// <summary>What the system of record makes of it, such as <c>Payment gateway decides and says 41.20 USD: Legacy is wrong.</c>; null where none is named.</summary>
    /// <param name="say">How a value of this difference is written; null = values are left out.</param>
    public static string? Record(Difference difference, Func<string, string>? say = null)
    {
        ArgumentNullException.ThrowIfNull(difference);
        if (difference.Record is not { } record)
        {
            return null;
        }

        var says = record switch
        {
            { Value: not null } when difference.Cell.Stage is not null => " and says that it happened",
            { Value: { } value } => say is null ? "" : $" and says {say(value)}",
            { Wrong: WrongSide.Unknown, IsRead: false } => " and is not read",
            { Wrong: WrongSide.Unknown } => " and says nothing",
            _ => "",
        };
        return $"{record.Name} decides{says}" + record.Wrong switch
        {
            WrongSide.Legacy => ": Legacy is wrong.",
            WrongSide.Orchestration => ": Orchestration is wrong.",
            WrongSide.Both => ": both sides are wrong.",
            _ => ".",
        };
    }

    /// <summary>The same of a group, which has a cell and a rule.</summary>
    public static string Title(ParityCell cell, string rule)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(rule);
        var kind = Enum.GetValues<DifferenceKind>().Where(k => k != DifferenceKind.Impossible && Difference.RuleOf(k, cell) == rule).DefaultIfEmpty(DifferenceKind.Impossible).First();
        return Title(new Difference(cell, cell.Name, rule, kind, null, null, default, default, false, null));
    }

    /// <summary>A reason of a control total's residue: a rule in words, and what is pending as such.</summary>
    public static string Reason(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        const string pending = "pending: ";
        var rule = reason.StartsWith(pending, StringComparison.Ordinal) ? reason[pending.Length..] : reason;
        var words = ParityCells.Find(rule[(rule.LastIndexOf(':') + 1)..]) is { } cell && rule.Contains(':', StringComparison.Ordinal) ? Title(cell, rule) : rule;
        return rule.Length == reason.Length ? words : words + ", may still come";
    }

    /// <summary>A cell as a column's head.</summary>
    public static string Name(ParityCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell == ParityCells.Presence ? "Order" : Capital(cell.Name.Replace('-', ' '));
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
