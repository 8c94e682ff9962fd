using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Sources.Paging;

/// <summary>
/// The cursor's timestamps in the source's own writing. A local time is never turned into an instant and back: it is compared, shifted and sent as it came,
/// because the hour that comes twice in autumn has no way back.
/// </summary>
internal sealed class CursorClock
{
    private static readonly TimeSpan localOverlap = TimeSpan.FromHours(1);
    private readonly string format;
    private readonly TimeZoneInfo? zone;

    public CursorClock(string? format, string? zone)
    {
        this.format = format is null or "" ? "rfc3339" : format;
        this.zone = zone is { Length: > 0 } ? TimeZoneInfo.FindSystemTimeZoneById(zone) : null;
        IsLocal = this.format is not ("rfc3339" or "unix-s" or "unix-ms") && !this.format.Contains('z', StringComparison.Ordinal) && !this.format.Contains('K', StringComparison.Ordinal);
    }

    /// <summary>The timestamps carry no offset.</summary>
    public bool IsLocal { get; }

    /// <summary>The least overlap of a read that begins now, where the clocks were or may have been set back lately.</summary>
    public TimeSpan LeastOverlap(DateTimeOffset now)
    {
        if (!IsLocal)
        {
            return TimeSpan.Zero;
        }

        var setBack = zone is null || zone.GetUtcOffset(now - TimeSpan.FromHours(4)) > zone.GetUtcOffset(now + TimeSpan.FromMinutes(10));
        return setBack ? localOverlap : TimeSpan.Zero;
    }

    /// <summary>The overlap of the wide reads that are made from time to time.</summary>
    public TimeSpan WideOverlap => IsLocal ? localOverlap : TimeSpan.Zero;

    /// <summary>Ticks that order timestamps as the source does; null when the text is no timestamp.</summary>
    public long? Read(string? text)
    {
        switch (format)
        {
            case "unix-s":
                return ExactNumber.TryScale(text, 6, out var seconds, out _) ? seconds * TimeSpan.TicksPerMicrosecond : null;
            case "unix-ms":
                return ExactNumber.TryScale(text, 3, out var millis, out _) ? millis * TimeSpan.TicksPerMicrosecond : null;
            case "rfc3339":
                return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.UtcTicks : null;
        }

        if (IsLocal)
        {
            return DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? local.Ticks : null;
        }

        return DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var zoned) ? zoned.UtcTicks : null;
    }

    /// <summary><paramref name="text"/> moved by <paramref name="by"/>, in the source's writing; unchanged when it is no timestamp.</summary>
    public string Move(string text, TimeSpan by) => Read(text) is { } ticks ? Write(Math.Clamp(ticks + by.Ticks, 0, DateTime.MaxValue.Ticks)) : text;

    /// <summary><paramref name="text"/> in another .NET format, as a source wants it that takes a timestamp apart; unchanged when it is no timestamp.</summary>
    public string Rewrite(string text, string wanted)
    {
        if (Read(text) is not { } ticks)
        {
            return text;
        }

        var at = new DateTime(format is "unix-s" or "unix-ms" ? ticks + DateTime.UnixEpoch.Ticks : ticks, IsLocal ? DateTimeKind.Unspecified : DateTimeKind.Utc);
        // a single letter is a custom format only behind a percent sign
        return at.ToString(wanted.Length == 1 ? "%" + wanted : wanted, CultureInfo.InvariantCulture);
    }

    /// <summary>One step of the writing's own resolution.</summary>
    public TimeSpan Resolution => format switch
    {
        "unix-s" => TimeSpan.FromSeconds(1),
        "unix-ms" => TimeSpan.FromMilliseconds(1),
        "rfc3339" => TimeSpan.FromMicroseconds(1),
        _ => format.Contains('f', StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromMilliseconds(1)
            : format.Contains('s', StringComparison.Ordinal) ? TimeSpan.FromSeconds(1)
            : format.Contains('m', StringComparison.Ordinal) ? TimeSpan.FromMinutes(1)
            : TimeSpan.FromDays(1),
    };

    /// <summary>An instant on the source's own clock face; null where the plan names no zone for it.</summary>
    public long? TicksAt(DateTimeOffset instant)
    {
        if (format is "unix-s" or "unix-ms")
        {
            return instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        }

        if (!IsLocal)
        {
            return instant.UtcTicks;
        }

        return zone is null ? null : TimeZoneInfo.ConvertTime(instant, zone).DateTime.Ticks;
    }

    public string Write(long ticks) => format switch
    {
        "unix-s" => Whole(ticks, TimeSpan.TicksPerSecond),
        "unix-ms" => Whole(ticks, TimeSpan.TicksPerMillisecond),
        "rfc3339" => FactValue.OfInstant(new DateTimeOffset(ticks, TimeSpan.Zero)).ToString(),
        _ when IsLocal => new DateTime(ticks, DateTimeKind.Unspecified).ToString(format, CultureInfo.InvariantCulture),
        _ => new DateTimeOffset(ticks, TimeSpan.Zero).ToString(format, CultureInfo.InvariantCulture),
    };

    private static string Whole(long ticks, long unit) => (ticks / unit).ToString(CultureInfo.InvariantCulture);
}
