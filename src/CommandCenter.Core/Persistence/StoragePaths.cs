namespace CommandCenter.Persistence;

/// <summary>Where the SQLite files lie and how they are opened.</summary>
public sealed class StoragePaths
{
    /// <param name="contentRoot">What a relative directory is relative to.</param>
    public StoragePaths(StorageOptions options, string contentRoot)
    {
        Directory = Path.GetFullPath(options.Directory, contentRoot);
        Events = Path.Combine(Directory, "events.db");
        Commands = Path.Combine(Directory, "commands.db");
        Jobs = Path.Combine(Directory, "jobs.db");
        Secrets = Path.Combine(Directory, "secrets");
    }

    public string Directory { get; }
    public string Events { get; }
    public string Commands { get; }

    /// <summary>Quartz's file.</summary>
    public string Jobs { get; }

    /// <summary>The folder that <c>${file:…}</c> reads.</summary>
    public string Secrets { get; }

    /// <summary>For readers and small writes; writes wait a moment for the lock.</summary>
    public static string Connection(string file) =>
        new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ConnectionString;
}
