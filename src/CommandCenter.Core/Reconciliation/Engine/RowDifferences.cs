namespace CommandCenter.Reconciliation.Engine;

/// <summary>Two rows of one key that differ.</summary>
/// <param name="Columns">Bit n is set where the values of column n differ.</param>
public readonly record struct RowPair(int Left, int Right, ulong Columns);

/// <summary>What a comparison of two <see cref="RowSet"/>s found. Rows are in the order in which they were added.</summary>
/// <param name="OnlyLeft">Rows whose key the right side lacks.</param>
/// <param name="OnlyRight">Rows whose key the left side lacks.</param>
/// <param name="Differing">In the order of the left rows.</param>
/// <param name="Compared">Keys on both sides.</param>
/// <param name="RepeatedLeft">Rows whose key an earlier row of the same side has; they were not compared.</param>
/// <param name="RepeatedRight">As <paramref name="RepeatedLeft"/>.</param>
public sealed record RowDifferences(
    IReadOnlyList<int> OnlyLeft, IReadOnlyList<int> OnlyRight, IReadOnlyList<RowPair> Differing, int Compared, IReadOnlyList<int> RepeatedLeft, IReadOnlyList<int> RepeatedRight);
