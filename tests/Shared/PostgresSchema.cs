using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests;

/// <summary>What a schema of PostgreSQL consists of.</summary>
public static class PostgresSchema
{
    /// <summary>Columns, indexes and constraints of the context's schema in one canonical text; the history of its migrations is left out.</summary>
    public static string Describe(DbContext db)
    {
        const string own = "n.nspname = current_schema() AND c.relname NOT LIKE '%migrations%' AND c.relname NOT LIKE '%MigrationsHistory%'";
        var rows = Query(db, $"""
            SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid), l.collname
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
            WHERE {own} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
            """)
            .Concat(Query(db, $"SELECT 'index', pg_get_indexdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {own} AND c.relkind = 'i'"))
            .Concat(Query(db, $"SELECT 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {own}"));
        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    private static List<string> Query(DbContext db, string sql)
    {
        db.Database.OpenConnection();
        using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // the texts are constants
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }
}
