using System.Text;

namespace CommandCenter.Reconciliation.Files;

/// <summary>Compares two values of one column. Those that are written alike are the same, but for times without a zone where the files have different ones.</summary>
internal sealed class ColumnRule(ValueKind kind, Tolerance? tolerance, byte[][] empties, TimeZoneInfo leftZone, TimeZoneInfo rightZone)
{
    public ValueKind Kind => kind;

    public Tolerance? Tolerance => tolerance;

    /// <summary>What is written alike may mean different times.</summary>
    public bool ZonesDiffer { get; } = kind == ValueKind.Instant && !(leftZone.HasSameRules(rightZone) && leftZone.BaseUtcOffset == rightZone.BaseUtcOffset);

    /// <summary>Null where they mean the same.</summary>
    public DifferenceRule? Judge(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        switch (IsEmpty(left), IsEmpty(right))
        {
            case (true, true):
                return null;
            case (true, false):
                return DifferenceRule.EmptyLeft;
            case (false, true):
                return DifferenceRule.EmptyRight;
            default:
                return Same(left, right) ? null : DifferenceRule.Differs;
        }
    }

    /// <summary>Nothing, or a word that means it.</summary>
    public bool IsEmpty(ReadOnlySpan<byte> text)
    {
        foreach (var empty in empties)
        {
            if (text.SequenceEqual(empty))
            {
                return true;
            }
        }

        return text.Length == 0;
    }

    private bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => kind switch
    {
        // a day is a day, whatever the zones
        ValueKind.Date => SameDay(left, right),
        ValueKind.Number or ValueKind.Whole when ValueReading.TryNumber(left, out var mine) && ValueReading.TryNumber(right, out var theirs) => Near(mine, theirs),
        ValueKind.Boolean when ValueReading.TryBoolean(left, digits: true, out var mine) && ValueReading.TryBoolean(right, digits: true, out var theirs) => mine == theirs,
        ValueKind.Instant when ValueReading.TryInstant(left, leftZone, out var mine) && ValueReading.TryInstant(right, rightZone, out var theirs) =>
            Near(mine, theirs),
        _ => left.SequenceEqual(right) || (tolerance is { IgnoresCase: true } && Encoding.UTF8.GetString(left).Equals(Encoding.UTF8.GetString(right), StringComparison.OrdinalIgnoreCase)),
    };

    private bool SameDay(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        ValueReading.TryInstant(left, TimeZoneInfo.Utc, out var mine) && ValueReading.TryInstant(right, TimeZoneInfo.Utc, out var theirs) ? Near(mine, theirs) : left.SequenceEqual(right);

    private bool Near(long mine, long theirs) => Math.Abs(mine - theirs) <= (tolerance?.Duration ?? TimeSpan.Zero).Ticks;

    private bool Near(decimal mine, decimal theirs)
    {
        var allowed = tolerance?.Number ?? 0;
        return Math.Abs(mine - theirs) <= (tolerance is { IsShare: true } ? Math.Min(allowed, 1) * Math.Max(Math.Abs(mine), Math.Abs(theirs)) : allowed);
    }
}
