namespace CommandCenter.Persistence;

/// <summary>Section <c>CommandCenter:Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>sqlite (default) or postgres.</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>Whether the store is a PostgreSQL server and not files.</summary>
    public bool IsPostgres => string.Equals(Provider, "postgres", StringComparison.OrdinalIgnoreCase);

    /// <summary>Folder of the SQLite files (events.db, commands.db, jobs.db), of the data-protection keys and of secrets/; relative to the content root.</summary>
    public string Directory { get; set; } = "data";

    /// <summary>postgres: host, database and user as Npgsql writes them; the password as <c>${env:CC_SECRET_…}</c> or <c>${file:…}</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>postgres: how long the start waits for a server that does not answer yet. 0 s to 10 min.</summary>
    public TimeSpan WaitForServer { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a write is tried again while another process holds the database or its server is away; then it is refused. 0 to 60 s.</summary>
    public TimeSpan RetryWritesFor { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the integrity check at start may take; a larger database is checked as far as that goes. 0 s to 10 min, 0 = not at all.</summary>
    public TimeSpan CheckAtStartFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Days that events of orders which are no longer open are kept, 1 to 3650; afterwards keys, owner and compact state remain.</summary>
    public int KeepEventsDays { get; set; } = 90;

    /// <summary>Days that gauge readings are kept, 1 to 3650.</summary>
    public int KeepGaugesDays { get; set; } = 7;

    /// <summary>Days that rejected records are kept, whatever became of them, 1 to 3650.</summary>
    public int KeepRejectedDays { get; set; } = 30;

    /// <summary>Days that customer contacts are kept, 1 to 3650.</summary>
    public int KeepContactsDays { get; set; } = 400;

    /// <summary>Everything that is out of range, each with the key and what is allowed.</summary>
    public IEnumerable<string> Problems()
    {
        const string section = "CommandCenter:Storage:";
        if (!IsPostgres && !string.Equals(Provider, "sqlite", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{section}Provider: found '{Provider}'; allowed: sqlite, postgres.";
        }

        if (WaitForServer < TimeSpan.Zero || WaitForServer > TimeSpan.FromMinutes(10))
        {
            yield return $"{section}WaitForServer: found {WaitForServer}; allowed: 00:00:00 to 00:10:00.";
        }

        if (string.IsNullOrWhiteSpace(Directory))
        {
            yield return $"{section}Directory: found nothing; allowed: a folder, absolute or relative to the content root.";
        }

        if (RetryWritesFor < TimeSpan.Zero || RetryWritesFor > TimeSpan.FromSeconds(60))
        {
            yield return $"{section}RetryWritesFor: found {RetryWritesFor}; allowed: 00:00:00 to 00:01:00.";
        }

        if (CheckAtStartFor < TimeSpan.Zero || CheckAtStartFor > TimeSpan.FromMinutes(10))
        {
            yield return $"{section}CheckAtStartFor: found {CheckAtStartFor}; allowed: 00:00:00 to 00:10:00.";
        }

        foreach (var (name, days) in new[]
        {
            (nameof(KeepEventsDays), KeepEventsDays), (nameof(KeepGaugesDays), KeepGaugesDays),
            (nameof(KeepRejectedDays), KeepRejectedDays), (nameof(KeepContactsDays), KeepContactsDays),
        })
        {
            if (days is < 1 or > 3650)
            {
                yield return $"{section}{name}: found {days}; allowed: 1 to 3650.";
            }
        }
    }
}
