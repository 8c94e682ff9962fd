using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CommandCenter.Persistence;

/// <summary>Sets what SQLite keeps per connection and not in the file.</summary>
internal sealed class SqliteSettings(string synchronous) : DbConnectionInterceptor
{
    private readonly string settings = $"PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = settings;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = settings;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
