using System.Buffers;
using System.Text.Json;

namespace CommandCenter.Sources;

/// <summary>
/// Makes one record of consecutive rows that agree in some columns: the columns of the first row, and all rows in <c>rows</c>. An order and its lines, joined by
/// a query or written line by line into a file, become what a mapping expects of an order.
/// </summary>
internal sealed class RowGroups(IReadOnlyList<string> columns)
{
    /// <summary>Name of the array.</summary>
    public const string Rows = "rows";

    /// <summary>Whether both rows belong to the same record.</summary>
    public bool AreTogether(JsonElement a, JsonElement b)
    {
        foreach (var column in columns)
        {
            var one = a.TryGetProperty(column, out var left) ? left.GetRawText() : "";
            var other = b.TryGetProperty(column, out var right) ? right.GetRawText() : "";
            if (!string.Equals(one, other, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many of the rows belong to the last record.</summary>
    public int LastLength(IReadOnlyList<JsonElement> rows)
    {
        var length = Math.Min(rows.Count, 1);
        while (length > 0 && length < rows.Count && AreTogether(rows[^length], rows[^(length + 1)]))
        {
            length++;
        }

        return length;
    }

    /// <summary>The rows as records, in their order.</summary>
    public JsonDocument Join(IEnumerable<JsonElement> rows)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true, MaxDepth = 1000 }))
        {
            writer.WriteStartArray();
            JsonElement? first = null;
            foreach (var row in rows)
            {
                if (first is null || !AreTogether(first.Value, row))
                {
                    End(writer, first);
                    Begin(writer, row);
                    first = row;
                }

                row.WriteTo(writer);
            }

            End(writer, first);
            writer.WriteEndArray();
        }

        return JsonDocument.Parse(bytes.WrittenMemory, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    private static void Begin(Utf8JsonWriter writer, JsonElement row)
    {
        writer.WriteStartObject();
        foreach (var member in row.EnumerateObject().Where(m => !m.NameEquals(Rows)))
        {
            member.WriteTo(writer);
        }

        writer.WritePropertyName(Rows);
        writer.WriteStartArray();
    }

    private static void End(Utf8JsonWriter writer, JsonElement? first)
    {
        if (first is not null)
        {
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
