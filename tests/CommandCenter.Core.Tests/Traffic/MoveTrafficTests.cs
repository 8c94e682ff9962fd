using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;

namespace CommandCenter.Tests.Traffic;

public abstract class MoveTrafficTests(StoreKind kind)
{
    private static readonly Actor Maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private static readonly Segment West = new() { Region = "west" };

    [Fact]
    public async Task Run_ManyOnOneRevision_OneMovesTheOthersSeeIt()
    {
        await using var files = await StoreFiles.StartAsync(kind);

        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => Task.Run(() => MoveAsync(files, West, i, 0))));

        var moved = Assert.Single(answers, a => a.Succeeded).Value;
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Equal("traffic-revision", a.Error!.Code));
        var current = await files.Get<TrafficTables>().CurrentAsync(default);
        Assert.Equal((1L, moved.Table), (current.Table.Revision, current.Table));
        Assert.Equal(1, (await files.Get<DecisionLog>().HeadAsync(default)).Sequence);
    }

    [Fact]
    public async Task Run_Restarted_ReadsTheSameTable()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await MoveAsync(files, West, 12.34m, 0);
        var before = (await MoveAsync(files, new Segment { Store = "0418" }, 50, 1, SplitBy.Store)).Value;

        await files.RestartAsync();
        var after = await files.Get<TrafficTables>().CurrentAsync(default);

        Assert.Equal(before.Table, after.Table);
        var order = new OrderAttributes(Region: "west", Store: "0418");
        Assert.Equal(before.Table.Decide("AR-1", order), after.Table.Decide("AR-1", order));
        Assert.Equal([2L, 1L], (await files.Get<TrafficTables>().HistoryAsync(null, 10, default)).Select(r => r.Table.Revision));
        Assert.Equal([1L], (await files.Get<TrafficTables>().HistoryAsync(2, 10, default)).Select(r => r.Table.Revision));
    }

    [Fact]
    public async Task Run_LaneThatThePlanDoesNotKnow_NamesThoseThatItKnows()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        files.Get<ActivePlan>().Swap(LiveWorld.Plan());

        var refused = await MoveAsync(files, new Segment { Lane = "moon" }, 1, 0);
        var allowed = await MoveAsync(files, new Segment { Lane = "home" }, 1, 0);

        Assert.Equal("segment.lane", refused.Error?.Field);
        Assert.Contains("home, pickup", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(Side.Legacy, allowed.Value.Table.Decide("AR-0", new OrderAttributes("pickup")).Owner);
    }

    [Fact]
    public async Task Run_NotTheCommander_IsForbiddenBeforeAnythingElse()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var move = new TrafficMove(West, 500, false, SplitBy.Order, null);

        var refused = await files.Get<MoveTraffic>().RunAsync(move, new Actor("tess", new HashSet<Role> { Role.TechnicalLead }), "because", null, default);

        Assert.Equal(ErrorKind.Forbidden, refused.Error?.Kind);
    }

    private static Task<Result<TrafficRevision>> MoveAsync(StoreFiles files, Segment segment, decimal percent, long revision, SplitBy splitBy = SplitBy.Order) =>
        files.Get<MoveTraffic>().RunAsync(new TrafficMove(segment, percent, false, splitBy, revision), Maya, "because", null, default);
}

public sealed class SqliteMoveTrafficTests() : MoveTrafficTests(StoreKind.Sqlite);

public sealed class PostgresMoveTrafficTests() : MoveTrafficTests(StoreKind.Postgres);
