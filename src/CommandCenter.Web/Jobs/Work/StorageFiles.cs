using CommandCenter.Hosting;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Jobs.Work;

/// <summary>The SQLite files of the storage folder.</summary>
internal static class StorageFiles
{
    public static IReadOnlyList<string> All(IConfiguration configuration) =>
        StorageFolder.IsPostgres(configuration) ? [] : [.. Directory.EnumerateFiles(StorageFolder.Of(configuration), "*.db").Order(StringComparer.Ordinal)];

    public static async Task<SqliteConnection> OpenAsync(string file, SqliteOpenMode mode, CancellationToken cancel)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        await connection.OpenAsync(cancel);
        return connection;
    }

    public static async Task<string?> ScalarAsync(SqliteConnection connection, string pragma, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants of the callers
        command.CommandText = pragma;
#pragma warning restore CA2100
        return (await command.ExecuteScalarAsync(cancel))?.ToString();
    }
}
