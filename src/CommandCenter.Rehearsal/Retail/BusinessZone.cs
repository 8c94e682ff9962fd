using System.Globalization;

namespace CommandCenter.Rehearsal.Retail;

/// <summary>The retailer's local time; the legacy stack knows no other and writes it without an offset.</summary>
internal static class BusinessZone
{
    private static readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    public static DateTime ToLocal(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>Written as the point of sale does: <c>2026-11-22 11:50:10</c>.</summary>
    public static string Seconds(DateTimeOffset at) => ToLocal(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Written as the point of sale's journal does: <c>2026-11-22 11:50:10.341</c>.</summary>
    public static string Millis(DateTimeOffset at) => ToLocal(at).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>Written as the warehouse does: <c>20261122115010</c>.</summary>
    public static string Compact(DateTimeOffset at) => ToLocal(at).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>The business date, as the registers print it: <c>20261122</c>.</summary>
    public static string Day(DateTimeOffset at) => ToLocal(at).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
