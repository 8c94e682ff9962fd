namespace CommandCenter.Reconciliation.Files;

/// <summary>One file, as it was found.</summary>
/// <param name="Keys">Different keys.</param>
/// <param name="Missing">Keys that the other file has and this one lacks.</param>
/// <param name="Duplicates">Keys that this file has more than once.</param>
public sealed record ComparedFile(string Path, long Rows, long Keys, long Missing, long Duplicates, char Delimiter);

/// <summary>One compared column.</summary>
/// <param name="RightName">What the right file calls it.</param>
/// <param name="Tolerance">As given; null for none.</param>
/// <param name="Compared">Keys on both sides.</param>
/// <param name="Different">Of these, values that are both there and differ.</param>
/// <param name="EmptyLeft">Of these, empty on the left alone.</param>
public sealed record ComparedColumn(string Name, string RightName, ValueKind Kind, string? Tolerance, long Compared, long Different, long EmptyLeft, long EmptyRight)
{
    /// <summary>Values that are not the same, whatever the reason.</summary>
    public long All => Different + EmptyLeft + EmptyRight;

    /// <summary>Of <see cref="Compared"/>, 0 to 1; null where nothing was compared.</summary>
    public double? Share => Compared == 0 ? null : (double)All / Compared;
}

/// <summary>What a comparison of two files found.</summary>
/// <param name="Compared">Keys on both sides.</param>
/// <param name="DifferentRows">Of these, with at least one value that is not the same.</param>
/// <param name="Differences">All differences; the number of rows of the written files.</param>
/// <param name="Parts">Parts on disk; 1 where both files were in memory at once.</param>
public sealed record FileComparison(
    ColumnPairing Columns, ComparedFile Left, ComparedFile Right, long Compared, long DifferentRows, long Differences, IReadOnlyList<ComparedColumn> ByColumn, int Parts)
{
    /// <summary>The fingerprint that a difference is grouped by.</summary>
    public static string Fingerprint(DifferenceRule rule, string? column) => rule switch
    {
        DifferenceRule.MissingLeft => "missing-left",
        DifferenceRule.MissingRight => "missing-right",
        DifferenceRule.DuplicateLeft => "duplicate-left",
        DifferenceRule.DuplicateRight => "duplicate-right",
        DifferenceRule.EmptyLeft => "empty-left:" + column,
        DifferenceRule.EmptyRight => "empty-right:" + column,
        _ => "differs:" + column,
    };
}
