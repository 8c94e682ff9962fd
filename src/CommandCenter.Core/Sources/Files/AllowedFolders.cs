using CommandCenter.Shared;

namespace CommandCenter.Sources.Files;

/// <summary>
/// Where a plan may name files: the folders of one setting, never the product's own. A path is judged by where it really leads, after every link and every <c>..</c> was
/// followed.
/// </summary>
/// <param name="allowed">Absolute, or relative to <paramref name="contentRoot"/>.</param>
/// <param name="contentRoot">What relative paths are relative to.</param>
/// <param name="own">Folders of the product: databases, keys, secrets.</param>
/// <param name="setting">The setting that names them, for refusals.</param>
public sealed class AllowedFolders(IReadOnlyList<string> allowed, string contentRoot, IReadOnlyList<string> own, string setting = "CommandCenter:Sources:AllowedFolders")
{
    private const int MostLinks = 40;

    /// <summary>Where <paramref name="path"/> of a plan really lies.</summary>
    /// <returns>The absolute path without links; it need not exist. Validation where it lies outside of the allowed folders or inside the product's.</returns>
    public Result<string> Locate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || Follow(Path.GetFullPath(path, contentRoot)) is not { } real)
        {
            return Error.Validation("bad-path", $"The path '{path}' leads nowhere.");
        }

        if (own.Any(o => IsBelow(real, Follow(Path.GetFullPath(o, contentRoot)))))
        {
            return Error.Validation("own-files", $"The path '{path}' lies among the product's own files; a plan cannot name those.");
        }

        return allowed.Any(a => IsBelow(real, Follow(Path.GetFullPath(a, contentRoot))))
            ? real
            : Error.Validation("not-allowed", $"The path '{path}' lies outside of every folder that {setting} names.");
    }

    private static bool IsBelow(string path, string? folder) =>
        folder is not null && (string.Equals(path, folder, StringComparison.Ordinal) || path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>Every part of the path that is a link replaced by what it points to; null where links lead in circles.</summary>
    private static string? Follow(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var reached = root;
        var parts = new Stack<string>(path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (var links = 0; parts.TryPop(out var part);)
        {
            var next = Path.Combine(reached, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                reached = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            var full = Path.GetFullPath(target, reached);
            root = Path.GetPathRoot(full)!;
            reached = root;
            foreach (var inner in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                parts.Push(inner);
            }
        }

        return reached;
    }
}
