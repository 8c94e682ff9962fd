using CommandCenter.Persistence;
using CommandCenter.Sources;

namespace CommandCenter.Tests.Persistence;

public abstract class RejectedRecordsTests(StoreKind kind)
{
    [Fact]
    public async Task Append_SameRefusedRecordAgain_IsOneAndNoNewAttempt()
    {
        await using var files = await StoreFiles.StartAsync(kind);

        var first = await RejectAsync(files, Refused(1));
        var second = await RejectAsync(files, Refused(1));
        await RejectAsync(files, Refused(1) with { MappingHash = "h2", Reasons = [new RejectReason("total", "bad-number", "found x")] });

        Assert.Equal((1, 0), (first.Counts.Rejected, second.Counts.Rejected));
        var item = Assert.Single((await files.Get<IRejectedQueries>().ListAsync(null, null, null, null, 50, default)).Items);
        Assert.Equal((2, "waiting", "h2", "bad-number"), (item.Attempts, item.State, item.Record.MappingHash, Assert.Single(item.Record.Reasons).Code));
    }

    [Fact]
    public async Task Append_RetryThatSucceeds_IsAppliedWithItsEvents()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await RejectAsync(files, Refused(1), Refused(2));
        var waiting = await files.Get<RejectedRecords>().ReadWaitingAsync("wms", null, null, 10, default);
        Assert.Equal(2, waiting.Count);

        await files.Store.AppendAsync(
            new IngestBatch { Source = "wms", ObservedAt = Some.Start, Events = [Some.Event("e1")], Resolved = [waiting[0].Record.Id], Rejected = [waiting[1].Record], IsRetry = true }, default);

        var list = (await files.Get<IRejectedQueries>().ListAsync(null, null, null, null, 50, default)).Items;
        Assert.Equal(["applied 2", "waiting 2"], list.Select(i => $"{i.State} {i.Attempts}").Order(StringComparer.Ordinal));
        Assert.Equal(waiting[1].Record.Id, Assert.Single(await files.Get<RejectedRecords>().ReadWaitingAsync(null, [waiting[0].Record.Id, waiting[1].Record.Id], null, 10, default)).Record.Id);
    }

    [Fact]
    public async Task List_PageByPage_ShowsAllOnceAndCounts()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await RejectAsync(files, [.. Enumerable.Range(0, 9).Select(Refused)]);
        var queries = files.Get<IRejectedQueries>();

        var seen = new List<Guid>();
        var cursor = (string?)null;
        do
        {
            var page = await queries.ListAsync("wms", "missing", "waiting", cursor, 2, default);
            Assert.Equal(9, page.Total);
            seen.AddRange(page.Items.Select(i => i.Record.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Equal(9, seen.Distinct().Count());
        Assert.Equal(9, seen.Count);
        Assert.Equal([("wms", "missing", 9)], await queries.CountAsync(default));
        Assert.Equal(0, (await queries.ListAsync("wms", "other", null, null, 10, default)).Total);
        Assert.Equal(4, (await files.Get<RejectedRecords>().ReadWaitingAsync(null, null, seen.Order().ElementAt(4), 10, default)).Count);
    }

    private static async Task<CommittedBatch> RejectAsync(StoreFiles files, params RejectedRecord[] records) =>
        (await files.Store.AppendAsync(new IngestBatch { Source = "wms", ObservedAt = Some.Start, Rejected = records }, default)).Value;

    private static RejectedRecord Refused(int number) =>
        new(Guid.CreateVersion7(Some.Start), "wms", $"r{number}", "{\"a\":1}", [new RejectReason("stage", "missing", "no stage")], "h1", Some.Start);
}

public sealed class SqliteRejectedRecordsTests() : RejectedRecordsTests(StoreKind.Sqlite);

public sealed class PostgresRejectedRecordsTests() : RejectedRecordsTests(StoreKind.Postgres);
