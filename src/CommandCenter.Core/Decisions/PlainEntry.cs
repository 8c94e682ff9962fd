using System.Buffers.Text;

namespace CommandCenter.Decisions;

/// <summary>
/// Recognises an entry that stands as it is always written, without an escape, by comparing bytes: several times as fast as reading it as JSON. Yes is certain; no says only that it has
/// to be read. The bytes are valid UTF-8 without control characters, which the caller has made sure of.
/// </summary>
internal ref struct PlainEntry(ReadOnlySpan<byte> content)
{
    private const int GuidLength = 36;
    private ReadOnlySpan<byte> rest = content;

    /// <summary>Whether the content is an entry and says what its columns say.</summary>
    public static bool Says(ReadOnlySpan<byte> content, in DecisionColumns columns)
    {
        var entry = new PlainEntry(content);
        return entry.Take("{\"seq\":"u8) && entry.TakeNumber(columns.Sequence)
            && entry.Take(",\"prev\":\""u8) && entry.TakeText(columns.PreviousHash)
            && entry.Take("\",\"at\":"u8) && entry.TakeNumber(columns.At)
            && entry.Take(",\"actor\":\""u8) && entry.TakeText(columns.Actor)
            && entry.Take("\",\"roles\":"u8) && entry.TakeList()
            && entry.Take(",\"command\":\""u8) && entry.TakeText(columns.Command)
            && entry.Take("\",\"title\":\""u8) && entry.TakeText(columns.Title)
            && entry.Take("\",\"reason\":"u8) && entry.TakeTextOrNull()
            && entry.Take(",\"impact\":"u8) && entry.TakeTextOrNull()
            && entry.Take(",\"subjects\":"u8) && entry.TakeList()
            && entry.Take(",\"details\":"u8) && entry.TakeDetails()
            && entry.Take(",\"items\":"u8) && entry.TakeTextOrNull()
            && entry.Take(",\"request\":"u8) && entry.TakeGuidOrNull()
            && entry.Take("}"u8) && entry.rest.IsEmpty;
    }

    private bool Take(scoped ReadOnlySpan<byte> expected)
    {
        if (!rest.StartsWith(expected))
        {
            return false;
        }

        rest = rest[expected.Length..];
        return true;
    }

    private bool TakeNumber(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        return Utf8Formatter.TryFormat(number, digits, out var written) && Take(digits[..written]);
    }

    /// <summary>What would have to be escaped cannot be found by its bytes: it could end the text that it pretends to be.</summary>
    private bool TakeText(scoped ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'"', (byte)'\\') < 0 && Take(text);

    /// <summary>Behind its opening mark, to its closing one.</summary>
    private bool SkipText()
    {
        var end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0 || rest[end] != '"')
        {
            return false;
        }

        rest = rest[(end + 1)..];
        return true;
    }

    private bool TakeAnyText() => Take("\""u8) && SkipText();

    private bool TakeTextOrNull() => Take("null"u8) || TakeAnyText();

    private bool TakeList()
    {
        if (!Take("["u8))
        {
            return false;
        }

        if (Take("]"u8))
        {
            return true;
        }

        while (TakeAnyText())
        {
            if (!Take(","u8))
            {
                return Take("]"u8);
            }
        }

        return false;
    }

    private bool TakeDetails()
    {
        if (!Take("{"u8))
        {
            return false;
        }

        if (Take("}"u8))
        {
            return true;
        }

        while (TakeAnyText() && Take(":"u8) && TakeAnyText())
        {
            if (!Take(","u8))
            {
                return Take("}"u8);
            }
        }

        return false;
    }

    private bool TakeGuidOrNull()
    {
        if (Take("null"u8))
        {
            return true;
        }

        if (!Take("\""u8) || !Utf8Parser.TryParse(rest, out Guid _, out var read) || read != GuidLength)
        {
            return false;
        }

        rest = rest[GuidLength..];
        return Take("\""u8);
    }
}
