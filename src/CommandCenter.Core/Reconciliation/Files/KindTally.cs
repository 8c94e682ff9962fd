namespace CommandCenter.Reconciliation.Files;

/// <summary>Counts what the values of one column are, in a sample; the samples of both files are put together.</summary>
internal sealed class KindTally
{
    private readonly long[] counts = new long[Enum.GetValues<ValueKind>().Length];

    /// <summary>Whether a row is in the sample: the first thousand, and every 256th.</summary>
    public static bool Looks(long row) => row < 1000 || (row & 255) == 0;

    public void Count(ReadOnlySpan<byte> text) => counts[(int)ValueReading.KindOf(text)]++;

    /// <summary>The type that nine in ten of the values have; text where there is none, or no value.</summary>
    public static ValueKind Of(KindTally left, KindTally right)
    {
        long Sum(ValueKind kind) => left.counts[(int)kind] + right.counts[(int)kind];
        var all = Enum.GetValues<ValueKind>().Sum(Sum);
        bool Most(params ReadOnlySpan<ValueKind> kinds)
        {
            var sum = 0L;
            foreach (var kind in kinds)
            {
                sum += Sum(kind);
            }

            return all > 0 && sum * 10 >= all * 9;
        }

        return Most(ValueKind.Whole, ValueKind.Number) ? Sum(ValueKind.Number) > 0 ? ValueKind.Number : ValueKind.Whole
            : Most(ValueKind.Date, ValueKind.Instant) ? Sum(ValueKind.Instant) > 0 ? ValueKind.Instant : ValueKind.Date
            : Most(ValueKind.Boolean) ? ValueKind.Boolean : ValueKind.Text;
    }
}
