namespace CommandCenter.Identity;

/// <summary>Where to go after sign-in.</summary>
public static class LocalUrl
{
    /// <summary><paramref name="url"/> when it stays on this site, otherwise <c>/</c>.</summary>
    public static string OrHome(string? url) =>
        url is "/" or ['/', not '/' and not '\\', ..] && !url.Any(char.IsControl) && !url.StartsWith("/sign-in", StringComparison.OrdinalIgnoreCase) ? url : "/";
}
