using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CommandCenter.Plan;
using CsvHelper;

namespace CommandCenter.Sources.Csv;

/// <summary>Where a row stood.</summary>
internal readonly record struct RowPlace(long Offset, int Line);

/// <summary>Reads rows of one file up to a number of them, and makes JSON objects of them: column → text.</summary>
internal sealed class CsvRows(CsvSettings settings, CsvFile file, string name)
{
    private static readonly JsonWriterOptions written = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> text = new(64 * 1024);
    private readonly List<RowPlace> places = [];
    private readonly List<int> starts = [];

    /// <summary>What was no row, and where.</summary>
    public List<(RowPlace Place, UnreadRecord Record)> Unread { get; } = [];

    /// <summary>Where the rows of <see cref="Read"/> stood.</summary>
    public List<RowPlace> Places { get; } = [];

    /// <summary>Where the next row begins.</summary>
    public RowPlace Next { get; private set; }

    /// <summary>There is nothing behind it.</summary>
    public bool AtEnd { get; private set; }

    public static CsvReaderOptions Options(CsvSettings settings) => new()
    {
        Separator = settings.Delimiter, Quote = settings.Quote ?? '"', Mode = settings.Quote is null ? CsvMode.NoEscape : CsvMode.Rfc4180, HasHeader = false, SkipEmptyLines = false, DetectSeparatorHint = false,
    };

    /// <summary>The rows from <paramref name="from"/> on as an array.</summary>
    public JsonDocument Read(RowPlace from, int limit)
    {
        var rows = file.From(from.Offset, from.Line);
        while (places.Count + Unread.Count < limit && rows.Offset - from.Offset < settings.MaxBytes)
        {
            if (!rows.TryRead(out var slice))
            {
                AtEnd = true;
                break;
            }

            Keep(slice);
        }

        Next = new RowPlace(rows.Offset, rows.Line);
        return Parse();
    }

    private void Keep(in CsvSlice slice)
    {
        switch (slice.Kind)
        {
            case SliceKind.TooLong:
                Refuse(slice, "too-long", string.Create(CultureInfo.InvariantCulture, $"the row has {slice.Length} bytes; allowed: at most {CsvFile.LongestRow}"));
                break;
            case SliceKind.Unclosed:
                Refuse(slice, "bad-row", "a quote is opened and not closed; reading goes on with the next line");
                break;
            case SliceKind.BadQuotes:
                Refuse(slice, "bad-row", "text stands behind a closing quote; allowed: a delimiter or the end of the row, quotes inside a field doubled");
                break;
            case SliceKind.Row when slice.Content.Length > 0:
                Append(slice);
                break;
        }
    }

    private void Append(in CsvSlice slice)
    {
        var start = text.WrittenCount;
        var content = slice.Content.Span;
        if (file.Encoding.CodePage == Encoding.UTF8.CodePage)
        {
            if (!Utf8.IsValid(content))
            {
                Refuse(slice, "bad-encoding", "the row is not written in utf-8");
                return;
            }

            text.Write(content);
        }
        else
        {
            try
            {
                Encoding.UTF8.GetBytes(file.Encoding.GetString(content), text);
            }
            catch (DecoderFallbackException)
            {
                Refuse(slice, "bad-encoding", $"the row is not written in {file.Encoding.WebName}");
                return;
            }
        }

        text.Write("\n"u8);
        starts.Add(start);
        places.Add(new RowPlace(slice.Offset, slice.Line));
    }

    private void Refuse(in CsvSlice slice, string code, string message) => Refuse(new RowPlace(slice.Offset, slice.Line), slice.Content.Span, code, message);

    private void Refuse(RowPlace place, ReadOnlySpan<byte> content, string code, string message)
    {
        // as far as it can be read: a person looks at it
        var lenient = Encoding.GetEncoding(file.Encoding.CodePage).GetString(content[..Math.Min(content.Length, UnreadRecord.LongestText * 2)]);
        Unread.Add((place, new UnreadRecord(string.Create(CultureInfo.InvariantCulture, $"{name}:{place.Line}"), lenient.Length > UnreadRecord.LongestText ? lenient[..UnreadRecord.LongestText] : lenient, code, message)));
    }

    private JsonDocument Parse()
    {
        var json = new ArrayBufferWriter<byte>(Math.Max(256, text.WrittenCount * 2));
        using (var writer = new Utf8JsonWriter(json, written))
        {
            writer.WriteStartArray();
            using var reader = CsvReader.Create(text.WrittenMemory, Options(settings));
            for (var i = 0; i < places.Count; i++)
            {
                if (!reader.Read() || reader.ByteOffset != starts[i])
                {
                    throw new CsvFileException($"its rows cannot be told apart at line {places[i].Line}");
                }

                if (!Fits(reader))
                {
                    Refuse(places[i], Raw(i), "bad-row", $"found {reader.FieldCount} fields; allowed: {file.Columns.Length}, one for each column");
                    continue;
                }

                Places.Add(places[i]);
                writer.WriteStartObject();
                for (var column = 0; column < file.Columns.Length; column++)
                {
                    writer.WriteString(file.Columns[column], reader.GetSpan(column));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return JsonDocument.Parse(json.WrittenMemory);
    }

    /// <summary>A field for each column; a delimiter too many at the end of a row is common and says nothing.</summary>
    private bool Fits(CsvReader reader)
    {
        for (var extra = file.Columns.Length; extra < reader.FieldCount; extra++)
        {
            if (!reader.IsEmpty(extra))
            {
                return false;
            }
        }

        return reader.FieldCount >= file.Columns.Length;
    }

    private byte[] Raw(int i)
    {
        var end = i + 1 < starts.Count ? starts[i + 1] : text.WrittenCount;
        // decoded already, so it is encoded back: what is kept is decoded once
        return file.Encoding.GetBytes(Encoding.UTF8.GetString(text.WrittenSpan[starts[i]..(end - 1)]));
    }
}
