using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Rollback;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Traffic;

/// <summary>What the sides report is held against the ownership records, order by order.</summary>
public sealed class ObservedShareTests
{
    [Fact]
    public async Task Read_OneOrderOnTheOtherSide_IsCountedAndNamed()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        await world.ShiftAsync(100, mirror: false);
        foreach (var key in (string[])["AR-1", "AR-2", "AR-3"])
        {
            await world.PostAsync(key);
        }

        await using (var events = world.Files.Get<IDbContextFactory<EventsDb>>().CreateDbContext())
        {
            events.Orders.Add(new OrderRow { Number = 1, OrderKey = "AR-1", Owner = Side.Orchestration });
            events.Orders.Add(new OrderRow { Number = 2, OrderKey = "AR-2", Owner = Side.Legacy });
            await events.SaveChangesAsync();
        }

        var answer = await Observed(world, DateTimeOffset.MaxValue).ReadAsync(CancellationToken.None);

        var rule = answer.Rules[0];
        Assert.Equal((100m, 2L, 50.0, 1L, 1L), (rule.Commanded, rule.Accepted, rule.Percent, rule.Unseen, rule.Disagreeing));
        Assert.True(rule.Low < 50 && rule.High > 50);
        Assert.Equal([("AR-2", Side.Orchestration, Side.Legacy)], answer.Orders.Select(o => (o.OrderKey, o.Recorded, o.Observed)));
    }

    [Fact]
    public async Task Read_OrdersYoungerThanAWatermark_AreNotJudged()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        await world.ShiftAsync(100, mirror: false);
        await world.PostAsync("AR-1");

        var early = await Observed(world, DateTimeOffset.UnixEpoch).ReadAsync(CancellationToken.None);
        var blind = await Observed(world, null).ReadAsync(CancellationToken.None);

        Assert.Equal((0L, 0L, (double?)null), (early.Rules[0].Accepted, early.Rules[0].Unseen, early.Rules[0].Percent));
        Assert.Null(blind.AsOf);
        Assert.Empty(blind.Rules);
    }

    private static ObservedShare Observed(IntakeWorld world, DateTimeOffset? reach) =>
        new(world.Files.Get<TrafficTables>(), world.Files.Get<IDbContextFactory<CommandsDb>>(), world.Files.Get<IDbContextFactory<EventsDb>>(), new Reach(reach));

    private sealed class Reach(DateTimeOffset? at) : ISideWatermarks
    {
        public DateTimeOffset? Of(Side side) => at;
    }
}
