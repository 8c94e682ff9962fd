using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Sql;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Tests.Sources.Sql;

/// <summary>A foreign system's SQLite file in a folder of its own.</summary>
internal sealed class SqliteFile : IDisposable
{
    public const string Keyset = "select ref, t, amt from orders where (t, ref) > (@cursor, @cursorId) order by t, ref limit @limit";

    public SqliteFile(string table = "create table orders (ref text primary key, t text, amt text)")
    {
        Folder = Directory.CreateTempSubdirectory("sql-").FullName;
        Path = System.IO.Path.Combine(Folder, "shop.db");
        Run("pragma journal_mode = wal");
        Run(table);
    }

    public string Folder { get; }
    public string Path { get; }

    public SqlSettings Settings(string query = Keyset, int limit = 3) => new()
    {
        Provider = SqlProvider.Sqlite, File = Path, Query = query, CursorTime = query.Contains("@cursor", StringComparison.Ordinal) ? "t" : null,
        CursorId = query.Contains("@cursorId", StringComparison.Ordinal) ? "ref" : null, Limit = limit, Attempts = 1, Timeout = TimeSpan.FromSeconds(10),
    };

    public static SourceDefinition Source(SqlSettings settings, TimeSpan? overlap = null) => new()
    {
        Id = "shop", System = "shop", Side = Side.Legacy, Adapter = "sql", Every = TimeSpan.FromMilliseconds(250), Overlap = overlap ?? TimeSpan.Zero, Mapping = "m", Sql = settings,
    };

    public SqlSource Read(SqlSettings? settings = null, TimeSpan? overlap = null, TimeProvider? time = null, string[]? own = null)
    {
        var clock = time ?? TimeProvider.System;
        var sql = settings ?? Settings();
        return new SqlSource(Source(sql, overlap), query => new SqliteDatabase(sql, query, new AllowedFolders([Folder], "/", own ?? []), clock), clock);
    }

    public void Run(string sql, params (string Name, object Value)[] values)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    public void Order(int number, int? second = null, string amount = "1.00") =>
        Run("insert into orders values ($r, $t, $a) on conflict (ref) do update set t = $t, amt = $a", ("$r", $"A{number:0000}"), ("$t", At(second ?? number)), ("$a", amount));

    public static string At(int second) => DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(Folder, true);
}
