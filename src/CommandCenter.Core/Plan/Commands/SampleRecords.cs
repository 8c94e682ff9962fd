using System.Text;
using System.Text.Json;
using CommandCenter.Sources;
using CommandCenter.Sources.Mapping;
using Microsoft.VisualBasic.FileIO;

namespace CommandCenter.Plan.Commands;

/// <summary>The records of a sample file: one JSON record, an array of them, what a source's <c>items</c> finds in a whole answer, JSON lines, or CSV with a heading.</summary>
internal static class SampleRecords
{
    private static readonly char[] delimiters = [',', ';', '\t', '|'];

    /// <exception cref="JsonException">JSON that is not whole; the line is in it.</exception>
    /// <exception cref="MalformedLineException">CSV whose quotes do not close.</exception>
    public static IReadOnlyList<JsonElement> Read(string text, CutoverPlan plan, MappingDefinition mapping)
    {
        var trimmed = text.TrimStart('\uFEFF').Trim();
        if (trimmed.Length == 0)
        {
            return [];
        }

        return trimmed[0] is '{' or '[' ? OfJson(trimmed, plan, mapping) : OfCsv(trimmed);
    }

    private static List<JsonElement> OfJson(string text, CutoverPlan plan, MappingDefinition mapping)
    {
        var bytes = new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(text));
        var root = First(bytes, out var consumed);
        if (consumed < bytes.Length && !bytes.Span[consumed..].Trim(" \t\r\n"u8).IsEmpty)
        {
            return OfLines(text);
        }

        if (root.ValueKind == JsonValueKind.Array)
        {
            if (plan.Sources.FirstOrDefault(s => s.Mapping == mapping.Id && s.Sql is { GroupBy.Count: > 0 })?.Sql is { } sql && root.EnumerateArray().All(r => r.ValueKind == JsonValueKind.Object && !r.TryGetProperty(RowGroups.Rows, out _)))
            {
                // rows as the database shows them become records as the source makes them
                using var joined = new RowGroups(sql.GroupBy).Join(root.EnumerateArray());
                return [.. joined.RootElement.EnumerateArray().Select(e => e.Clone())];
            }

            return [.. root.EnumerateArray()];
        }

        foreach (var items in plan.Sources.Where(s => s.Mapping == mapping.Id).Select(s => s.Http?.Items ?? s.Push?.Items).Where(i => i is not null and not "$"))
        {
            if (JsonPath.TryParse(items, out var path, out _) && path.TryFind(root, out var found) && found.ValueKind == JsonValueKind.Array)
            {
                return [.. found.EnumerateArray()];
            }
        }

        return [root];
    }

    private static JsonElement First(ReadOnlyMemory<byte> bytes, out int consumed)
    {
        var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = 64 });
        using var document = JsonDocument.ParseValue(ref reader);
        consumed = (int)reader.BytesConsumed;
        return document.RootElement.Clone();
    }

    private static List<JsonElement> OfLines(string text)
    {
        var records = new List<JsonElement>();
        var number = 0L;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 64 });
                records.Add(document.RootElement.Clone());
            }
            catch (JsonException e)
            {
                throw new JsonException(e.Message, e.Path, number - 1, e.BytePositionInLine, e);
            }
        }

        return records;
    }

    private static List<JsonElement> OfCsv(string text)
    {
        var heading = text.Split('\n', 2)[0];
        var delimiter = delimiters.MaxBy(d => heading.Count(c => c == d));
        using var reader = new TextFieldParser(new StringReader(text)) { TextFieldType = FieldType.Delimited, HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        reader.SetDelimiters(delimiter.ToString());
        var names = reader.ReadFields() ?? [];
        var records = new List<JsonElement>();
        while (reader.ReadFields() is { } fields)
        {
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < Math.Min(names.Length, fields.Length); i++)
            {
                row[names[i].Trim()] = fields[i];
            }

            records.Add(JsonSerializer.SerializeToElement(row));
        }

        return records;
    }
}
