using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CommandCenter.Plan;
using CsvHelper;

namespace CommandCenter.Sources.Csv;

/// <summary>A file that cannot be read as the plan says; its neighbours can.</summary>
internal sealed class CsvFileException(string message) : Exception(message);

/// <summary>An opened file: encoding and columns are known, rows can be read from any offset on which one begins.</summary>
internal sealed class CsvFile : IDisposable
{
    /// <summary>Bytes of one row; a longer one is passed over and kept as a rejected record, cut.</summary>
    public const int LongestRow = 1024 * 1024;

    private const int PrintedBytes = 4096;
    private readonly Stream stream;
    private readonly CsvSettings settings;

    private CsvFile(Stream stream, CsvSettings settings, Encoding encoding)
    {
        this.stream = stream;
        this.settings = settings;
        Encoding = encoding;
    }

    public Encoding Encoding { get; }
    public JsonEncodedText[] Columns { get; private set; } = [];

    /// <summary>Offset and line of the first row with data.</summary>
    public (long Offset, int Line) First { get; private set; }

    /// <exception cref="CsvFileException">It is not what the plan says.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static CsvFile Open(string path, CsvSettings settings)
    {
        // others may write, rename and delete it meanwhile: a foreign system is not to be held up by us
        return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), settings);
    }

    /// <param name="opened">Stands at its beginning; disposed with the file, also where this throws.</param>
    /// <exception cref="CsvFileException">It is not what the plan says.</exception>
    public static CsvFile Open(Stream opened, CsvSettings settings)
    {
        try
        {
            var mark = new byte[4];
            var length = opened.ReadAtLeast(mark, 4, throwOnEndOfStream: false);
            var hasMark = length >= 3 && mark is [0xEF, 0xBB, 0xBF, ..];
            if (length >= 2 && mark is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
            {
                throw new CsvFileException($"it is UTF-16; allowed: {CsvEncoding.Allowed}");
            }

            var file = new CsvFile(opened, settings, CsvEncoding.Find(hasMark ? "utf-8" : settings.Encoding) ?? throw new CsvFileException($"its encoding {settings.Encoding} is not known; allowed: {CsvEncoding.Allowed}"));
            file.ReadHead(hasMark ? 3 : 0);
            return file;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Rows from <paramref name="offset"/> on.</summary>
    public CsvSplitter From(long offset, int line)
    {
        stream.Position = offset;
        return new CsvSplitter(stream, offset, line, settings.Quote is { } quote ? (byte)quote : null, (byte)settings.Delimiter, LongestRow);
    }

    /// <summary>What tells this file from another one of the same name: its first bytes and the last ones before <paramref name="offset"/>.</summary>
    public string Print(long offset)
    {
        var bytes = new byte[PrintedBytes * 2];
        var length = 0;
        foreach (var (from, count) in ((long, int)[])[(0, (int)Math.Min(PrintedBytes, offset)), (Math.Max(0, offset - PrintedBytes), (int)Math.Min(PrintedBytes, offset))])
        {
            stream.Position = from;
            length += stream.ReadAtLeast(bytes.AsSpan(length, count), count, throwOnEndOfStream: false);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length)).AsSpan(0, 8));
    }

    public void Dispose() => stream.Dispose();

    private void ReadHead(int begin)
    {
        var (offset, line) = SkipLines(begin);
        var rows = From(offset, line);
        string[]? header = null;
        while (settings.Header && header is null)
        {
            if (!rows.TryRead(out var slice))
            {
                // a file without anything in it is complete and has no rows
                break;
            }

            if (slice.Kind != SliceKind.Row)
            {
                throw new CsvFileException($"its header on line {slice.Line} is no row");
            }

            header = slice.Content.Length == 0 ? null : Names(slice);
        }

        First = (rows.Offset, rows.Line);
        string[] columns = settings.Columns.Count > 0 ? [.. settings.Columns] : header ?? [];
        if (columns.FirstOrDefault(c => c.Length == 0 || columns.Count(o => o == c) > 1) is { } wrong)
        {
            throw new CsvFileException($"its header names the column '{wrong}' {(wrong.Length == 0 ? "without a name" : "twice")}; allowed: each column a name of its own, or columns in the plan");
        }

        Columns = [.. columns.Select(c => JsonEncodedText.Encode(c, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
    }

    private string[] Names(in CsvSlice slice)
    {
        try
        {
            var text = System.Text.Encoding.UTF8.GetBytes(Encoding.GetString(slice.Content.Span));
            using var row = CsvReader.Create(text, CsvRows.Options(settings));
            return row.Read() ? [.. Enumerable.Range(0, row.FieldCount).Select(i => row.GetString(i).Trim())] : [];
        }
        catch (DecoderFallbackException)
        {
            throw new CsvFileException($"its header is not written in {Encoding.WebName}");
        }
    }

    /// <summary>Lines, not rows: what stands above the header need not be one.</summary>
    private (long Offset, int Line) SkipLines(int begin)
    {
        stream.Position = begin;
        var lines = new CsvSplitter(stream, begin, 1, null, (byte)'\n', LongestRow);
        for (var i = 0; i < settings.SkipLines && lines.TryRead(out _); i++)
        {
            // only where the next one begins
        }

        return (lines.Offset, lines.Line);
    }
}
