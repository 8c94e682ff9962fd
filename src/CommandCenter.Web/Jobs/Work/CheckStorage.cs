using CommandCenter.Hosting;
using CommandCenter.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Jobs.Work;

/// <summary>Damage and a filling disk are said before they stop anything.</summary>
internal sealed class CheckStorage(IConfiguration configuration, IDbContextFactory<EventsDb> events) : IScheduledJob
{
    private const long LowDisk = 1L << 30;

    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        if (StorageFolder.IsPostgres(configuration)) return await AskServerAsync(cancel);
        var files = StorageFiles.All(configuration);
        var damaged = new List<string>();
        foreach (var file in files)
        {
            await using var connection = await StorageFiles.OpenAsync(file, SqliteOpenMode.ReadWrite, cancel);
            if (await StorageFiles.ScalarAsync(connection, "PRAGMA quick_check(1)", cancel) != "ok") damaged.Add(Path.GetFileName(file));
        }

        if (damaged.Count > 0) throw new InvalidDataException($"Damaged: {string.Join(", ", damaged)}. Restore from a backup.");
        var free = new DriveInfo(StorageFolder.Of(configuration)).AvailableFreeSpace;
        if (free < LowDisk) throw new IOException($"Only {free >> 20} MiB are free where the databases lie.");
        return new JobReport($"{files.Count} files are sound; {free >> 30} GiB are free.", files.Count);
    }

    /// <summary>Its disk and its files are the server's own to look after.</summary>
    private async Task<JobReport> AskServerAsync(CancellationToken cancel)
    {
        await using var db = await events.CreateDbContextAsync(cancel);
        var bytes = await db.Database.SqlQueryRaw<long>("SELECT pg_database_size(current_database()) AS \"Value\"").SingleAsync(cancel);
        return new JobReport($"PostgreSQL answers; the database takes {bytes >> 20} MiB.", 1);
    }
}
