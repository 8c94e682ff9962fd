using CommandCenter.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Identity;

/// <summary>The migrations are written by hand: they must make what the model would make.</summary>
public class IdentitySchemaTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Fact]
    public async Task Sqlite_MigratedAndFreshlyMade_AreTheSame()
    {
        await using var scope = app.Host.Services.CreateAsyncScope();
        var fresh = scope.ServiceProvider.GetRequiredService<IdentityDb>().Database.GenerateCreateScript();
        var file = Path.Combine(app.Host.Folder, "fresh.sqlite");
        await using var made = new SqliteConnection($"Data Source={file};Pooling=False");
        await made.OpenAsync();
        await using (var create = made.CreateCommand())
        {
            create.CommandText = fresh;
            await create.ExecuteNonQueryAsync();
        }

        await using var migrated = new SqliteConnection($"Data Source={Path.Combine(app.Host.Folder, "commands.db")};Pooling=False");
        await migrated.OpenAsync();

        var expected = await SchemaAsync(made);
        var actual = await SchemaAsync(migrated);

        Assert.Contains(expected, row => row.StartsWith("sessions|PersonId", StringComparison.Ordinal));
        // the file holds other features' tables as well
        Assert.Empty(expected.Except(actual, StringComparer.Ordinal));
        var tables = expected.Select(r => r.Split('|')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(actual.Where(r => tables.Contains(r.Split('|')[0])).Except(expected, StringComparer.Ordinal));
    }

    /// <summary>Columns, indexes and foreign keys; their order in the file does not matter.</summary>
    private static async Task<List<string>> SchemaAsync(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT m.name || '|' || c.name || '|' || c.type || '|' || c."notnull" || '|' || ifnull(c.dflt_value, '') || '|' || c.pk FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
            UNION ALL SELECT m.name || '|fk|' || f."table" || '|' || f."from" || '|' || f."to" || '|' || f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
            UNION ALL SELECT tbl_name || '|' || sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
            UNION ALL SELECT name || '|counts' FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'
            """;
        await using var reader = await command.ExecuteReaderAsync();
        var schema = new List<string>();
        while (await reader.ReadAsync()) schema.Add(reader.GetString(0));
        return schema;
    }
}
