using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using CommandCenter.Shared;
using CommandCenter.Sources.Csv;
using CsvHelper;

namespace CommandCenter.Reconciliation.Files;

/// <summary>An opened file, read forward row by row. What is no row ends the reading, with file and line.</summary>
internal sealed class TableFile : IDisposable
{
    /// <summary>Bytes of one row; more is taken for a quote that nobody closed.</summary>
    public const int LongestRow = 16 << 20;

    private const int BufferBytes = 256 << 10;
    private const string Utf8Only = "the row is not written in the encoding of the file; allowed: UTF-8, or another that --encoding names";
    private readonly string path;
    private readonly CsvReader reader;

    private TableFile(string path, FileStream stream, CsvReaderOptions options)
    {
        this.path = path;
        Length = stream.CanSeek ? stream.Length : long.MaxValue;
        Options = options;
        reader = CsvReader.Create(stream, options, leaveOpen: false);
    }

    /// <summary>Bytes; <see cref="long.MaxValue"/> of what can only be read once, such as a pipe.</summary>
    public long Length { get; }

    /// <summary>With which its rows can be read again, one by one.</summary>
    public CsvReaderOptions Options { get; private set; }

    public string[] Names { get; private set; } = [];

    /// <summary>Rows read so far, without the header.</summary>
    public long Rows { get; private set; }

    /// <summary>The current row without its line end, in UTF-8.</summary>
    public ReadOnlySpan<byte> Raw => reader.RawRecord;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="FileRefusal">It is not there, cannot be read, or has no usable header.</exception>
    public static TableFile Open(string path, ReconcileFiles asked)
    {
        if (Directory.Exists(path) || !File.Exists(path))
        {
            throw ColumnPairing.Refuse("no-file", $"{path}: there is no such file.", null);
        }

        var encoding = asked.Encoding.StartsWith("utf-", StringComparison.OrdinalIgnoreCase) || asked.Encoding.Equals("utf8", StringComparison.OrdinalIgnoreCase) ? null
            : CsvEncoding.Find(asked.Encoding) ?? throw ColumnPairing.Refuse("bad-encoding", $"--encoding {asked.Encoding}: not known; allowed: {CsvEncoding.Allowed}.", "--encoding");
        TableFile? file = null;
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            file = new TableFile(path, stream, Read(asked, encoding, tracked: false));
            file.ReadNames();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw Failed(path, e.Message);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>The next row.</summary>
    /// <exception cref="FileRefusal">It is none; the message names file and line.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Read()
    {
        try
        {
            if (!reader.Read())
            {
                return false;
            }
        }
        catch (CsvFormatException e)
        {
            throw NoRow(Why(e), behind: 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw e is DecoderFallbackException ? NoRow(Utf8Only, behind: 1) : Failed(path, e.Message);
        }

        Rows++;
        if (reader.FieldCount != Names.Length)
        {
            throw NoRow($"{reader.FieldCount} {(reader.FieldCount == 1 ? "field" : "fields")}; allowed: {Names.Length}, one for each column");
        }

        return Utf8.IsValid(reader.RawRecord) ? true : throw NoRow(Utf8Only);
    }

    /// <summary>How many rows it may have, by the lines at its beginning: spares growing, and costs nothing but that where it is wrong.</summary>
    public int ExpectedRows()
    {
        using var beginning = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[(int)Math.Min(Length, 64 << 10)];
        var read = RandomAccess.Read(beginning, bytes, 0);
        var lines = bytes.AsSpan(0, read).Count((byte)'\n');
        return read == 0 ? 0 : (int)Math.Min(1 << 28, (double)Length / read * (lines + 1));
    }

    public ReadOnlySpan<byte> Field(int column) => reader.GetSpan(column);

    public void Dispose() => reader.Dispose();

    private static CsvReaderOptions Read(ReconcileFiles asked, Encoding? encoding, bool tracked) => new()
    {
        Separator = asked.Delimiter,
        Encoding = encoding,
        HasHeader = false,
        SkipEmptyLines = true,
        DetectSeparatorHint = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = LongestRow,
        TrimWhitespace = asked.Trim,
        TrimInsideQuotes = asked.Trim,
        IncludeValuesInExceptions = false,
        TrackLineNumbers = tracked,
        BufferSize = BufferBytes,
    };

    private static FileRefusal Failed(string path, string why) => new(Error.Unavailable("unreadable", $"{path}: {why}"));

    private static string Why(CsvFormatException e) => e.Message.Contains("large", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("size", StringComparison.OrdinalIgnoreCase)
        ? $"the row has more than {LongestRow >> 20} MB, or a quote in it is not closed; allowed: at most {LongestRow >> 20} MB"
        : "a quote is not closed, or stands where none may; allowed: quotes around a whole field, quotes inside it doubled";

    private void ReadNames()
    {
        try
        {
            if (!reader.Read() || reader.FieldCount == 0)
            {
                throw new FileRefusal(Error.Unavailable("no-header", $"{path}: it is empty; allowed: a first row with the names of the columns."));
            }
        }
        catch (CsvFormatException e)
        {
            throw NoRow(Why(e));
        }

        if (!Utf8.IsValid(reader.RawRecord))
        {
            throw NoRow(Utf8Only);
        }

        Names = [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i).Trim() is { Length: > 0 } name ? name : $"#{i + 1}")];
        if (Names.FirstOrDefault(n => Names.Count(o => o.Equals(n, StringComparison.OrdinalIgnoreCase)) > 1) is { } twice)
        {
            throw NoRow($"the header names the column '{twice}' twice; allowed: each column a name of its own, whatever its case");
        }

        Options = Options with { Separator = reader.Separator, Encoding = null, SkipEmptyLines = false, MaxRecordSize = int.MaxValue };
    }

    /// <param name="behind">1 where the row is the one behind the last that could be read.</param>
    private FileRefusal NoRow(string why, int behind = 0) => new(Error.Unavailable("no-row", $"{path}:{Line(Rows + 1 + behind)}: {why}."));

    /// <summary>The line of a row, the header being the first: counted by reading again, for counting always would make every run slower.</summary>
    private string Line(long wanted)
    {
        if (Length == long.MaxValue)
        {
            return $"row {wanted}";
        }

        using var again = CsvReader.Create(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), reader.Options with { TrackLineNumbers = true }, leaveOpen: false);
        try
        {
            for (var row = 0L; row < wanted && again.Read(); row++)
            {
                // to the row itself
            }

            return again.LineNumber.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (CsvFormatException e)
        {
            return e.LineNumber.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
