namespace CommandCenter.Reconciliation.Files;

/// <summary>The key of a file's current row, of one column or of several.</summary>
internal sealed class KeyReader(int[] columns)
{
    private byte[] buffer = new byte[256];

    /// <summary>Valid until the next row.</summary>
    public ReadOnlySpan<byte> Of(TableFile file)
    {
        if (columns.Length == 1)
        {
            return file.Field(columns[0]);
        }

        var length = 0;
        foreach (var column in columns)
        {
            length = CompositeKey.Append(ref buffer, length, file.Field(column));
        }

        return buffer.AsSpan(0, length);
    }
}
