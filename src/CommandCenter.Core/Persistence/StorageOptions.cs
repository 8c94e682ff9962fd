namespace CommandCenter.Persistence;

/// <summary>Section <c>CommandCenter:Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>sqlite (default) or postgres.</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>Folder of the SQLite files (events.db, commands.db, jobs.db), of the data-protection keys and of secrets/; relative to the content root.</summary>
    public string Directory { get; set; } = "data";

    /// <summary>postgres: the connection string; the password may come as <c>${env:CC_SECRET_…}</c>.</summary>
    public string? ConnectionString { get; set; }
}
