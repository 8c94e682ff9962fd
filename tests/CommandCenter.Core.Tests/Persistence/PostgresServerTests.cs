using Npgsql;

namespace CommandCenter.Tests.Persistence;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task CreateDatabase_OnTheSharedServer_TakesRowsAndIsDropped()
    {
        var server = await PostgresServer.StartOrSkipAsync();
        var database = await server.CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("CREATE TABLE t(a int); INSERT INTO t VALUES(1); SELECT count(*) FROM t", connection);
            Assert.Equal(1L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        await server.DropDatabaseAsync(database);
        await using var gone = new NpgsqlConnection(database);
        await Assert.ThrowsAsync<PostgresException>(() => gone.OpenAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Kill_OwnServerWithCommittedRows_KeepsThemAfterItsStart()
    {
        await using var server = await PostgresServer.StartOwnOrSkipAsync();
        var database = await server.CreateDatabaseAsync("kept");
        await RunAsync(database, "CREATE TABLE t(a int); INSERT INTO t VALUES(1)");

        await server.KillAsync();
        await using (var down = new NpgsqlConnection(database))
        {
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => down.OpenAsync(TestContext.Current.CancellationToken));
        }

        await server.StartAsync();
        Assert.Equal(1L, await RunAsync(database, "SELECT count(*) FROM t"));
        await server.StopAsync();
        await server.StartAsync();
        Assert.Equal(1L, await RunAsync(database, "SELECT count(*) FROM t"));
    }

    private static async Task<object?> RunAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
