using CommandCenter.Hosting;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Jobs.Work;

internal sealed class OptimiseStorage(IConfiguration configuration) : IScheduledJob
{
    public async Task<JobReport> RunAsync(CancellationToken cancel)
    {
        if (StorageFolder.IsPostgres(configuration)) return new JobReport("PostgreSQL keeps itself in order (autovacuum).");
        var files = StorageFiles.All(configuration);
        foreach (var file in files)
        {
            await using var connection = await StorageFiles.OpenAsync(file, SqliteOpenMode.ReadWrite, cancel);
            await StorageFiles.ScalarAsync(connection, "PRAGMA optimize", cancel);
            await StorageFiles.ScalarAsync(connection, "PRAGMA wal_checkpoint(PASSIVE)", cancel);
        }

        return new JobReport($"{files.Count} files are in order.", files.Count);
    }
}
