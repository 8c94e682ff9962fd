using CommandCenter.Shared;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CommandCenter.Persistence.Postgres;

/// <summary>
/// How each part of the product reaches PostgreSQL: one database, a schema for what the sides reported, one for what people decided, one for the scheduler. Every commit waits for the
/// server's disk, whatever the server's own default is.
/// </summary>
public sealed class PostgresConnections
{
    public const string Events = "events";
    public const string Commands = "commands";
    public const string Jobs = "jobs";

    private const int PoolSize = 20;
    private const string Durable = "-c synchronous_commit=on";

    // an append asks by key only: a planner that does not know yet how large a table has become must not read it whole. A node that sleeps within a transaction gives the lock back
    private const string Appending =
        Durable + " -c lock_timeout=1000 -c idle_in_transaction_session_timeout=30000 -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    private readonly NpgsqlConnectionStringBuilder server;

    private PostgresConnections(NpgsqlConnectionStringBuilder found) => server = found;

    /// <summary>Without the password, such as <c>db.internal:5432/cutover</c>.</summary>
    public string Place => $"{server.Host}:{server.Port}/{server.Database}";

    /// <summary>The command that backs everything up into <paramref name="file"/>; it asks for the password.</summary>
    public string BackupCommand(string file) => $"pg_dump --host={server.Host} --port={server.Port} --username={server.Username} --format=custom --file={file} {server.Database}";

    /// <summary>Reads <see cref="StorageOptions.ConnectionString"/>; a password that is a reference is looked up.</summary>
    /// <returns>Validation that names the key and what is missing, never what it holds.</returns>
    public static Result<PostgresConnections> Read(StorageOptions options, ISecrets secrets)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(secrets);
        const string key = "CommandCenter:Storage:ConnectionString";
        NpgsqlConnectionStringBuilder found;
        try
        {
            found = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // the exception's own words may repeat the value
            return Error.Validation("storage-settings", $"{key}: cannot be read; allowed: Host=…;Port=5432;Database=…;Username=…;Password=${{env:CC_SECRET_NAME}} and further settings of Npgsql.");
        }

        if (string.IsNullOrEmpty(found.Host) || string.IsNullOrEmpty(found.Database) || string.IsNullOrEmpty(found.Username))
        {
            return Error.Validation("storage-settings", $"{key}: Host, Database and Username are needed with the provider postgres.");
        }

        if (found.Password is { Length: > 0 } password)
        {
            var secret = secrets.Resolve(password);
            if (secret.Error is { } unknown)
            {
                return Error.Validation("storage-settings", $"{key}, Password: {unknown.Message}");
            }

            found.Password = secret.Value;
        }

        found.PersistSecurityInfo = false;
        found.IncludeErrorDetail = false;
        found.ApplicationName ??= "CommandCenter";
        // Npgsql's own 100 a pool would be more than a server with its defaults lets in
        found.MaxPoolSize = found.MaxPoolSize == 100 ? PoolSize : found.MaxPoolSize;
        found.Timeout = found.Timeout == 15 ? 5 : found.Timeout;
        return new PostgresConnections(found);
    }

    /// <summary>The connection string for one of the schemas; it holds the password.</summary>
    public string For(string schema) => Of(schema, Durable).ConnectionString;

    /// <summary>For a context whose tables lie in <paramref name="schema"/>.</summary>
    public void Use(DbContextOptionsBuilder options, string schema, string historyTable = "__EFMigrationsHistory") => options
        .UseNpgsql(For(schema), o => o
            .MigrationsHistoryTable(historyTable, schema)
            // the provider's own strategy hides what went wrong in an exception of another kind
            .ExecutionStrategy(d => new Microsoft.EntityFrameworkCore.Storage.NonRetryingExecutionStrategy(d)))
        .WithHandWrittenMigrations();

    /// <summary>For the connection that appends events.</summary>
    internal string ForAppends()
    {
        var appending = Of(Events, Appending);
        appending.Pooling = false;
        appending.MaxAutoPrepare = 64;
        appending.AutoPrepareMinUsages = 2;
        return appending.ConnectionString;
    }

    /// <summary>For what is done before the schemas exist.</summary>
    internal string ForServer()
    {
        var plain = Of(null, Durable);
        plain.Pooling = false;
        return plain.ConnectionString;
    }

    private NpgsqlConnectionStringBuilder Of(string? schema, string settings) => new(server.ConnectionString)
    {
        Password = server.Password,
        SearchPath = schema,
        Options = string.IsNullOrEmpty(server.Options) ? settings : server.Options + " " + settings,
    };
}

/// <summary>What became of reading the settings: an error stops the start before anybody connects.</summary>
internal sealed record ReadConnections(Result<PostgresConnections> Outcome);
