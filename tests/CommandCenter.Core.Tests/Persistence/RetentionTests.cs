using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Persistence;

public abstract class RetentionTests(StoreKind kind)
{
    [Fact]
    public async Task Run_OldOrders_DeletesEventsOfClosedOnesAndKeepsTheirState()
    {
        await using var files = await AfterYearsAsync();

        var outcome = await files.Get<Retention>().RunAsync(default);

        Assert.Equal((1, 2), (outcome.Orders, outcome.Events));
        await using var db = files.Open();
        Assert.Equal(["open"], await db.Events.Select(e => e.EventId).ToListAsync());
        var closed = (await files.Get<IOrderQueries>().ReadAsync("R-1", default)).Value;
        Assert.Equal(("closed", Stage.Delivered, Side.Legacy), (closed.OrderKey, closed.Legacy?.Stage, closed.Owner));
        Assert.Empty(closed.Events);
        Assert.Equal(0, (await files.Get<Retention>().RunAsync(default)).Orders);
    }

    [Fact]
    public async Task Append_LateEventForAnArchivedOrder_MeetsItsCompactState()
    {
        await using var files = await AfterYearsAsync();
        await files.Get<Retention>().RunAsync(default);

        var commit = await files.AppendAsync(
            Some.Event("late", "closed", minute: 30, facts: [("failure", FactValue.OfText("none"))]),
            Closed()[0],
            Closed()[1] with { Stamp = Closed()[1].Stamp with { PayloadHash = 99 } });

        Assert.Equal((2, 1), (commit.Counts.Applied, commit.Counts.Duplicates));
        var state = Assert.Single(commit.Orders);
        Assert.Equal((Stage.Delivered, "R-1", "none"), (state.Stage, state.Text("receipt"), state.Text("failure")));
        Assert.Equal((3, 1), (state.EventCount, state.ConflictCount));
        Assert.Equal(Some.Start, state.At(Stage.Created));

        await files.Get<Retention>().RunAsync(default);
        var again = await files.AppendAsync([.. Closed(), Some.Event("late", "closed", minute: 30, facts: [("failure", FactValue.OfText("none"))])]);
        Assert.Equal((0, 3), (again.Counts.Applied, again.Counts.Duplicates));
    }

    [Fact]
    public async Task Append_LateReturnCancelledForAnArchivedOrder_TakesTheReturnBack()
    {
        await using var files = await AfterYearsAsync(Some.Event("return", "closed", stage: Stage.Returned, minute: 20));
        await files.Get<Retention>().RunAsync(default);

        var commit = await files.AppendAsync(Some.Event("undo", "closed", minute: 40, kind: OrderEventKind.ReturnCancelled));

        Assert.Equal(Stage.Delivered, Assert.Single(commit.Orders).Stage);
    }

    [Fact]
    public async Task Run_OldReadingsRejectedAndContacts_Deletes()
    {
        await using var files = await AfterYearsAsync();
        var batch = new IngestBatch
        {
            Source = "wms",
            ObservedAt = Some.Start,
            Gauges = [.. new[] { 0, 999 }.Select(day => new GaugeReading(Side.Legacy, "queue", 1, "orders", Some.Start.AddDays(day), "wms"))],
            Contacts = [new CustomerContact("c1", null, "phone", "where", Some.Start, "care")],
            Rejected = [new RejectedRecord(Guid.CreateVersion7(Some.Start), "wms", "r1", "{}", [new RejectReason("stage", "missing", "no stage")], "h", Some.Start)],
        };
        await files.Store.AppendAsync(batch, default);

        var outcome = await files.Get<Retention>().RunAsync(default);

        Assert.Equal((1, 1, 1), (outcome.Gauges, outcome.Rejected, outcome.Contacts));
        Assert.Single(await files.Get<LiveRestore>().ReadGaugesAsync(DateTimeOffset.UnixEpoch, default));
    }

    /// <summary>The scorecard holds months of them against each other: they are kept as long as contacts.</summary>
    [Fact]
    public async Task Run_ReadingsOfWorkInStores_AreKeptAsLongAsContacts()
    {
        await using var files = await AfterYearsAsync();
        await files.Store.AppendAsync(
            new IngestBatch { Source = "wfm", ObservedAt = Some.Start, Gauges = [.. new[] { 0, 800, 999 }.Select(day => new GaugeReading(Side.Legacy, GaugeReading.UnitsPerLabourHour, 40, "units/h", Some.Start.AddDays(day), "wfm"))] }, default);

        var outcome = await files.Get<Retention>().RunAsync(default);

        Assert.Equal(1, outcome.Gauges);
        Assert.Equal(2, (await files.Get<LiveRestore>().ReadGaugesAsync(DateTimeOffset.UnixEpoch, default)).Count);
    }

    private static OrderEvent[] Closed() =>
    [
        Some.Event("c1", "closed", stage: Stage.Created, facts: [("receipt", FactValue.OfText("R-1"))]), Some.Event("c2", "closed", stage: Stage.Delivered, minute: 10),
    ];

    /// <summary>One closed and one open order, and the clock a thousand days on.</summary>
    private async Task<StoreFiles> AfterYearsAsync(params OrderEvent[] more)
    {
        var files = await StoreFiles.StartAsync(kind, new FakeTimeProvider(Some.Start.AddDays(1000)));
        await files.AppendAsync([.. Closed(), Some.Event("open", "open", stage: Stage.Picked), .. more]);
        return files;
    }
}

public sealed class SqliteRetentionTests() : RetentionTests(StoreKind.Sqlite);

public sealed class PostgresRetentionTests() : RetentionTests(StoreKind.Postgres);
