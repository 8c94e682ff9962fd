namespace CommandCenter.Reconciliation.Engine;

/// <summary>Which values of two rows differ.</summary>
internal static class RowColumns
{
    /// <summary>Bit n is set where column n differs by more than its tolerance.</summary>
    public static ulong Differing(ReadOnlySpan<long> mine, ReadOnlySpan<long> theirs, long[]? tolerances)
    {
        var columns = 0UL;
        for (var i = 0; i < mine.Length; i++)
        {
            if (Differ(mine[i], theirs[i], tolerances is null ? 0 : tolerances[i]))
            {
                columns |= 1UL << i;
            }
        }

        return columns;
    }

    /// <summary>Whether two values of one column differ; a missing one differs from every other.</summary>
    public static bool Differ(long mine, long theirs, long tolerance)
    {
        if (mine == theirs)
        {
            return false;
        }

        // the distance of two 64-bit numbers needs 64 bits without a sign
        var distance = mine > theirs ? (ulong)mine - (ulong)theirs : (ulong)theirs - (ulong)mine;
        return mine == RowSet.None || theirs == RowSet.None || distance > (ulong)tolerance;
    }
}
