using CommandCenter.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CommandCenter.Tests.Simulation;

/// <summary>A real commands.db of its own for each seed, copied from one that was migrated once.</summary>
internal sealed class SimStore : IDbContextFactory<CommandsDb>, IDisposable
{
    private static readonly Lazy<string> template = new(MakeTemplate);
    private static readonly SqliteSettings settings = new("OFF");
    private readonly string file;
    private readonly PooledDbContextFactory<CommandsDb> contexts;

    public SimStore()
    {
        file = Path.Combine(Folder, "sim-" + Path.GetRandomFileName());
        File.Copy(template.Value, file);
        ConnectionString = $"Data Source={file};Pooling=True;Default Timeout=2";
        contexts = new PooledDbContextFactory<CommandsDb>(Options(ConnectionString));
    }

    public string ConnectionString { get; }

    // nothing of a seed has to outlive the machine, so its files need no disk
    private static string Folder => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public CommandsDb CreateDbContext() => contexts.CreateDbContext();

    public void Dispose()
    {
        using (var connection = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        foreach (var end in (string[])["", "-wal", "-shm"])
        {
            File.Delete(file + end);
        }
    }

    private static DbContextOptions<CommandsDb> Options(string connection)
    {
        var builder = new DbContextOptionsBuilder<CommandsDb>();
        builder.UseSqlite(connection).AddInterceptors(settings).WithHandWrittenMigrations();
        return builder.Options;
    }

    private static string MakeTemplate()
    {
        var made = Path.Combine(Folder, "sim-template-" + Path.GetRandomFileName());
        var connection = $"Data Source={made};Pooling=False";
        using (var db = new CommandsDb(Options(connection)))
        {
            db.Database.Migrate();
            db.Database.ExecuteSqlRaw("PRAGMA journal_mode=WAL");
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(made);
        return made;
    }
}
