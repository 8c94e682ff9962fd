using System.Globalization;
using System.Text;

namespace CommandCenter.Reconciliation.Files;

/// <summary>What a text is, without guessing: no thousands separators, no days whose month could be the day, no numbers with leading zeros (those are names).</summary>
internal static class ValueReading
{
    private const int MostDigits = 28;
    private const int LongestInstant = 40;

    private static readonly string[] zoned = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mmzz"];
    private static readonly string[] local = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd"];

    /// <summary>The narrowest type of a text that is not empty.</summary>
    public static ValueKind KindOf(ReadOnlySpan<byte> text)
    {
        if (TryNumber(text, out _))
        {
            return text.ContainsAny("."u8[0], (byte)'e', (byte)'E') ? ValueKind.Number : ValueKind.Whole;
        }

        if (TryBoolean(text, digits: false, out _))
        {
            return ValueKind.Boolean;
        }

        return !TryInstant(text, TimeZoneInfo.Utc, out _) ? ValueKind.Text : text.Trim((byte)' ').Length == "yyyy-MM-dd".Length ? ValueKind.Date : ValueKind.Instant;
    }

    public static bool TryNumber(ReadOnlySpan<byte> text, out decimal number)
    {
        number = 0;
        text = text.Trim((byte)' ');
        if (text.Length is 0 or > MostDigits + 8 || !char.IsAsciiDigit((char)text[^1]))
        {
            return false;
        }

        var digits = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (digits.Length == 0 || (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit((char)digits[1])))
        {
            return false;
        }

        // what decimal would round is not read: two different numbers must not become one
        var (count, exponent) = (0, digits.IndexOfAny((byte)'e', (byte)'E'));
        foreach (var digit in exponent < 0 ? digits : digits[..exponent])
        {
            count += char.IsAsciiDigit((char)digit) ? 1 : 0;
        }

        if (exponent >= 0)
        {
            if (!int.TryParse(digits[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) || Math.Abs((long)power) > MostDigits)
            {
                return false;
            }

            count += Math.Abs(power);
        }

        return count <= MostDigits
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
    }

    /// <param name="digits">1 and 0 count as well.</param>
    public static bool TryBoolean(ReadOnlySpan<byte> text, bool digits, out bool value)
    {
        text = text.Trim((byte)' ');
        value = Is(text, "true"u8) || Is(text, "yes"u8) || Is(text, "t"u8) || Is(text, "y"u8) || (digits && Is(text, "1"u8));
        return value || Is(text, "false"u8) || Is(text, "no"u8) || Is(text, "f"u8) || Is(text, "n"u8) || (digits && Is(text, "0"u8));
    }

    /// <summary>ISO 8601 with a T or a space, seconds or not, a fraction or not, and an offset or none.</summary>
    /// <param name="zone">Of a text without an offset. An hour that comes twice is the earlier one, one that is skipped is as the clock stood before.</param>
    /// <param name="ticks">UTC, 100 ns.</param>
    public static bool TryInstant(ReadOnlySpan<byte> text, TimeZoneInfo zone, out long ticks)
    {
        ticks = 0;
        text = text.Trim((byte)' ');
        if (text.Length is < 10 or > LongestInstant || !char.IsAsciiDigit((char)text[0]) || text[4] != '-')
        {
            return false;
        }

        Span<char> buffer = stackalloc char[LongestInstant + 5];
        if (!Encoding.UTF8.TryGetChars(text, buffer, out var length))
        {
            return false;
        }

        if (length > 10 && buffer[10] is ' ' or 't')
        {
            buffer[10] = 'T';
        }

        if (buffer[length - 1] is 'Z' or 'z')
        {
            "+00:00".CopyTo(buffer[(length - 1)..]);
            length += 5;
        }

        ReadOnlySpan<char> iso = WithoutNoughts(buffer[..length], ref length);
        if (length > 10 && iso[10..].ContainsAny('+', '-'))
        {
            var read = DateTimeOffset.TryParseExact(iso, zoned, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant);
            ticks = instant.UtcTicks;
            return read;
        }

        if (!DateTime.TryParseExact(iso, local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
        {
            return false;
        }

        ticks = clock.Ticks - OffsetAt(clock, zone).Ticks;
        return true;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);

    private static TimeSpan OffsetAt(DateTime clock, TimeZoneInfo zone) =>
        ReferenceEquals(zone, TimeZoneInfo.Utc) ? TimeSpan.Zero
        : zone.IsAmbiguousTime(clock) ? zone.GetAmbiguousTimeOffsets(clock).Max()
        : zone.GetUtcOffset(zone.IsInvalidTime(clock) ? clock.AddHours(-3) : clock);

    /// <summary>Takes noughts behind the seventh digit of a fraction out; other digits there are more than 100 ns can hold, and stay.</summary>
    private static ReadOnlySpan<char> WithoutNoughts(Span<char> iso, ref int length)
    {
        var end = 20;
        while (iso.Length > 20 && iso[19] == '.' && end < iso.Length && char.IsAsciiDigit(iso[end]))
        {
            end++;
        }

        if (end <= 27 || iso[27..end].ContainsAnyExcept('0'))
        {
            return iso;
        }

        iso[end..].CopyTo(iso[27..]);
        length -= end - 27;
        return iso[..length];
    }
}
