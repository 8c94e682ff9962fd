using CommandCenter.Persistence.Postgres;
using CommandCenter.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CommandCenter.Persistence;

/// <summary>Makes the storage ready before anything else runs: checks the settings, the files and their integrity, then migrates.</summary>
public sealed partial class StorageStart(
    StorageOptions options, StoragePaths paths, StorageHealth health, IServiceProvider services, TimeProvider time, ILogger<StorageStart> log) : IHostedService
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
        if (await (options.IsPostgres ? PrepareServerAsync(cancel) : PrepareFilesAsync(notices, cancel)) is { } unusable)
        {
            return unusable;
        }

        foreach (var notice in notices)
        {
            LogNotice(log, notice);
        }

        health.Notices = notices;
        await services.GetRequiredService<EventStore>().ProbeAsync(cancel);
        return notices;
    }

    private async Task<Error?> PrepareFilesAsync(List<string> notices, CancellationToken cancel)
    {
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

            await MigrateAsync<EventsDb>("PRAGMA journal_mode=WAL", cancel);
            await MigrateAsync<CommandsDb>("PRAGMA journal_mode=WAL", cancel);
            return null;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException or InvalidOperationException { InnerException: SqliteException })
        {
            return Error.Unavailable("storage-unusable", $"The storage in {paths.Directory} cannot be used: {(e.InnerException ?? e).Message}");
        }
    }

    private async Task<Error?> PrepareServerAsync(CancellationToken cancel)
    {
        var read = services.GetRequiredService<ReadConnections>().Outcome;
        if (read.Error is { } unreadable)
        {
            return unreadable;
        }

        var server = services.GetRequiredService<PostgresStart>();
        try
        {
            Directory.CreateDirectory(paths.Directory);
            if (await server.PrepareAsync(cancel) is { } unusable)
            {
                return unusable;
            }

            await MigrateAsync<EventsDb>(null, cancel);
            await MigrateAsync<CommandsDb>(null, cancel);
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return server.Unusable(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.Unavailable("storage-unusable", $"The storage cannot be used: {e.Message}");
        }
    }

    private async Task MigrateAsync<T>(string? afterwards, CancellationToken cancel)
        where T : DbContext
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<T>>().CreateDbContextAsync(cancel);
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(cancel)).FirstOrDefault(m => !known.Contains(m));
        if (newer is not null)
        {
            throw new IOException($"the database was written by a newer version of this program (it has the migration '{newer}'). Use that version, or restore a backup.");
        }

        await db.Database.MigrateAsync(cancel);
        if (afterwards is not null)
        {
            await db.Database.ExecuteSqlRawAsync(afterwards, cancel);
        }
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
