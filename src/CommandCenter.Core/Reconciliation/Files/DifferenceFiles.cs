using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;

namespace CommandCenter.Reconciliation.Files;

/// <summary>
/// Writes <c>differences.csv</c> and <c>differences.json</c> while they are found, and <c>summary.json</c> at the end. What stands in them before they are complete has a name that
/// ends in <c>.part</c>; a run that does not end well leaves none. In the CSV a text that a spreadsheet would run as a formula has an apostrophe before it; the JSON is exact.
/// </summary>
public sealed class DifferenceFiles : IDifferenceSink, IDisposable
{
    public const string Csv = "differences.csv";
    public const string Json = "differences.json";
    public const string Summary = "summary.json";

    private const int FlushBytes = 64 << 10;
    private static readonly string[] names = [Csv, Json, Summary];
    private static readonly JsonWriterOptions exact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string folder;
    private readonly CsvWriter csv;
    private readonly FileStream jsonFile;
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Utf8JsonWriter json;
    private bool began;
    private string[] fields = [];
    private string keyField = "";
    private int keyColumns = 1;

    /// <param name="folder">Is made where it is missing; earlier results in it are replaced at the end.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public DifferenceFiles(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        csv = CsvWriter.ToFile(Part(Csv), new CsvWriterOptions { Injection = CsvInjection.Escape, InjectionCharacters = "=+-@\t\r\n", NewLine = "\n" });
        csv.WriteRecord(["orderKey", "field", "left", "right", "rule"]);
        jsonFile = new FileStream(Part(Json), FileMode.Create, FileAccess.Write, FileShare.None, FlushBytes);
        json = new Utf8JsonWriter(line, exact);
        jsonFile.Write("["u8);
    }

    public void Begin(ColumnPairing columns)
    {
        fields = [.. columns.Compared.Select(c => c.Name)];
        keyColumns = columns.Keys.Count;
        keyField = string.Join(" | ", columns.Keys.Select(k => k.Name));
    }

    public void Add(in FileDifference difference)
    {
        var field = difference.Column < 0 ? keyField : fields[difference.Column];
        var rule = FileComparison.Fingerprint(difference.Rule, field);
        var parts = keyColumns == 1 ? [] : CompositeKey.Parts(difference.Key, keyColumns);
        var key = keyColumns == 1 ? difference.Key : Encoding.UTF8.GetBytes(string.Join(" | ", parts));
        csv.WriteField(key);
        csv.WriteField(field);
        csv.WriteField(difference.Left);
        csv.WriteField(difference.Right);
        csv.WriteField(rule);
        csv.EndRecord();
        json.WriteStartObject();
        json.WriteString("orderKey"u8, key);
        if (parts.Count > 0)
        {
            json.WriteStartArray("keyParts"u8);
            foreach (var part in parts)
            {
                json.WriteStringValue(part);
            }

            json.WriteEndArray();
        }

        json.WriteString("field"u8, field);
        Write("left"u8, difference.Left, difference.HasLeft);
        Write("right"u8, difference.Right, difference.HasRight);
        json.WriteString("rule"u8, rule);
        json.WriteEndObject();
        json.Flush();
        // one difference a line: such a file can be read in part, and compared
        jsonFile.Write(began ? ",\n"u8 : "\n"u8);
        jsonFile.Write(line.WrittenSpan);
        began = true;
        line.ResetWrittenCount();
        json.Reset();
    }

    /// <summary>Writes the summary and gives the files their names.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Complete(FileComparison found)
    {
        jsonFile.Write(began ? "\n]\n"u8 : "]\n"u8);
        csv.Flush();
        json.Dispose();
        jsonFile.Dispose();
        csv.Dispose();
        using (var stream = new FileStream(Part(Summary), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            using var writer = new Utf8JsonWriter(stream, exact with { Indented = true });
            FileSummary.Write(writer, found);
        }

        foreach (var name in names)
        {
            File.Move(Part(name), Path.Combine(folder, name), overwrite: true);
        }
    }

    public void Dispose()
    {
        json.Dispose();
        jsonFile.Dispose();
        csv.Dispose();
        foreach (var name in names)
        {
            File.Delete(Part(name));
        }
    }

    private void Write(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, bool has)
    {
        if (has)
        {
            json.WriteString(name, text);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private string Part(string name) => Path.Combine(folder, name + ".part");
}
