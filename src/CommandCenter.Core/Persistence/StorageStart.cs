using CommandCenter.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Persistence;

/// <summary>Makes the storage ready before anything else runs: checks the settings, the files and their integrity, then migrates.</summary>
public sealed partial class StorageStart(
    StorageOptions options, StoragePaths paths, StorageHealth health, EventStore store, IDbContextFactory<EventsDb> events, IDbContextFactory<CommandsDb> commands,
    TimeProvider time, ILogger<StorageStart> log) : IHostedService
{
    /// <exception cref="StorageUnusableException">The storage cannot be used; the message says why and what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var ready = await RunAsync(cancellationToken);
        if (ready.Error is { } error)
        {
            LogUnusable(log, error.Message);
            throw new StorageUnusableException(error);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Also what <c>db migrate</c> runs.</summary>
    /// <returns>What was noticed and is no reason to stop; or why the storage cannot be used.</returns>
    public async Task<Result<IReadOnlyList<string>>> RunAsync(CancellationToken cancel)
    {
        var problems = options.Problems().ToList();
        if (problems.Count > 0)
        {
            return Error.Validation("storage-settings", string.Join(' ', problems));
        }

        var notices = new List<string>();
        try
        {
            Directory.CreateDirectory(paths.Directory);
            foreach (var (file, synced) in new[] { (paths.Events, false), (paths.Commands, true) })
            {
                if (new IntegrityCheck(time).Check(file, synced, options.CheckAtStartFor, notices) is { } damage)
                {
                    return Error.Unavailable("storage-damaged", damage);
                }
            }

            await MigrateAsync(events, cancel);
            await MigrateAsync(commands, cancel);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException or InvalidOperationException { InnerException: SqliteException })
        {
            return Error.Unavailable("storage-unusable", $"The storage in {paths.Directory} cannot be used: {(e.InnerException ?? e).Message}");
        }

        foreach (var notice in notices)
        {
            LogNotice(log, notice);
        }

        health.Notices = notices;
        await store.ProbeAsync(cancel);
        return notices;
    }

    private static async Task MigrateAsync<T>(IDbContextFactory<T> contexts, CancellationToken cancel)
        where T : DbContext
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(cancel)).FirstOrDefault(m => !known.Contains(m));
        if (newer is not null)
        {
            throw new IOException($"the database was written by a newer version of this program (it has the migration '{newer}'). Use that version, or restore a backup.");
        }

        await db.Database.MigrateAsync(cancel);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancel);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Reason}")]
    private static partial void LogUnusable(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Notice}")]
    private static partial void LogNotice(ILogger log, string notice);
}

/// <summary>The storage cannot be used; the host must not start.</summary>
public sealed class StorageUnusableException(Error error) : Exception(error.Message)
{
    public Error Error { get; } = error;
}
