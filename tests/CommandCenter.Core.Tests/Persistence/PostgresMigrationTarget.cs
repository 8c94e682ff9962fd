using CommandCenter.Persistence;
using CommandCenter.Persistence.Postgres;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CommandCenter.Tests.Persistence;

internal sealed class PostgresMigrationTarget : IMigrationTarget
{
    public async Task<DbContextOptions<T>> NewDatabaseAsync<T>()
        where T : DbContext
    {
        var database = await (await PostgresServer.StartOrSkipAsync()).CreateDatabaseAsync();
        var schema = typeof(T) == typeof(EventsDb) ? PostgresConnections.Events : PostgresConnections.Commands;
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"CREATE SCHEMA {schema}", connection);
            await command.ExecuteNonQueryAsync();
        }

        var options = new DbContextOptionsBuilder<T>();
        PostgresConnections.Read(new StorageOptions { Provider = "postgres", ConnectionString = database }, new Secrets(Path.GetTempPath())).Value.Use(options, schema);
        return options.Options;
    }

    public string DescribeSchema(DbContext db) => PostgresSchema.Describe(db);

    public void Dispose()
    {
        // the databases go with the server
    }
}
