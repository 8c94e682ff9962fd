namespace CommandCenter.Rehearsal.Retail;

/// <summary>Order keys such as <c>AR-7F3K-29QX</c>: scattered, ASCII, never twice within one seed.</summary>
internal static class OrderKeys
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const ulong Half = 10 * 24 * 10 * 24;

    /// <param name="seed">Moves the whole sequence.</param>
    /// <param name="number">1 and up; repeats after 3.3 thousand million.</param>
    /// <param name="brand">Two letters.</param>
    public static string Of(long seed, long number, string brand)
    {
        const ulong all = Half * Half;
        var offset = (ulong)seed % all;

        // a prime multiplier permutes the whole range, so that no two numbers meet
        var x = ((ulong)number % all * 2654435761UL + offset) % all;
        return string.Create(12, (x, brand), static (text, made) =>
        {
            var (rest, prefix) = made;
            prefix.CopyTo(text);
            text[2] = text[7] = '-';
            text[11] = Letter(ref rest);
            text[10] = Letter(ref rest);
            text[9] = Digit(ref rest);
            text[8] = Digit(ref rest);
            text[6] = Letter(ref rest);
            text[5] = Digit(ref rest);
            text[4] = Letter(ref rest);
            text[3] = Digit(ref rest);
        });
    }

    private static char Digit(ref ulong rest)
    {
        var digit = (char)('0' + rest % 10);
        rest /= 10;
        return digit;
    }

    private static char Letter(ref ulong rest)
    {
        var letter = Letters[(int)(rest % 24)];
        rest /= 24;
        return letter;
    }
}
