using System.Text.Json;

namespace CommandCenter.Traffic.Actuators.BreakGlass;

/// <summary>The records of broken glass: one file each below the storage folder, written without any store, and renamed once the product has taken it up.</summary>
/// <param name="storage">The storage folder.</param>
public sealed class GlassFolder(string storage)
{
    private const string TakenUp = ".taken-up.json";
    private const int LargestRecord = 256 * 1024;
    private const int MostActuators = 50;
    private static readonly JsonSerializerOptions written = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly string folder = Path.Combine(storage, "break-glass");

    /// <summary>Where the record of <paramref name="id"/> lies while it is not taken up.</summary>
    public string PathOf(Guid id) => Path.Combine(folder, $"{id}.json");

    /// <summary>Puts the record on disk, over an older state of itself.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public void Write(BrokenGlass glass)
    {
        ArgumentNullException.ThrowIfNull(glass);
        Directory.CreateDirectory(folder);
        var beside = PathOf(glass.Id) + ".new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(glass, written));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, PathOf(glass.Id), overwrite: true);
    }

    /// <summary>Those that nobody took up, oldest first. A record that cannot be read is one all the same: somebody broke the glass, and only its name is left.</summary>
    /// <exception cref="IOException">The folder cannot be looked into.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be looked into.</exception>
    public IReadOnlyList<BrokenGlass> Open()
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var open = new List<BrokenGlass>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.json").Where(f => !f.Name.EndsWith(TakenUp, StringComparison.Ordinal)).OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (Guid.TryParseExact(Path.GetFileNameWithoutExtension(file.Name), "D", out var id))
            {
                open.Add(Read(file, id) ?? Unread(id, new DateTimeOffset(file.LastWriteTimeUtc)));
            }
        }

        return open;
    }

    /// <summary>Marks a record as taken up. Harmless where it is not there.</summary>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be renamed.</exception>
    public void Close(Guid id)
    {
        if (File.Exists(PathOf(id)))
        {
            File.Move(PathOf(id), Path.Combine(folder, $"{id}{TakenUp}"), overwrite: true);
        }
    }

    /// <summary>What is left to say where the record itself is not there or cannot be read.</summary>
    internal static BrokenGlass Unread(Guid id, DateTimeOffset at) => new(id, at, "somebody", "an unknown machine", "The record of it cannot be read.", "", [], null);

    /// <summary>It goes into the decision log, which nothing can be taken out of again.</summary>
    private static bool Fits(string? text) => text is { Length: <= 500 } && !text.Any(char.IsControl);

    private static BrokenGlass? Read(FileInfo file, Guid id)
    {
        try
        {
            return file.Length <= LargestRecord && JsonSerializer.Deserialize<BrokenGlass>(File.ReadAllBytes(file.FullName), written) is { Actuators.Count: <= MostActuators } read && read.Id == id
                && Fits(read.Who) && Fits(read.Machine) && Fits(read.Reason) && Fits(read.PlanHash ?? "") && read.Actuators.All(a => Fits(a?.Id) && Fits(a?.Outcome)) ? read : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
