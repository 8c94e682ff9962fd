using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Reconciliation.Understanding;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>The loop around the comparison: a store that is silent, a state that cannot be read, runs that were asked for.</summary>
public class ParityKeeperTests
{
    private static readonly (string, FactValue) whole = ("lane", FactValue.OfText("whole"));

    [Fact]
    public async Task Turn_RunAskedForWhileTheStoreIsSilent_WaitsAndRunsWhenItIsBack()
    {
        await using var world = await ParityWorld.StartAsync(StoreKind.Sqlite);
        var (keeper, board) = Keeper(world);
        using var _ = keeper;
        await world.SayAsync(Some.Event("e1", side: Side.Legacy, stage: Stage.Created, facts: [whole]), Some.Event("e2", side: Side.Orchestration, stage: Stage.Created, facts: [whole]));
        await ExecuteAsync(world, "ALTER TABLE parity_run RENAME TO away");
        var id = keeper.Ask(null, "ken");
        await keeper.TurnAsync(CancellationToken.None);

        Assert.Contains("The store does not answer", board.Current.Trouble, StringComparison.Ordinal);
        Assert.Equal((ParityRunState.Waiting, "ken"), (keeper.Waiting(id)?.State, keeper.Waiting(id)?.RequestedBy));

        await ExecuteAsync(world, "ALTER TABLE away RENAME TO parity_run");
        await keeper.TurnAsync(CancellationToken.None);

        Assert.Null(keeper.Waiting(id));
        Assert.Equal((ParityRunState.Done, 1L), (await world.Runs.ReadAsync(id, CancellationToken.None)) is { } run ? (run.State, run.Orders) : default);
        Assert.Null(board.Current.Trouble);
    }

    [Fact]
    public async Task Turn_StateThatCannotBeRead_IsSaidAndTriedAgainAMinuteLater()
    {
        await using var world = await ParityWorld.StartAsync(StoreKind.Sqlite);
        var (keeper, board) = Keeper(world);
        using var _ = keeper;
        await world.SayAsync(Some.Event("e1", side: Side.Legacy, stage: Stage.Created, facts: [whole]), Some.Event("e2", side: Side.Orchestration, stage: Stage.Created, facts: [whole]));
        await ExecuteAsync(world, "CREATE TABLE kept AS SELECT legacy FROM orders; UPDATE orders SET legacy = X'FF00FF'");
        var id = keeper.Ask(null, "ken");
        await keeper.TurnAsync(CancellationToken.None);

        Assert.Contains("The comparison broke off", board.Current.Trouble, StringComparison.Ordinal);
        Assert.Equal(ParityRunState.Failed, (await world.Runs.ReadAsync(id, CancellationToken.None))?.State);
        Assert.Null(keeper.Waiting(id));

        await keeper.TurnAsync(CancellationToken.None);
        Assert.Single(await world.Runs.ListAsync(null, null, 10, CancellationToken.None));

        await ExecuteAsync(world, "UPDATE orders SET legacy = (SELECT legacy FROM kept)");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await keeper.TurnAsync(CancellationToken.None);
        Assert.Null(board.Current.Trouble);
        Assert.Equal(1, board.Current.Lanes.Sum(l => l.Orders));
    }

    private static (ParityKeeper Keeper, ParityBoard Board) Keeper(ParityWorld world)
    {
        var board = new ParityBoard(world.Time, NullLogger<ParityBoard>.Instance);
        return (new ParityKeeper(world.Reconciler, world.Store, world.Runs, new UnderstoodQueries(world.Files.Get<IDbContextFactory<CommandsDb>>(), world.Time), board, world.Files.Get<ActivePlan>(), world.Time, NullLogger<ParityKeeper>.Instance), board);
    }

    private static async Task ExecuteAsync(ParityWorld world, string sql)
    {
        await using var db = world.Files.Open();
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
