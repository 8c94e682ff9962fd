using CommandCenter.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Persistence;

/// <summary>What a provider must tell so that migrations can be tested on it.</summary>
public interface IMigrationTarget : IDisposable
{
    Task<DbContextOptions<T>> NewDatabaseAsync<T>()
        where T : DbContext;

    /// <summary>Tables, columns, keys and indexes in one canonical text.</summary>
    string DescribeSchema(DbContext db);
}

/// <summary>The same tests for each provider: derive a class with its target.</summary>
public abstract class MigrationTests(IMigrationTarget target) : IDisposable
{
    [Fact]
    public Task Migrate_EventsDb_EqualsTheModel() => CompareAsync<EventsDb>(o => new EventsDb(o));

    [Fact]
    public Task Migrate_CommandsDb_EqualsTheModel() => CompareAsync<CommandsDb>(o => new CommandsDb(o));

    [Fact]
    public async Task Migrate_DatabaseOfTheFirstVersion_KeepsItsData()
    {
        var options = await target.NewDatabaseAsync<CommandsDb>();
        await using (var old = new CommandsDb(options))
        {
            // not the model of today but the first migration and plain SQL: what a database looks like that was made then
            await Microsoft.EntityFrameworkCore.Infrastructure.AccessorExtensions
                .GetService<Microsoft.EntityFrameworkCore.Migrations.IMigrator>(old.Database).MigrateAsync("20261122000001_begin");
            await old.Database.ExecuteSqlRawAsync("INSERT INTO activity(at, actor, what) VALUES(1794312000000001, 'commander', 'plan-applied')");
        }

        await using var db = new CommandsDb(options);
        await db.Database.MigrateAsync();
        var activity = await db.Activities.SingleAsync();

        Assert.Equal(("commander", "plan-applied", (string?)null), (activity.Actor, activity.What, activity.Reason));
        Assert.Equal(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(1), activity.At);
        db.Activities.Add(new ActivityRow { Actor = "x", What = "y", At = activity.At });
        await db.SaveChangesAsync();
        Assert.Equal(2, await db.Activities.MaxAsync(a => a.Number));
    }

    [Fact]
    public async Task Migrate_EventsOfTheFirstVersion_KeepsThem()
    {
        var options = await target.NewDatabaseAsync<EventsDb>();
        await using (var old = new EventsDb(options))
        {
            await Microsoft.EntityFrameworkCore.Infrastructure.AccessorExtensions
                .GetService<Microsoft.EntityFrameworkCore.Migrations.IMigrator>(old.Database).MigrateAsync("20261122000001_begin");
            await old.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO store_head(id, revision, event_number, order_number) VALUES(1, 7, 1, 1);
                INSERT INTO source_cursor(source, revision, position, watermark) VALUES('orders', 7, 'p7', 1794312000000001);
                INSERT INTO orders(number, order_key, updated_at, is_open) VALUES(1, 'A-1', 1794312000000002, {0});
                INSERT INTO orders(number, order_key, updated_at, is_open) VALUES(2, 'A-2', 1794312000000001, {1})
                """, true, false);
        }

        await using var db = new EventsDb(options);
        await db.Database.MigrateAsync();

        var head = await db.Heads.SingleAsync();
        Assert.Equal((7L, (Guid?)null), (head.Revision, head.CommitId));
        var cursor = await db.SourceCursors.SingleAsync();
        Assert.Equal((7L, "p7", new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(1)), (cursor.Revision, cursor.Position, cursor.Watermark!.Value));
        Assert.Equal(
            [("A-1", true, null), ("A-2", false, cursor.Watermark)],
            (await db.Orders.OrderBy(o => o.Number).ToListAsync()).Select(o => (o.OrderKey, o.IsOpen, o.SettledAt)));
    }

    [Fact]
    public async Task Migrate_ClocksByStage_AreNamedByTheirStage()
    {
        var options = await target.NewDatabaseAsync<EventsDb>();
        await using (var old = new EventsDb(options))
        {
            await Microsoft.EntityFrameworkCore.Infrastructure.AccessorExtensions
                .GetService<Microsoft.EntityFrameworkCore.Migrations.IMigrator>(old.Database).MigrateAsync("20261123000004_parity");
            foreach (var stage in CommandCenter.Orders.Stages.All)
            {
                await old.Database.ExecuteSqlRawAsync(
                    "INSERT INTO sla_timer(order_key, side, stage, lane, started_at, deadline, pauses, breached_at, state, changed_at) VALUES('A', 0, {0}, 'home', 1, 2, '[]', 3, 'breached', 4)", (int)stage);
            }
        }

        await using var db = new EventsDb(options);
        await db.Database.MigrateAsync();

        var rows = await db.SlaTimers.ToListAsync();
        Assert.Equal(CommandCenter.Orders.Stages.All.Select(CommandCenter.Orders.Stages.Name).Order(StringComparer.Ordinal), rows.Select(r => r.LimitId).Order(StringComparer.Ordinal));
        Assert.All(rows, r => Assert.Equal(("A", "home", "breached", 3L), (r.OrderKey, r.Lane, r.State, CommandCenter.Orders.Instants.ToMicros(r.BreachedAt!.Value))));
    }

    public void Dispose()
    {
        target.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task CompareAsync<T>(Func<DbContextOptions<T>, T> open)
        where T : DbContext
    {
        await using var migrated = open(await target.NewDatabaseAsync<T>());
        await migrated.Database.MigrateAsync();
        await using var created = open(await target.NewDatabaseAsync<T>());
        await created.Database.EnsureCreatedAsync();

        Assert.Equal(target.DescribeSchema(created), target.DescribeSchema(migrated));
    }
}

public sealed class SqliteMigrationTests() : MigrationTests(new SqliteMigrationTarget());

public sealed class PostgresMigrationTests() : MigrationTests(new PostgresMigrationTarget());

internal sealed class SqliteMigrationTarget : IMigrationTarget
{
    private readonly string directory = Directory.CreateTempSubdirectory("migrate-").FullName;
    private int databases;

    public Task<DbContextOptions<T>> NewDatabaseAsync<T>()
        where T : DbContext
    {
        var options = new DbContextOptionsBuilder<T>();
        PersistenceRegistration.UseFile(options, Path.Combine(directory, $"{++databases}.db"), "NORMAL");
        return Task.FromResult(options.Options);
    }

    public string DescribeSchema(DbContext db)
    {
        var tables = Query(db, "SELECT name, replace(sql, char(10), ' ') FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'");
        var columns = tables.Select(t => t.Split('|')[0]).SelectMany(t => Query(db, $"SELECT '{t}', name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{t}') ORDER BY name"));
        // column order does not matter, so tables are compared by their columns and indexes by their text
        return string.Join('\n', tables.Where(t => t.Contains("INDEX", StringComparison.Ordinal) || t.Contains("AUTOINCREMENT", StringComparison.Ordinal))
            .Select(t => t.Contains("AUTOINCREMENT", StringComparison.Ordinal) ? t.Split('|')[0] + " counts" : t).Concat(columns)
            .Concat(tables.SelectMany(t => Query(db, $"SELECT '{t.Split('|')[0]}', \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list('{t.Split('|')[0]}')")))
            .Order(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, true);
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
