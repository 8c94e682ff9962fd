namespace CommandCenter.Reconciliation.Files;

/// <summary>What kind of difference it is; with the column it makes the fingerprint that differences are grouped by.</summary>
public enum DifferenceRule : byte
{
    /// <summary>The left file has a key more than once; its first row is compared.</summary>
    DuplicateLeft,
    DuplicateRight,

    /// <summary>The left file lacks a key.</summary>
    MissingLeft,
    MissingRight,

    /// <summary>The left value is empty, the right one is not.</summary>
    EmptyLeft,
    EmptyRight,
    Differs,
}

/// <summary>One difference, valid while it is handed over. Texts are UTF-8, as the files have them, without quotes.</summary>
public readonly ref struct FileDifference(DifferenceRule rule, int column, ReadOnlySpan<byte> key, ReadOnlySpan<byte> left, bool hasLeft, ReadOnlySpan<byte> right, bool hasRight)
{
    public DifferenceRule Rule { get; } = rule;

    /// <summary>Number of the compared column; -1 where the difference is of the whole row.</summary>
    public int Column { get; } = column;

    /// <summary>The key's bytes; of several key columns see <see cref="CompositeKey"/>.</summary>
    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Left { get; } = left;

    /// <summary>False where there is nothing on the left, not even an empty value.</summary>
    public bool HasLeft { get; } = hasLeft;

    public ReadOnlySpan<byte> Right { get; } = right;
    public bool HasRight { get; } = hasRight;
}

/// <summary>Takes differences as they are found, in order: those of the left file's rows as they stand in it, then the right file's further rows.</summary>
public interface IDifferenceSink
{
    /// <summary>Says the columns, before the first difference.</summary>
    void Begin(ColumnPairing columns);

    void Add(in FileDifference difference);
}
