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

    public string DescribeSchema(DbContext db)
    {
        const string own = "n.nspname = current_schema() AND c.relname NOT LIKE '\\_\\_EF%'";
        var rows = Query(db, $"""
            SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid), l.collname
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
            WHERE {own} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
            """)
            .Concat(Query(db, $"SELECT 'index', pg_get_indexdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {own} AND c.relkind = 'i' AND c.relname NOT LIKE 'PK\\_\\_\\_EF%'"))
            .Concat(Query(db, $"SELECT 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {own}"));
        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        // the databases go with the server
    }

    private static List<string> Query(DbContext db, string sql)
    {
        db.Database.OpenConnection();
        using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }
}
