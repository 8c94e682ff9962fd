using System.Buffers;

namespace CommandCenter.Sources.Csv;

internal enum SliceKind
{
    Row,

    /// <summary>No line end within what a row may have; the content is its beginning.</summary>
    TooLong,

    /// <summary>A quote that is not closed, or closed by one that opens a later field; the content is the first line.</summary>
    Unclosed,

    /// <summary>Text behind a closing quote.</summary>
    BadQuotes,
}

/// <summary>One row as it lies in the file.</summary>
/// <param name="Content">Without its line end; valid until the next row is read.</param>
/// <param name="Offset">Of its first byte in the file.</param>
/// <param name="Line">Of its first line, from 1.</param>
/// <param name="Length">Bytes of all of it.</param>
internal readonly record struct CsvSlice(SliceKind Kind, ReadOnlyMemory<byte> Content, long Offset, int Line, long Length);

/// <summary>
/// Finds where rows begin and end, in bytes, so that reading can go on at any row of a file of any size. Memory does not depend on the file: a row is at most
/// <paramref name="longest"/> bytes, what is longer is passed over.
/// </summary>
/// <param name="stream">Stands at <paramref name="offset"/>.</param>
/// <param name="quote">The byte of the quote; null where fields are not quoted.</param>
/// <param name="delimiter">The delimiter's byte: a quote opens a field only at its beginning.</param>
internal sealed class CsvSplitter(Stream stream, long offset, int line, byte? quote, byte delimiter, int longest)
{
    private const byte LineFeed = (byte)'\n';
    private const byte Return = (byte)'\r';
    private const int LongestSample = 4000;

    private readonly SearchValues<byte> quoted = SearchValues.Create([LineFeed, Return, quote ?? LineFeed]);
    private readonly SearchValues<byte> plain = SearchValues.Create([LineFeed, Return, delimiter]);
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private bool ended;

    /// <summary>Where the next row begins.</summary>
    public long Offset { get; private set; } = offset;
    public int Line { get; private set; } = line;

    /// <summary>The next row; false at the end of the file. Empty lines are rows without content.</summary>
    public bool TryRead(out CsvSlice slice)
    {
        slice = default;
        var (inQuotes, afterQuotes, atField, bad, firstBreak, breaks) = (false, false, true, false, 0, 0);
        var i = 0;
        while (true)
        {
            if (i > longest)
            {
                slice = TooLong(firstBreak);
                return true;
            }

            if (!Has(i + 1))
            {
                if (i == 0)
                {
                    return false;
                }

                slice = inQuotes ? FirstLineOnly(firstBreak == 0 ? i : firstBreak) : Take(bad, i, 0, breaks + 1);
                return true;
            }

            var at = buffer[start + i];
            if (inQuotes)
            {
                if (at == quote)
                {
                    // a doubled one is a character of the field
                    var doubled = Has(i + 2) && buffer[start + i + 1] == quote;
                    (inQuotes, afterQuotes) = (doubled, !doubled);
                    i += doubled ? 2 : 1;
                }
                else if (BreakAt(i) is var width and > 0)
                {
                    i += width;
                    breaks++;
                    firstBreak = firstBreak == 0 ? i : firstBreak;
                }
                else
                {
                    i = Next(i + 1, quoted);
                }
            }
            else if (BreakAt(i) is var width and > 0)
            {
                slice = Take(bad, i, width, breaks + 1);
                return true;
            }
            else if (atField && at == quote)
            {
                (inQuotes, atField) = (true, false);
                i++;
            }
            else if (at == delimiter)
            {
                (atField, afterQuotes) = (true, false);
                i++;
            }
            else if (afterQuotes)
            {
                if (firstBreak > 0)
                {
                    // more likely an open quote on the first line than a field over several: the lines behind it are rows of their own
                    slice = FirstLineOnly(firstBreak);
                    return true;
                }

                (bad, afterQuotes) = (true, false);
            }
            else
            {
                atField = false;
                i = Next(i + 1, plain);
            }
        }
    }

    /// <summary>How many bytes a line end at <paramref name="i"/> has; 0 where there is none.</summary>
    private int BreakAt(int i)
    {
        var at = buffer[start + i];
        return at == LineFeed ? 1 : at != Return ? 0 : Has(i + 2) && buffer[start + i + 1] == LineFeed ? 2 : 1;
    }

    private int Next(int from, SearchValues<byte> wanted)
    {
        var found = buffer.AsSpan(start + from, Math.Max(0, end - start - from)).IndexOfAny(wanted);
        return found < 0 ? Math.Max(from, end - start) : from + found;
    }

    private CsvSlice Take(bool bad, int length, int lineEnd, int lines)
    {
        var slice = new CsvSlice(bad ? SliceKind.BadQuotes : SliceKind.Row, buffer.AsMemory(start, length), Offset, Line, length + lineEnd);
        Move(length + lineEnd, lines);
        return slice;
    }

    private CsvSlice FirstLineOnly(int length)
    {
        var slice = new CsvSlice(SliceKind.Unclosed, buffer.AsMemory(start, Math.Min(length, LongestSample)), Offset, Line, length);
        Move(length, 1);
        return slice;
    }

    private CsvSlice TooLong(int firstBreak)
    {
        if (firstBreak > 0)
        {
            return FirstLineOnly(firstBreak);
        }

        var (from, first) = (Offset, Line);
        var sample = buffer.AsSpan(start, Math.Min(end - start, LongestSample)).ToArray();
        while (true)
        {
            var found = buffer.AsSpan(start, end - start).IndexOfAny(LineFeed, Return);
            if (found >= 0)
            {
                Move(found + BreakAt(found), 1);
                break;
            }

            Move(end - start, 0);
            if (!Has(1))
            {
                break;
            }
        }

        return new CsvSlice(SliceKind.TooLong, sample, from, first, Offset - from);
    }

    private void Move(int bytes, int lines)
    {
        start += bytes;
        Offset += bytes;
        Line += lines;
    }

    /// <summary>Whether there are <paramref name="count"/> bytes of this row; reads on where they are not in the buffer yet.</summary>
    private bool Has(int count)
    {
        while (end - start < count)
        {
            if (ended)
            {
                return false;
            }

            if (start > 0 && end == buffer.Length)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, longest + 64 * 1024));
            }

            var read = stream.Read(buffer, end, buffer.Length - end);
            ended = read == 0;
            end += read;
        }

        return true;
    }
}
