using CommandCenter.Live;
using CommandCenter.Rollback;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using Microsoft.Extensions.Hosting;

namespace CommandCenter.Tests.Rollback;

/// <summary>What the live picture says of a rollback that runs.</summary>
public sealed class RollbackStandingTests
{
    [Fact]
    public async Task Standing_RollbackBegunAndEnded_ShowsItWithWhatIsLeftAndLetsItGo()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        await world.ShiftAsync(100, mirror: false);
        await world.PostAsync("AR-1");
        await world.RestAsync();
        world.ReadUntil = DateTimeOffset.UnixEpoch;
        var standing = world.Files.Get<StandingCommands>();
        var watch = world.Files.Get<IEnumerable<IHostedService>>().OfType<RollbackStanding>().Single();
        await watch.StartAsync(default);

        var id = await world.RollBackAsync();
        await IntakeWorld.UntilAsync("it stands with its order resolved", () => standing.Rollbacks is [{ Left: 0, InFlight: 1 }]);
        var shown = standing.Rollbacks[0];
        Assert.Equal((id, false, "maya", Phase.Progressing, true), (shown.Id, shown.Drill, shown.Actor, shown.Phase, shown.RestoredAt is not null));

        world.ReadUntil = null;
        await IntakeWorld.UntilAsync("it is gone", () => standing.Rollbacks.Count == 0);
        await watch.StopAsync(default);
    }

    [Fact]
    public void Snapshot_RollbackAndDrillRun_LeadsWithThemAndNamesTheOneInEarnest()
    {
        var world = new LiveWorld();
        var drill = new RollbackLive(Guid.CreateVersion7(), "lane exchange", true, "sam", Phase.Progressing, "resolving-orders", LiveWorld.Start, null, 3, 3, 0);
        var earnest = new RollbackLive(Guid.CreateVersion7(), "all orders", false, "maya", Phase.Progressing, "resolving-orders", LiveWorld.Start.AddSeconds(5), LiveWorld.Start.AddSeconds(6), 1200, 7, 2);
        world.Standing.Rollbacks = [drill, earnest];

        var snapshot = world.Snapshot();

        Assert.Equal(earnest, snapshot.Rollback);
        Assert.Equal(
            [
                ("Drill of a rollback", "lane exchange: traffic is being restored; 3 of 3 orders without an outcome", "sam", $"/rollbacks/{drill.Id}"),
                ("Rollback", "all orders: traffic is restored; 7 of 1,200 orders without an outcome, 2 parked for a person", "maya", $"/rollbacks/{earnest.Id}"),
            ],
            snapshot.Attention.Take(2).Select(a => (a.Subject, a.Text, a.Owner, a.Link)));
        world.Standing.Rollbacks = [];
        Assert.Null(world.Snapshot().Rollback);
        Assert.DoesNotContain(world.Snapshot().Attention, a => a.Kind == AttentionKind.RollingBack);
    }
}
