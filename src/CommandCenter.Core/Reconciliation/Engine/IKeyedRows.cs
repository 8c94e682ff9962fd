namespace CommandCenter.Reconciliation.Engine;

/// <summary>Rows that a <see cref="KeyIndex{TRows}"/> can tell apart.</summary>
public interface IKeyedRows
{
    /// <summary>The key of a row, as bytes; equal bytes are equal keys.</summary>
    ReadOnlySpan<byte> Key(int row);

    /// <summary>The hash that the row was added under.</summary>
    ulong Hash(int row);
}
