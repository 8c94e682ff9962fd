using System.Globalization;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>One way in which a source writes an instant: <c>rfc3339</c>, <c>unix-s</c>, <c>unix-ms</c> or an exact .NET format.</summary>
internal sealed class InstantFormat
{
    private const string Rfc3339 = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";
    private readonly TimeZoneInfo? zone;
    private readonly bool hasOffset;

    private InstantFormat(string text, TimeZoneInfo? zone)
    {
        Text = text;
        this.zone = zone;
        hasOffset = MentionsOffset(text);
    }

    /// <summary>As the plan writes it.</summary>
    public string Text { get; }

    public static bool TryCompile(ParseRule rule, out InstantFormat[] formats, out string error)
    {
        formats = [];
        error = "";
        TimeZoneInfo? local = null;
        if (rule.Zone is { Length: > 0 } && !TimeZoneInfo.TryFindSystemTimeZoneById(rule.Zone, out local))
        {
            error = $"'{rule.Zone}' is no IANA zone such as America/Los_Angeles";
            return false;
        }

        if (rule.Kind != ParseKind.Instant)
        {
            return true;
        }

        formats = [.. (rule.Formats.Count == 0 ? ["rfc3339"] : rule.Formats).Select(f => new InstantFormat(f, local))];
        foreach (var format in formats)
        {
            if (format.Text is not ("rfc3339" or "unix-s" or "unix-ms") && !format.hasOffset && local is null)
            {
                error = $"the format '{format.Text}' carries no offset: name the zone that it is local to";
                return false;
            }
        }

        return true;
    }

    public bool TryParse(string text, ParseRule rule, out DateTimeOffset instant, out bool uncertain, out string code)
    {
        uncertain = false;
        code = "bad-date";
        instant = default;
        switch (Text)
        {
            case "unix-s":
                return ExactNumber.TryScale(text, 6, out var micros, out _) && TryUnix(micros, out instant);
            case "unix-ms":
                return ExactNumber.TryScale(text, 3, out var fromMillis, out _) && TryUnix(fromMillis, out instant);
            case "rfc3339":
                if (TryRfc3339(text, out instant))
                {
                    return true;
                }

                // a source that forgets the offset is read as local where the plan names the zone
                return zone is not null && DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var unzoned)
                    && ZonedTime.TryToInstant(unzoned, zone, rule.Ambiguous, rule.Nonexistent, out instant, out uncertain, out code);
        }

        if (hasOffset)
        {
            var read = DateTimeOffset.TryParseExact(text, Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
            instant = instant.ToUniversalTime();
            return read;
        }

        if (!DateTime.TryParseExact(text, Text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return false;
        }

        if (rule is { DayPrecision: true, UntilEndOfDay: true })
        {
            // the day's end is the start of the next one, whatever length the day has; it is not uncertain
            var ends = local.Date < DateTime.MaxValue.Date && ZonedTime.TryToInstant(local.Date.AddDays(1), zone!, AmbiguousTime.Earlier, NonexistentTime.Shift, out instant, out _, out code);
            instant = ends ? instant.AddMicroseconds(-1) : instant;
            return ends;
        }

        if (rule.DayPrecision)
        {
            // the start of the day; a midnight that does not exist is the first moment that does
            var known = ZonedTime.TryToInstant(local.Date, zone!, AmbiguousTime.Earlier, NonexistentTime.Shift, out instant, out _, out code);
            uncertain = true;
            return known;
        }

        return ZonedTime.TryToInstant(local, zone!, rule.Ambiguous, rule.Nonexistent, out instant, out uncertain, out code);
    }

    private static bool TryUnix(long micros, out DateTimeOffset instant)
    {
        instant = default;
        if (micros is < -62_135_596_800_000_000 or > 253_402_300_799_999_999)
        {
            return false;
        }

        instant = Orders.Instants.FromMicros(micros);
        return true;
    }

    private static bool TryRfc3339(string text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length is < 20 or > 40 || !(text[^1] is 'Z' or 'z' || text[^6] is '+' or '-'))
        {
            return false;
        }

        if (DateTimeOffset.TryParseExact(text, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant))
        {
            instant = instant.ToUniversalTime();
            return true;
        }

        // what the grammar allows and .NET does not: a blank or lower-case letters, more than seven digits of a second
        var plain = text.ToUpperInvariant().Replace(' ', 'T');
        var point = plain.IndexOf('.', StringComparison.Ordinal);
        if (point > 0)
        {
            var end = point + 1;
            while (end < plain.Length && char.IsAsciiDigit(plain[end]))
            {
                end++;
            }

            plain = plain[..Math.Min(point + 8, end)] + plain[end..];
        }

        var read = DateTimeOffset.TryParseExact(plain, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
        instant = instant.ToUniversalTime();
        return read;
    }

    private static bool MentionsOffset(string format)
    {
        char? quote = null;
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c == '\\')
            {
                i++;
            }
            else if (quote is not null)
            {
                quote = c == quote ? null : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c is 'z' or 'K')
            {
                return true;
            }
        }

        return false;
    }
}
