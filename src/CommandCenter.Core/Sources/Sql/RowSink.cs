using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CommandCenter.Sources.Sql;

/// <summary>Gathers the rows of a page as one JSON document, as many as fit.</summary>
/// <param name="maxBytes">Of the page; a first row is taken in any case.</param>
internal sealed class RowSink(long maxBytes)
{
    /// <summary>Bytes of one row as JSON; a larger one is refused, its neighbours are not.</summary>
    public const int LargestRow = 1024 * 1024;

    private const int DeepestJson = 512; // a document in a column

    private readonly ArrayBufferWriter<byte> bytes = new(16 * 1024);
    private readonly Dictionary<int, UnreadRecord> unread = [];
    private int count;

    /// <summary>False when the row does not fit any more: it is to be read with the next page.</summary>
    public bool TryAdd(ReadOnlySpan<byte> row)
    {
        if (count > 0 && bytes.WrittenCount + row.Length > maxBytes)
        {
            return false;
        }

        bytes.Write(count++ == 0 ? "["u8 : ","u8);
        bytes.Write(row);
        return true;
    }

    /// <summary>A row that cannot be used; <paramref name="place"/> is what is left of it, the cursor's columns as a JSON object.</summary>
    public bool TryRefuse(ReadOnlySpan<byte> place, string text, string code, string message)
    {
        var at = count;
        if (!TryAdd(place))
        {
            return false;
        }

        unread[at] = new UnreadRecord("row " + Encoding.UTF8.GetString(place), text.Length > UnreadRecord.LongestText ? text[..UnreadRecord.LongestText] : text, code, message);
        return true;
    }

    public static string TooLarge(long found) => string.Create(CultureInfo.InvariantCulture, $"the row has {found} bytes; allowed: at most {LargestRow}");

    /// <exception cref="JsonException">A row was no JSON.</exception>
    public SqlRows Finish(bool cut, DateTimeOffset clock, DateTimeOffset? watermark)
    {
        bytes.Write(count == 0 ? "[]"u8 : "]"u8);
        return new SqlRows(JsonDocument.Parse(bytes.WrittenMemory, new JsonDocumentOptions { MaxDepth = DeepestJson }), unread, cut, clock, watermark);
    }
}
