using System.Text.Json;

namespace CommandCenter.Reconciliation.Files;

/// <summary>The summary of a comparison for programs.</summary>
internal static class FileSummary
{
    public static void Write(Utf8JsonWriter json, FileComparison found)
    {
        json.WriteStartObject();
        json.WriteBoolean("same", found.Differences == 0);
        json.WriteStartArray("key");
        foreach (var key in found.Columns.Keys)
        {
            json.WriteStringValue(key.Name);
        }

        json.WriteEndArray();
        json.WriteBoolean("keyWasFound", found.Columns.KeyWasFound);
        Write(json, "left", found.Left, found.Columns.OnlyLeft);
        Write(json, "right", found.Right, found.Columns.OnlyRight);
        json.WriteNumber("compared", found.Compared);
        json.WriteNumber("differentOrders", found.DifferentRows);
        json.WriteNumber("differences", found.Differences);
        json.WriteStartArray("columns");
        foreach (var column in found.ByColumn)
        {
            Write(json, column);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string side, ComparedFile file, IReadOnlyList<string> only)
    {
        json.WriteStartObject(side);
        json.WriteString("file", file.Path);
        json.WriteString("delimiter", file.Delimiter.ToString());
        json.WriteNumber("rows", file.Rows);
        json.WriteNumber("keys", file.Keys);
        json.WriteNumber("missing", file.Missing);
        json.WriteNumber("duplicates", file.Duplicates);
        json.WriteStartArray("notCompared");
        foreach (var name in only)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ComparedColumn column)
    {
        json.WriteStartObject();
        json.WriteString("field", column.Name);
        json.WriteString("rightField", column.RightName);
        json.WriteString("type", ValueKinds.Word(column.Kind));
        json.WriteString("tolerance", column.Tolerance);
        json.WriteNumber("compared", column.Compared);
        json.WriteNumber("different", column.Different);
        json.WriteNumber("emptyLeft", column.EmptyLeft);
        json.WriteNumber("emptyRight", column.EmptyRight);
        json.WriteEndObject();
    }
}
