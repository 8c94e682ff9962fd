using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Persistence;

public abstract class EventStoreTests(StoreKind kind)
{
    [Fact]
    public async Task Append_NewOrder_AnswersItsStateAndStoresIt()
    {
        await using var files = await StoreFiles.StartAsync(kind);

        var commit = await files.AppendAsync(
            Some.Event("e1", stage: Stage.Created, facts: [("lane", FactValue.OfText("ship-to-home")), ("total", FactValue.OfMoney(6200)), ("lines[1].sku", FactValue.OfText("S-1"))]),
            Some.Event("e2", stage: Stage.Routed, minute: 3, version: 2));

        Assert.Equal(1, commit.Revision);
        Assert.Equal(2, commit.Counts.Applied);
        var state = Assert.Single(commit.Orders);
        Assert.Equal(Stage.Routed, state.Stage);
        Assert.Equal(6200, state.Number("total"));
        Assert.Equal("S-1", state.Text("lines[1].sku"));
        Assert.Equal(Some.Start.AddMinutes(3), state.At(Stage.Routed));
        await files.RestartAsync();
        AssertState.Same(state, Assert.Single(await files.Store.ReadStatesAsync("A-1", default)));
        Assert.Equal(2, (await files.AppendAsync(Some.Event("e3", stage: Stage.Picked, minute: 5))).Revision);
    }

    [Fact]
    public async Task Append_FactThatChanges_LeavesTheStateOfTheFormerCommitAsItWas()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var former = Assert.Single((await files.AppendAsync(Some.Event("e1", facts: [("store", FactValue.OfText("0001"))]))).Orders);

        var commit = await files.AppendAsync(Some.Event("e2", version: 2, facts: [("store", FactValue.OfText("0002"))]));

        Assert.Equal(("0001", "0002"), (former.Text("store"), Assert.Single(commit.Orders).Text("store")));
    }

    [Fact]
    public async Task Append_TenTimesTheSame_ChangesNothing()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var events = Enumerable.Range(0, 40).Select(i => Some.Event($"e{i}", key: $"K{i % 7}", stage: (Stage)(1 + i % 8), minute: i)).ToArray();
        await files.AppendAsync(events);
        var before = await AllStatesAsync(files);

        for (var i = 0; i < 9; i++)
        {
            var again = await files.AppendAsync(events);
            Assert.Equal((0, 40, 0), (again.Counts.Applied, again.Counts.Duplicates, again.Counts.Conflicts));
            Assert.Empty(again.Orders);
        }

        AssertState.Same(before, await AllStatesAsync(files));
    }

    [Fact]
    public async Task Append_SameIdOtherContent_KeepsBothAndTheHigherStampCounts()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await files.AppendAsync(Some.Event("e1", hash: 5, version: 2, facts: [("store", FactValue.OfText("0042"))]));

        var commit = await files.AppendAsync(Some.Event("e1", hash: 9, version: 1, facts: [("store", FactValue.OfText("0043"))]));

        Assert.Equal(1, commit.Counts.Conflicts);
        var state = Assert.Single(commit.Orders);
        Assert.Equal("0042", state.Text("store"));
        Assert.Equal((1, 1), (state.EventCount, state.ConflictCount));
        await using var db = files.Open();
        Assert.Equal(2, await db.Events.CountAsync());
    }

    [Fact]
    public async Task Append_ConflictThatMovesAnEventToAnotherOrder_TakesItFromTheFirst()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await files.AppendAsync(Some.Event("e1", key: "A", stage: Stage.Shipped, version: 1));

        await files.AppendAsync(Some.Event("e1", key: "B", stage: Stage.Shipped, version: 2, hash: 7));

        Assert.Null(Assert.Single(await files.Store.ReadStatesAsync("A", default)).Stage);
        Assert.Equal(Stage.Shipped, Assert.Single(await files.Store.ReadStatesAsync("B", default)).Stage);
    }

    [Fact]
    public async Task Append_CursorMovedByAnother_RefusesAndStoresNothing()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var first = await AppendAtAsync(files, 0, "p1", Some.Start, Some.Event("e1"));
        Assert.Equal(new SourceCursor(1, "p1", Some.Start), first.Value.Cursor);

        var late = await AppendAtAsync(files, 0, "p9", null, Some.Event("e2", key: "B"));

        Assert.Equal(ErrorKind.Conflict, late.Error?.Kind);
        Assert.Equal(new SourceCursor(1, "p1", Some.Start), await files.Store.ReadCursorAsync("orders", default));
        Assert.Empty(await files.Store.ReadStatesAsync("B", default));
    }

    [Fact]
    public async Task Append_LowerWatermark_KeepsTheHigher()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AppendAtAsync(files, 0, "p1", Some.Start);

        await AppendAtAsync(files, 1, "p2", Some.Start.AddMinutes(-5));
        var third = await AppendAtAsync(files, 2, "p3", null);

        Assert.Equal(new SourceCursor(3, "p3", Some.Start), third.Value.Cursor);
    }

    [Fact]
    public async Task Append_LevelsReadingsContacts_KeepsTheLatestAndAnswersWhatIsNew()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var level = new InventoryLevel(Side.Legacy, "S-1", "DC1", 10, 12, 2, Some.Start, "wms");
        var batch = new IngestBatch
        {
            Source = "wms",
            ObservedAt = Some.Start,
            Inventory = [level, level with { AvailableToSell = 4, AsOf = Some.Start.AddMinutes(-1) }],
            Gauges = [new GaugeReading(Side.Legacy, "queue", 5.5, "orders", Some.Start, "wms")],
            Contacts = [new CustomerContact("c1", "A-1", "phone", "where", Some.Start, "care")],
        };

        var first = (await files.Store.AppendAsync(batch, default)).Value;
        var second = (await files.Store.AppendAsync(batch, default)).Value;

        Assert.Equal([level], first.Inventory);
        Assert.Equal((1, 1), (first.Gauges.Count, first.Contacts.Count));
        Assert.Empty(second.Inventory);
        Assert.Equal((0, 0), (second.Gauges.Count, second.Contacts.Count));
        var restore = files.Get<LiveRestore>();
        Assert.Equal([level], await restore.ReadInventoryAsync(default));
        Assert.Equal(batch.Gauges, await restore.ReadGaugesAsync(Some.Start, default));
        Assert.Equal(batch.Contacts, await restore.ReadContactsAsync(Some.Start, default));
    }

    [Fact]
    public async Task ReadOpenAndRecent_ClosedLongAgo_IsLeftOut()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await files.AppendAsync(
            Some.Event("e1", key: "open", stage: Stage.Picked),
            Some.Event("e2", key: "old", stage: Stage.Delivered),
            Some.Event("e3", key: "recent", stage: Stage.Delivered, minute: 60));

        var keys = new List<string>();
        await foreach (var state in files.Get<LiveRestore>().ReadOpenAndRecentAsync(Some.Start.AddMinutes(30)))
        {
            keys.Add(state.OrderKey);
        }

        Assert.Equal(["open", "recent"], keys);
    }

    [Fact]
    public async Task Append_EventsShuffledAndADayLate_ConvergesWithoutRegress()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var events = Enumerable.Range(0, 60).Select(i => Some.Event($"e{i}", $"K{i % 10}", stage: (Stage)(1 + i / 10 * 2), minute: i)).ToArray();
        var shuffled = events.OrderBy(e => e.EventId.GetHashCode(StringComparison.Ordinal)).ToArray();
        foreach (var batch in shuffled.Chunk(7))
        {
            var before = await AllStatesAsync(files);
            var commit = await files.AppendAsync([.. batch.Select(e => e with { ObservedAt = e.ObservedAt.AddDays(1) })]);
            foreach (var state in commit.Orders)
            {
                Assert.True((int)state.Stage! >= (int)(before.FirstOrDefault(b => b.OrderKey == state.OrderKey)?.Stage ?? Stage.Created));
            }
        }

        AssertState.Same(OrderFold.Of(events), await AllStatesAsync(files), receipts: false);
    }

    internal static async Task<IReadOnlyList<OrderState>> AllStatesAsync(StoreFiles files)
    {
        var states = new List<OrderState>();
        await foreach (var state in files.Get<LiveRestore>().ReadOpenAndRecentAsync(DateTimeOffset.UnixEpoch))
        {
            states.Add(state);
        }

        return [.. states.OrderBy(s => s.OrderKey, StringComparer.Ordinal).ThenBy(s => s.Side)];
    }

    private static Task<Result<CommittedBatch>> AppendAtAsync(StoreFiles files, long revision, string position, DateTimeOffset? watermark, params OrderEvent[] events) =>
        files.Store.AppendAsync(
            new IngestBatch { Source = "orders", Events = events, ObservedAt = Some.Start, Cursor = new CursorMove(revision, position, watermark) }, CancellationToken.None);
}

public sealed class SqliteEventStoreTests() : EventStoreTests(StoreKind.Sqlite);

public sealed class PostgresEventStoreTests() : EventStoreTests(StoreKind.Postgres);
