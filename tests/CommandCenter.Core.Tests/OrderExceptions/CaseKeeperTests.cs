using CommandCenter.OrderExceptions;
using CommandCenter.Persistence;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using static CommandCenter.Tests.OrderExceptions.CaseWorld;
using static CommandCenter.Tests.OrderExceptions.SourceOfTest;

namespace CommandCenter.Tests.OrderExceptions;

/// <summary>The rounds that run by themselves, while what they stand on comes and goes.</summary>
public abstract class CaseKeeperTests(StoreKind kind)
{
    [Fact]
    public async Task Keeper_StoreLostAndBack_GoesOnAndHasForgottenNothing()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        await world.Keeper.StartAsync(TestContext.Current.CancellationToken);
        await RoundsUntilAsync(world, () => Task.FromResult(world.Watch.Current?.Open() == 1));

        await RunAsync(world, "ALTER TABLE exception_case RENAME TO exception_case_away");
        world.Source.Says = [Signal("b")];
        var asked = world.Source.Asked;
        await RoundsUntilAsync(world, () => Task.FromResult(world.Source.Asked >= asked + 3));
        Assert.Equal(1, world.Watch.Current!.Open());
        await RunAsync(world, "ALTER TABLE exception_case_away RENAME TO exception_case");
        await RoundsUntilAsync(world, async () => (await world.AllAsync()).Count == 2);

        var all = await world.AllAsync();
        Assert.Equal([CasePhase.Resolved, CasePhase.Open], all.OrderBy(c => c.Number).Select(c => c.Phase));
        Assert.Equal(["opened", "resolved"], await world.KindsAsync());
        await world.Keeper.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Round_OneSourcesStoreIsSilent_EndsNothingOfItAndReadsTheOthers()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        world.Other.Says = [Signal("x")];
        await world.RoundAsync();

        world.Source.Fails = new TimeoutException("the store does not answer");
        world.Other.Says = [Signal("y")];
        await world.RoundAsync();

        Assert.Equal([("a", CasePhase.Open), ("x", CasePhase.Resolved), ("y", CasePhase.Open)], (await world.AllAsync()).Select(c => (c.Fingerprint, c.Phase)).Order());
        world.Source.Fails = null;
        world.Source.Says = [];
        await world.RoundAsync();
        Assert.Equal(CasePhase.Resolved, (await world.AllAsync()).Single(c => c.Fingerprint == "a").Phase);
    }

    /// <summary>Lets rounds pass until it is so.</summary>
    private static Task RoundsUntilAsync(CaseWorld world, Func<Task<bool>> condition) => IntakeWorld.UntilAsync("it is so", async () =>
    {
        world.Time.Advance(TimeSpan.FromSeconds(1));
        return await condition();
    });

    private static async Task RunAsync(CaseWorld world, string sql)
    {
        // once nobody reads or writes it
        await IntakeWorld.UntilAsync("the table is free", async () =>
        {
            try
            {
                await using var db = await world.Files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
                await db.Database.ExecuteSqlRawAsync(sql);
                return true;
            }
            catch (Exception e) when (StorageErrors.IsFailure(e))
            {
                return false;
            }
        });
    }
}

public sealed class SqliteCaseKeeperTests() : CaseKeeperTests(StoreKind.Sqlite);

public sealed class PostgresCaseKeeperTests() : CaseKeeperTests(StoreKind.Postgres);
