using System.Globalization;
using System.IO.Enumeration;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Files;

namespace CommandCenter.Sources.Csv;

/// <summary>The folder: what lies in it, what of that is complete, and the way out of it.</summary>
internal sealed class CsvFolder(CsvSettings settings, AllowedFolders folders, TimeProvider time)
{
    private Dictionary<string, (long Size, long Modified, long Since)> seen = new(StringComparer.Ordinal);

    /// <summary>The files of the pattern by name. Links and what begins with a dot are none.</summary>
    /// <exception cref="IOException">The folder cannot be looked into.</exception>
    public Result<Dictionary<string, FoundFile>> Look()
    {
        var located = folders.Locate(settings.Folder);
        if (located.Error is { } refused)
        {
            return refused;
        }

        var found = new Dictionary<string, FoundFile>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(located.Value).EnumerateFiles())
        {
            if (file.Name[0] != '.' && file.LinkTarget is null && FileSystemName.MatchesSimpleExpression(settings.Pattern, file.Name, ignoreCase: false)
                && (settings.Marker is null || !file.Name.EndsWith(settings.Marker, StringComparison.Ordinal)))
            {
                found[file.Name] = new FoundFile(file.Name, file.FullName, file.Length, file.LastWriteTimeUtc.Ticks);
            }
        }

        var now = time.GetTimestamp();
        seen = found.Values.ToDictionary(
            f => f.Name, f => seen.TryGetValue(f.Name, out var old) && old.Size == f.Size && old.Modified == f.Modified ? old : (f.Size, f.Modified, now), StringComparer.Ordinal);
        return found;
    }

    /// <summary>Whether nobody writes it any more, as far as can be told.</summary>
    public bool IsComplete(FoundFile file) =>
        (settings.Marker is null || File.Exists(file.Path + settings.Marker)) && time.GetElapsedTime(seen[file.Name].Since) >= settings.Settle;

    public IEnumerable<FoundFile> InOrder(IEnumerable<FoundFile> files) => settings.Order == CsvOrder.Modified
        ? files.OrderBy(f => f.Modified).ThenBy(f => f.Name, StringComparer.Ordinal)
        : files.OrderBy(f => f.Name, StringComparer.Ordinal);

    /// <summary>Puts a file that is committed away; a name that is there already gets a number. Null when that is done, else why not.</summary>
    public string? PutAway(FoundFile file)
    {
        var done = folders.Locate(settings.Done!);
        if (done.Error is { } refused)
        {
            return refused.Message;
        }

        if (string.Equals(done.Value, Path.GetDirectoryName(file.Path), StringComparison.Ordinal))
        {
            return "done is the folder itself";
        }

        try
        {
            Directory.CreateDirectory(done.Value);
            var target = Path.Combine(done.Value, file.Name);
            for (var number = 2; File.Exists(target); number++)
            {
                target = Path.Combine(done.Value, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file.Name)}-{number}{Path.GetExtension(file.Name)}"));
            }

            File.Move(file.Path, target, overwrite: false);
            if (new FileInfo(target) is var moved && (moved.Length != file.Size || moved.LastWriteTimeUtc.Ticks != file.Modified))
            {
                // somebody wrote it between the look and the move: what came then is not read yet
                File.Move(target, file.Path, overwrite: false);
                return "it was written while it was put away; it is read again";
            }

            if (settings.Marker is { } marker)
            {
                File.Delete(file.Path + marker);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it is read, but cannot be moved to {settings.Done} ({Why(e)})";
        }
    }

    public static string Why(Exception e) => e switch
    {
        UnauthorizedAccessException => "no permission",
        FileNotFoundException or DirectoryNotFoundException => "it is not there",
        _ => "it cannot be opened or read",
    };
}
