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

        Assert.NotEmpty(expected);
        Assert.All(expected, e => Assert.Equal(e.Value, actual.GetValueOrDefault(e.Key)));
    }

    private static async Task<Dictionary<string, string>> SchemaAsync(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
        await using var reader = await command.ExecuteReaderAsync();
        var schema = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync()) schema[reader.GetString(0)] = Sorted(reader.GetString(1));
        return schema;
    }

    // the order of columns differs harmlessly: the model sorts them, a migration is read
    private static string Sorted(string sql) => string.Join('\n', sql.Split('\n').Select(l => l.Trim().TrimEnd(',')).Order(StringComparer.Ordinal));
}
