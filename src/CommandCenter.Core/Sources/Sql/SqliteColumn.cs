using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CommandCenter.Sources.Sql;

/// <summary>A column of a result and how its values are written as JSON; what is declared as JSON is embedded.</summary>
internal sealed record SqliteColumn(string Name, string Declared)
{
    public void Write(Utf8JsonWriter writer, SqliteDataReader reader, int at)
    {
        writer.WritePropertyName(Name);
        switch (raw.sqlite3_column_type(reader.Handle!, at))
        {
            case raw.SQLITE_INTEGER:
                writer.WriteNumberValue(reader.GetInt64(at));
                break;
            case raw.SQLITE_FLOAT when double.IsFinite(reader.GetDouble(at)):
                writer.WriteNumberValue(reader.GetDouble(at));
                break;
            case raw.SQLITE_FLOAT:
                writer.WriteStringValue(reader.GetDouble(at).ToString(CultureInfo.InvariantCulture));
                break;
            case raw.SQLITE_TEXT when Declared.StartsWith("json", StringComparison.OrdinalIgnoreCase) && IsJson(raw.sqlite3_column_blob(reader.Handle!, at)):
                writer.WriteRawValue(raw.sqlite3_column_blob(reader.Handle!, at), skipInputValidation: true);
                break;
            case raw.SQLITE_TEXT:
                writer.WriteStringValue(reader.GetString(at));
                break;
            case raw.SQLITE_BLOB:
                // as PostgreSQL writes its bytea
                writer.WriteStringValue("\\x" + Convert.ToHexStringLower(raw.sqlite3_column_blob(reader.Handle!, at)));
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 60 });
        try
        {
            while (reader.Read())
            {
                // only whether it can be read to its end
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
