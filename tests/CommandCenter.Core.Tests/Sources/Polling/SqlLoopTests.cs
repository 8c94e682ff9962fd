using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Tests.Sources.Mapping;
using CommandCenter.Tests.Sources.Sql;
using Npgsql;

namespace CommandCenter.Tests.Sources.Polling;

/// <summary>Databases as sources, through loop, mapping and store.</summary>
public class SqlLoopTests
{
    private static Task<SourceWorld> StartAsync(SqliteFile file, SqlSettings? settings = null, TimeSpan? overlap = null, string? directory = null) =>
        SourceWorld.StartAsync(SourceWorld.Plan([SqliteFile.Source(settings ?? file.Settings(), overlap)], Mapping()), directory, folders: [file.Folder]);

    private static MappingDefinition Mapping() => SourceWorld.Mapping() with
    {
        OccurredAt = MappingFixture.Path("$.t"),
        Fields = new Dictionary<string, FieldRule> { ["total"] = MappingFixture.Path("$.amt", MappingFixture.Money(2)) },
    };

    private static int Applied(SourceWorld world) => world.Batches.Sum(b => b.Counts.Applied);

    [Fact]
    public async Task Loop_TransactionThatCommitsBehindTheCursor_ArrivesExactlyOnce()
    {
        await using var table = await PostgresTable.CreateAsync();
        await using var slow = await table.OpenAsync();
        await using var open = await slow.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var insert = new NpgsqlCommand("insert into orders values ('LATE', now() - interval '2 seconds', 2)", slow, open))
        {
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await table.RunAsync("insert into orders values ('A', now() - interval '5 seconds', 1), ('B', now() - interval '1 second', 3)");
        var source = PostgresTable.Source(table.Settings(), TimeSpan.FromMinutes(2));
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([source], Mapping()), allowed: [table.Authority]);
        await SourceWorld.UntilAsync(() => world.Reports.Count(r => r is { Succeeded: true, CaughtUp: true, Watermark: not null }) > 2, "polled past it");
        Assert.Equal(["A", "B"], (await world.OrdersAsync()).Order(StringComparer.Ordinal));

        await open.CommitAsync(TestContext.Current.CancellationToken);
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 3, "the late one");
        var polls = world.Reports.Count;
        await SourceWorld.UntilAsync(() => world.Reports.Count > polls + 3, "polled on");
        Assert.Equal(3, Applied(world));
    }

    [Fact]
    public async Task Sweep_RowThatChangesWithoutItsCursor_IsFoundAndSaid()
    {
        await using var table = await PostgresTable.CreateAsync();
        await table.RunAsync("insert into orders values ('A', now() - interval '10 minutes', 1), ('B', now() - interval '9 minutes', 2)");
        var settings = table.Settings() with { LookUp = new SqlLookUpSettings { Query = "select ref, t, amt from orders where ref = @key" } };
        var source = PostgresTable.Source(settings, TimeSpan.FromSeconds(1)) with { Sweep = new SweepSettings { Every = TimeSpan.FromSeconds(1), OlderThan = TimeSpan.Zero, PerSecond = 100 } };
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([source], Mapping()), allowed: [table.Authority]);
        await SourceWorld.UntilAsync(() => Applied(world) == 2 && world.Reports.Count(r => r is { Succeeded: true, CaughtUp: true }) > 2, "both were polled");

        await table.RunAsync("update orders set amt = 3 where ref = 'A'");

        await SourceWorld.UntilAsync(() => Applied(world) == 3, "the sweep brought what no poll would have");
    }

    [Fact]
    public async Task Loop_ServerGoneForAWhile_SaysSoMovesNothingAndGoesOn()
    {
        await using var server = await PostgresServer.StartOwnOrSkipAsync();
        await using var table = await PostgresTable.CreateAsync(own: server);
        await table.RunAsync("insert into orders values ('A', '2026-11-10 05:00:00+00', 1)");
        var source = PostgresTable.Source(table.Settings() with { Timeout = TimeSpan.FromSeconds(3) }, TimeSpan.FromSeconds(30));
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([source], Mapping()), allowed: [table.Authority]);
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 1, "one order");

        await server.KillAsync();
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r is { Succeeded: false, NextTry: not null }), "a visible failure");
        Assert.DoesNotContain(world.Reports.Where(r => !r.Succeeded), r => r.CaughtUp || r.Watermark is not null);
        Assert.DoesNotContain(world.Reports, r => r.Error?.Contains(PostgresServer.Password, StringComparison.Ordinal) == true);

        await server.StartAsync();
        await table.RunAsync("insert into orders values ('B', '2026-11-10 05:00:01+00', 2)");
        await world.Control.PollNowAsync("shop", SourceWorld.Lead, TestContext.Current.CancellationToken);
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 2, "two orders");
        Assert.Equal(2, Applied(world));
    }

    [Fact]
    public async Task Loop_GarbageAmongGoodRows_IsRejectedAndItsNeighboursAreApplied()
    {
        using var file = new SqliteFile();
        file.Order(1);
        file.Order(2, amount: "twelve");
        file.Run("insert into orders values ('A0003', $t, cast(x'ff' as text))", ("$t", SqliteFile.At(3)));
        file.Order(4);
        await using var world = await StartAsync(file);

        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 2 && (await world.RejectedAsync()).Count == 2, "two orders and two rejected records");
        var rejected = await world.RejectedAsync();
        Assert.Equal(["bad-encoding", "bad-number"], rejected.Select(r => r.Reasons[0].Code).Order(StringComparer.Ordinal));

        var retried = await world.Get<IRejectedRetry>().RetryAsync("shop", [.. rejected.Select(r => r.Id)], TestContext.Current.CancellationToken);
        Assert.Equal(new RetryOutcome(2, 0, 2), retried);
    }

    [Fact]
    public async Task Loop_ShuffledAndChangingRows_ConvergesWithoutDoublingAny()
    {
        using var file = new SqliteFile();
        var random = new Random(4);
        foreach (var number in Enumerable.Range(1, 40).OrderBy(_ => random.Next()))
        {
            file.Order(number, random.Next(100));
        }

        await using var world = await StartAsync(file, overlap: TimeSpan.FromMinutes(5));
        for (var i = 0; i < 40; i++)
        {
            // while it is paged rows move and late ones come
            file.Order(random.Next(1, 61), 60 + random.Next(100), "2.00");
        }

        var expected = Expected(file);
        await SourceWorld.UntilAsync(async () => expected.SetEquals(await world.OrdersAsync()), "all orders");
        var polls = world.Reports.Count;
        await SourceWorld.UntilAsync(() => world.Reports.Count > polls + 20, "polled on");
        var applied = Applied(world);
        await SourceWorld.UntilAsync(() => world.Reports.Count > polls + 40, "polled on");
        Assert.Equal(applied, Applied(world));
    }

    [Fact]
    public async Task Loop_PausedAndResumed_IsNotReadMeanwhile()
    {
        using var file = new SqliteFile();
        file.Order(1);
        await using var world = await StartAsync(file);
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 1, "one order");
        Assert.True((await world.Control.PauseAsync("shop", SourceWorld.Lead, TestContext.Current.CancellationToken)).Succeeded);
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r.Paused), "paused");
        file.Order(2);
        Assert.False((await world.Control.PollNowAsync("shop", SourceWorld.Lead, TestContext.Current.CancellationToken)).Succeeded);
        Assert.Single(await world.OrdersAsync());

        Assert.True((await world.Control.ResumeAsync("shop", SourceWorld.Lead, TestContext.Current.CancellationToken)).Succeeded);
        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 2, "two orders");
    }

    [Fact]
    public async Task Loop_SourceThatIsLockedOrUnreadable_LeavesTheOthersAlone()
    {
        using var file = new SqliteFile();
        file.Order(1);
        var good = SqliteFile.Source(file.Settings());
        var outside = SqliteFile.Source(file.Settings() with { File = "/etc/passwd" }) with { Id = "outside" };
        await using var world = await SourceWorld.StartAsync(SourceWorld.Plan([outside, good], Mapping()), folders: [file.Folder]);

        await SourceWorld.UntilAsync(async () => (await world.OrdersAsync()).Count == 1, "one order");
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r.Source == "outside" && r.Error!.Contains("AllowedFolders", StringComparison.Ordinal)), "the reason");
    }

    private static HashSet<string> Expected(SqliteFile file)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select ref from orders";
        using var reader = command.ExecuteReader();
        var all = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            all.Add(reader.GetString(0));
        }

        return all;
    }
}
