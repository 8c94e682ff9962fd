using System.Globalization;

namespace CommandCenter.Orders;

/// <summary>How a fact is compared, summed and shown. Numbers are stored: never reuse one.</summary>
public enum FactType : byte
{
    Text = 0,
    Integer = 1,

    /// <summary>Minor units; the currency is the fact <c>currency</c> of the same order.</summary>
    Money = 2,

    /// <summary>UTC, microseconds since 1970.</summary>
    Instant = 3,

    /// <summary>A calendar day without a zone, as days since 0001-01-01.</summary>
    Date = 4,

    Flag = 5,
}

/// <summary>One typed value of an order. Equality is exact; tolerances belong to reconciliation.</summary>
public readonly record struct FactValue(FactType Type, long Number, string? Text)
{
    public static FactValue OfText(string value) => new(FactType.Text, 0, value);
    public static FactValue OfInteger(long value) => new(FactType.Integer, value, null);
    public static FactValue OfMoney(long minor) => new(FactType.Money, minor, null);
    public static FactValue OfInstant(DateTimeOffset value) => new(FactType.Instant, Instants.ToMicros(value), null);
    public static FactValue OfDate(DateOnly value) => new(FactType.Date, value.DayNumber, null);
    public static FactValue OfFlag(bool value) => new(FactType.Flag, value ? 1 : 0, null);

    public DateTimeOffset? AsInstant() => Type == FactType.Instant ? Instants.FromMicros(Number) : null;

    /// <summary>Culture-free form, the same in API, CSV and hashes; instants in RFC 3339 UTC, money in minor units.</summary>
    public override string ToString() => Type switch
    {
        FactType.Text => Text ?? "",
        FactType.Instant => Instants.FromMicros(Number).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        FactType.Date => DateOnly.FromDayNumber((int)Number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FactType.Flag => Number != 0 ? "true" : "false",
        _ => Number.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>Instants as the stores keep them: 64-bit UTC microseconds since 1970.</summary>
public static class Instants
{
    public static long ToMicros(DateTimeOffset value) => (value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicros(long micros) => new(DateTimeOffset.UnixEpoch.Ticks + micros * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>Cuts what a store cannot keep, so that a value read back equals the one written.</summary>
    public static DateTimeOffset ToStored(DateTimeOffset value) => FromMicros(ToMicros(value));
}
