namespace CommandCenter.Hosting;

/// <summary>
/// The folder with appsettings.json, wwwroot and plans: the repository root while developing, the publish folder afterwards.
/// Found from the executable upward, so that it does not depend on where the process was started.
/// </summary>
public static class ContentRoot
{
    public static string Find() => Find(AppContext.BaseDirectory) ?? Directory.GetCurrentDirectory();

    /// <returns>Null where no folder from <paramref name="start"/> upward is one.</returns>
    public static string? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "appsettings.json")) && Directory.Exists(Path.Combine(folder.FullName, "wwwroot"))
                && Directory.Exists(Path.Combine(folder.FullName, "plans")))
                return folder.FullName;
        }

        return null;
    }
}
