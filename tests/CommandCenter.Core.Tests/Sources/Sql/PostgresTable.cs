using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Sql;
using Npgsql;

namespace CommandCenter.Tests.Sources.Sql;

/// <summary>A foreign system's database on a real PostgreSQL server.</summary>
internal sealed class PostgresTable : IAsyncDisposable
{
    public const string Keyset = "select ref, t, amt from orders where (t, ref) > (@cursor, @cursorId) order by t, ref limit @limit";

    private readonly PostgresServer server;

    private PostgresTable(PostgresServer server, string connection)
    {
        this.server = server;
        Connection = connection;
        Authority = "127.0.0.1:" + server.Port;
    }

    public string Connection { get; }
    public string Authority { get; }

    public static async Task<PostgresTable> CreateAsync(string table = "create table orders (ref text primary key, t timestamptz not null, amt numeric(12,2))", PostgresServer? own = null)
    {
        var running = own ?? await PostgresServer.StartOrSkipAsync();
        var created = new PostgresTable(running, await running.CreateDatabaseAsync());
        await created.RunAsync(table);
        return created;
    }

    public SqlSettings Settings(string query = Keyset, int limit = 3) => new()
    {
        Provider = SqlProvider.Postgres, Host = "127.0.0.1", Port = server.Port, Database = new NpgsqlConnectionStringBuilder(Connection).Database, User = PostgresServer.User,
        Password = PostgresServer.Password, Tls = SqlTls.Off, Query = query, CursorTime = query.Contains("@cursor", StringComparison.Ordinal) ? "t" : null,
        CursorId = query.Contains("@cursorId", StringComparison.Ordinal) ? "ref" : null, Limit = limit, Attempts = 1, Timeout = TimeSpan.FromSeconds(10),
    };

    public static SourceDefinition Source(SqlSettings settings, TimeSpan? overlap = null) => SqliteFile.Source(settings, overlap);

    public SqlSource Read(SqlSettings? settings = null, TimeSpan? overlap = null, ISecrets? secrets = null, string[]? allowed = null)
    {
        var sql = settings ?? Settings();
        var known = secrets ?? new Secrets("/nowhere");
        return new SqlSource(Source(sql, overlap), query => new PostgresDatabase("shop", sql, query, new OutboundGuard(allowed ?? [Authority]), known, TimeProvider.System), TimeProvider.System);
    }

    public async Task RunAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync() => await server.DropDatabaseAsync(Connection);
}
