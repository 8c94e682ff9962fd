using System.Globalization;

namespace CommandCenter.Sources.Mapping;

/// <summary>Decimal texts to whole units without floating point: <c>12.34</c> with 2 decimals is 1234.</summary>
internal static class ExactNumber
{
    private const int LongestText = 60;
    private const int LargestExponent = 40;

    /// <summary>
    /// Reads digits with an optional sign, fraction and exponent. Refused: anything else (<c>bad-number</c>), more decimals than
    /// <paramref name="decimals"/> that are not zero (<c>wrong-decimals</c>), what 64 bits cannot hold (<c>overflow</c>).
    /// </summary>
    public static bool TryScale(ReadOnlySpan<char> text, int decimals, out long value, out string code)
    {
        value = 0;
        code = "bad-number";
        var negative = false;
        var at = 0;
        if (text.Length is 0 or > LongestText)
        {
            return false;
        }

        if (text[0] is '-' or '+')
        {
            negative = text[0] == '-';
            at = 1;
        }

        if (!TrySplit(text[at..], out var digits, out var fraction, out var exponent))
        {
            return false;
        }

        // the value is (digits fraction) × 10^(exponent − fraction.Length); shift says how many zeros to add or cut
        var shift = exponent - fraction.Length + decimals;
        UInt128 sum = 0;
        var total = digits.Length + fraction.Length;
        for (var i = 0; i < total + Math.Max(shift, 0); i++)
        {
            var digit = i < digits.Length ? digits[i] - '0' : i < total ? fraction[i - digits.Length] - '0' : 0;
            if (shift < 0 && i >= total + shift)
            {
                if (digit != 0)
                {
                    code = "wrong-decimals";
                    return false;
                }

                continue;
            }

            sum = sum * 10 + (uint)digit;
            if (sum > (UInt128)long.MaxValue + 1)
            {
                code = "overflow";
                return false;
            }
        }

        // cutting more places than there are digits leaves 0 only when all of them were zero, which the loop has seen
        if (!negative && sum > long.MaxValue)
        {
            code = "overflow";
            return false;
        }

        value = negative ? (long)-(Int128)sum : (long)sum;
        return true;
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> digits, out ReadOnlySpan<char> fraction, out int exponent)
    {
        fraction = default;
        exponent = 0;
        var mark = text.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            if (!int.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > LargestExponent)
            {
                digits = default;
                return false;
            }

            text = text[..mark];
        }

        var point = text.IndexOf('.');
        digits = point < 0 ? text : text[..point];
        fraction = point < 0 ? default : text[(point + 1)..];
        return digits.Length > 0 && (point < 0 || fraction.Length > 0) && !digits.ContainsAnyExceptInRange('0', '9') && !fraction.ContainsAnyExceptInRange('0', '9');
    }
}
