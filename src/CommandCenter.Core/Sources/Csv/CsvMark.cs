using System.Text.Json;
using System.Text.Json.Serialization;

namespace CommandCenter.Sources.Csv;

/// <summary>How far one file was read, and what it was then.</summary>
/// <param name="Offset">Bytes that are committed.</param>
/// <param name="Line">Line of the next row, from 1.</param>
/// <param name="Size">Bytes of the file when it was last read.</param>
/// <param name="Modified">Its time then, UTC ticks.</param>
/// <param name="Print">Of its first bytes and of the last ones before <paramref name="Offset"/>: whether it is still the same file.</param>
internal sealed record CsvMark(string Name, long Offset, int Line, long Size, long Modified, string Print)
{
    [JsonIgnore]
    public bool IsFinished => Offset >= Size;

    /// <summary>Nothing happened to the file since.</summary>
    public bool Fits(FoundFile file) => Size == file.Size && Modified == file.Modified;
}

/// <summary>Where reading of a csv-folder source stands. Kept as JSON in the cursor; files that are no longer in the folder are forgotten.</summary>
internal sealed record CsvPosition(IReadOnlyList<CsvMark> Files)
{
    public static CsvPosition Read(string? text)
    {
        try
        {
            return text is { Length: > 0 } && JsonSerializer.Deserialize<CsvPosition>(text) is { Files: not null } position ? position : new CsvPosition([]);
        }
        catch (JsonException)
        {
            // written by another adapter before the plan changed: begin again, repeats are harmless
            return new CsvPosition([]);
        }
    }

    public string Write() => JsonSerializer.Serialize(this);

    public CsvMark? Of(string name) => Files.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal));

    public CsvPosition With(CsvMark mark) => new([.. Without(mark.Name).Files, mark]);

    public CsvPosition Without(string name) => new([.. Files.Where(f => !string.Equals(f.Name, name, StringComparison.Ordinal))]);

    /// <summary>Without what is not in the folder any more.</summary>
    public CsvPosition Only(IReadOnlyDictionary<string, FoundFile> present) => Files.All(f => present.ContainsKey(f.Name)) ? this : new([.. Files.Where(f => present.ContainsKey(f.Name))]);
}

/// <summary>A file that lies in the folder.</summary>
/// <param name="Modified">UTC ticks.</param>
internal sealed record FoundFile(string Name, string Path, long Size, long Modified);
