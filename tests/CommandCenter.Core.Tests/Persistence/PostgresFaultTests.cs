using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace CommandCenter.Tests.Persistence;

/// <summary>Faults 18 and 19: the server is held, goes away or fails over, also in the middle of a commit.</summary>
public class PostgresFaultTests
{
    [Theory]
    [InlineData(CommitFate.AnswerLost)]
    [InlineData(CommitFate.NeverArrives)]
    public async Task Append_ConnectionLostAtItsCommit_IsStoredOnceAndAnswered(CommitFate fate)
    {
        var server = await PostgresServer.StartOrSkipAsync();
        await using var cutter = new CommitCutter(server.Port);
        await using var files = await StoreFiles.OpenAsync(NewDirectory(), await BehindAsync(cutter));
        await AppendAsync(files, 0);

        cutter.Cut(fate);
        var second = await AppendAsync(files, 1);
        var third = await AppendAsync(files, 2);

        Assert.Equal(1, cutter.Cuts);
        Assert.Equal((2L, 3L), (second.Revision, third.Revision));
        Assert.Equal((KilledIngest.EventsPerBatch, 0), (second.Counts.Applied, second.Counts.Duplicates));
        Assert.Equal(20, second.Orders.Count);
        await AssertHoldsAsync(files, batches: 3);
        Assert.True(files.Get<StorageHealth>().Current.Writable);
    }

    [Fact]
    public async Task Append_ServerKilledAtEveryThirdCommit_EverythingIsThereOnceAndNumberedWithoutGaps()
    {
        await using var server = await PostgresServer.StartOwnOrSkipAsync();
        await using var cutter = new CommitCutter(server.Port);
        // how long a killed server takes to come back is the disk's matter and not this test's
        await using var files = await StoreFiles.OpenAsync(NewDirectory(), Through(await server.CreateDatabaseAsync("store"), cutter), new() { ["CommandCenter:Storage:RetryWritesFor"] = "00:01:00" });
        cutter.OnCut = async () =>
        {
            await server.KillAsync();
            await server.StartAsync();
        };

        for (var number = 0; number < 6; number++)
        {
            if (number % 3 == 2)
            {
                cutter.Cut(number == 2 ? CommitFate.AnswerLost : CommitFate.NeverArrives);
            }

            Assert.Equal(number + 1, (await AppendAsync(files, number)).Revision);
        }

        Assert.Equal(2, cutter.Cuts);
        await AssertHoldsAsync(files, batches: 6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_GivenUpWhileItsCommitWasUnknown_NextOneTellsWhatWasKept(bool anotherWroteSince)
    {
        var server = await PostgresServer.StartOrSkipAsync();
        await using var cutter = new CommitCutter(server.Port);
        var database = await PostgresStore.NewDatabaseAsync();
        await using var files = await StoreFiles.OpenAsync(NewDirectory(), Through(database, cutter), new() { ["CommandCenter:Storage:RetryWritesFor"] = "00:00:00" });
        await files.AppendAsync(Some.Event("e0", "other"));

        cutter.Cut(CommitFate.AnswerLost);
        var unknown = await files.Store.AppendAsync(new IngestBatch { Source = "test", Events = [Some.Event("e1", "late", stage: Stage.Picked)], ObservedAt = Some.Start }, default);
        Assert.Equal((ErrorKind.Unavailable, "store-away"), (unknown.Error?.Kind, unknown.Error?.Code));
        Assert.DoesNotContain(PostgresServer.Password, unknown.Error!.Message, StringComparison.Ordinal);
        Assert.False(files.Get<StorageHealth>().Current.Writable);
        if (anotherWroteSince)
        {
            await using var node = await StoreFiles.OpenAsync(NewDirectory(), database);
            await node.AppendAsync(Some.Event("n1", "other", minute: 1));
        }

        var next = await files.AppendAsync(Some.Event("e1", "late", stage: Stage.Picked), Some.Event("e2", "other", minute: 2));

        Assert.Equal((1, 1), (next.Counts.Applied, next.Counts.Duplicates));
        Assert.Equal(["late", "other"], next.Orders.Select(o => o.OrderKey).Order(StringComparer.Ordinal));
        Assert.Equal(anotherWroteSince ? 4 : 3, next.Revision);
        Assert.Equal(Stage.Picked, Assert.Single(await files.Store.ReadStatesAsync("late", default)).Stage);
        Assert.Equal("other", Assert.Single((await files.AppendAsync(Some.Event("e3", "other", minute: 3))).Orders).OrderKey);
    }

    [Fact]
    public async Task Append_TwoNodesByTurns_NeitherTrustsWhatItRemembers()
    {
        var database = await PostgresStore.NewDatabaseAsync();
        await using var one = await StoreFiles.OpenAsync(NewDirectory(), database);
        await using var two = await StoreFiles.OpenAsync(NewDirectory(), database);
        var events = Enumerable.Range(0, 40).Select(i => Some.Event(
            $"e{i}", $"K{i % 3}", stage: (Stage)(1 + i / 5), minute: i, source: $"feed-{i % 4}", facts: [("store", FactValue.OfText($"{i}"))])).ToArray();

        for (var i = 0; i < events.Length; i++)
        {
            var commit = await (i % 2 == 0 ? one : two).AppendAsync(events[i]);
            Assert.Equal((i + 1, 1), (commit.Revision, commit.Counts.Applied));
        }

        AssertState.Same(OrderFold.Of(events), await EventStoreTests.AllStatesAsync(one));
        await using var db = one.Open();
        Assert.Equal(Enumerable.Range(1, 40).Select(n => (long)n), await db.Events.OrderBy(e => e.Number).Select(e => e.Number).ToListAsync());
    }

    [Fact]
    public async Task Append_TwoNodesAtOnce_NumbersWithoutGaps()
    {
        var database = await PostgresStore.NewDatabaseAsync();
        await using var one = await StoreFiles.OpenAsync(NewDirectory(), database);
        await using var two = await StoreFiles.OpenAsync(NewDirectory(), database);

        var revisions = await Task.WhenAll(new[] { one, two }.SelectMany((node, n) => Enumerable.Range(0, 30).Select(async i =>
            (await node.AppendAsync(Some.Event($"{n}-{i}", $"K{i % 5}", minute: i))).Revision)));

        Assert.Equal(Enumerable.Range(1, 60).Select(n => (long)n), revisions.Order());
    }

    [Fact]
    public async Task Append_HeadHeldFor60Seconds_IsRetriedThenRefusedAndGoesOnAfterwards()
    {
        var time = new FakeTimeProvider(Some.Start);
        await using var files = await StoreFiles.StartAsync(StoreKind.Postgres, time);
        await using var db = files.Open();
        await using (var held = await db.Database.BeginTransactionAsync())
        {
            await db.Database.ExecuteSqlRawAsync("SELECT 1 FROM store_head FOR UPDATE");
            var append = files.Store.AppendAsync(new IngestBatch { Source = "s", ObservedAt = Some.Start, Events = [Some.Event("e1")] }, default);
            while (!append.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(5));
                await Task.WhenAny(append, Task.Delay(100));
            }

            Assert.Equal((ErrorKind.Unavailable, "store-locked"), ((await append).Error?.Kind, (await append).Error?.Code));
            Assert.False(files.Get<StorageHealth>().Current.Writable);
            await held.RollbackAsync();
        }

        Assert.Equal(1, (await files.AppendAsync(Some.Event("e1"))).Counts.Applied);
        Assert.True(files.Get<StorageHealth>().Current.Writable);
    }

    [Fact]
    public async Task Append_TextThatTheServerCannotKeep_IsStoredWithoutIt()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Postgres);
        var rejected = new RejectedRecord(Guid.CreateVersion7(Some.Start), "wms", "r1", "a\0b", [new RejectReason("x", "bad", "found \0")], "h", Some.Start);

        var done = await files.Store.AppendAsync(
            new IngestBatch { Source = "wms", ObservedAt = Some.Start, Events = [Some.Event("e1", facts: [("lane", FactValue.OfText("ship\0home"))])], Rejected = [rejected] }, default);

        Assert.True(done.Succeeded, done.Error?.Message);
        await using var db = files.Open();
        Assert.Equal("ship\uFFFDhome", (await db.Orders.SingleAsync()).Lane);
        Assert.Equal("a\uFFFDb", (await db.RejectedRecords.SingleAsync()).Payload);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=d;Username=u;Password=not-to-be-shown", "127.0.0.1:1/d cannot be used")]
    [InlineData("Host=127.0.0.1;Database=d", "Host, Database and Username are needed")]
    [InlineData("Host=h;Database=d;Username=u;Password=${env:CC_SECRET_NOT_SET}", "CC_SECRET_NOT_SET} is not set")]
    [InlineData("Nonsense=not-to-be-shown", "cannot be read")]
    public async Task Start_SettingsOrServerUnusable_SaysSoWithoutThePassword(string connectionString, string expected)
    {
        var settings = PostgresStore.Settings(connectionString, new() { ["CommandCenter:Storage:WaitForServer"] = "00:00:00" });
        await using var files = StoreFiles.Prepare(settings: settings);

        var error = await Assert.ThrowsAsync<StorageUnusableException>(files.RunAsync);

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-to-be-shown", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ServerThatComesUpLater_IsWaitedFor()
    {
        await using var server = await PostgresServer.StartOwnOrSkipAsync("fsync=off");
        var database = await server.CreateDatabaseAsync("store");
        await server.StopAsync();
        await using var files = StoreFiles.Prepare(settings: PostgresStore.Settings(database, null));

        var starting = files.RunAsync();
        while (files.Get<StorageHealth>().Current.Reason?.Contains("does not answer", StringComparison.Ordinal) != true)
        {
            await Task.WhenAny(starting, Task.Delay(20));
            Assert.False(starting.IsCompleted);
        }

        await server.StartAsync();
        await starting;
        Assert.Equal(1, (await files.AppendAsync(Some.Event("e1"))).Revision);
    }

    private static string NewDirectory() => Directory.CreateTempSubdirectory("node-").FullName;

    private static async Task<string> BehindAsync(CommitCutter cutter) => Through(await PostgresStore.NewDatabaseAsync(), cutter);

    private static string Through(string database, CommitCutter cutter) => new NpgsqlConnectionStringBuilder(database) { Port = cutter.Port }.ConnectionString;

    private static async Task<CommittedBatch> AppendAsync(StoreFiles files, int number)
    {
        var cursor = await files.Store.ReadCursorAsync("s", default);
        var move = new CursorMove(cursor.Revision, $"{number + 1}", Some.Start.AddMinutes(number));
        var done = await files.Store.AppendAsync(new IngestBatch { Source = "s", ObservedAt = Some.Start, Events = KilledIngest.Batch(number), Cursor = move }, default);
        Assert.True(done.Succeeded, done.Error?.Message);
        Assert.Equal(new SourceCursor(number + 1, move.Position, move.Watermark), done.Value.Cursor);
        return done.Value;
    }

    private static async Task AssertHoldsAsync(StoreFiles files, int batches)
    {
        var events = Enumerable.Range(0, batches).SelectMany(KilledIngest.Batch).ToList();
        await using var db = files.Open();
        Assert.Equal(events.Select(e => e.EventId), await db.Events.OrderBy(e => e.Number).Select(e => e.EventId).ToListAsync());
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), await db.Events.OrderBy(e => e.Number).Select(e => e.Number).ToListAsync());
        Assert.Equal((batches, $"{batches}"), await db.SourceCursors.Select(c => new { c.Revision, c.Position }).SingleAsync() is var cursor ? ((int)cursor.Revision, cursor.Position!) : default);
        Assert.Equal(batches, await db.Heads.Select(h => h.Revision).SingleAsync());
        AssertState.Same(OrderFold.Of(events), await EventStoreTests.AllStatesAsync(files));
    }
}
