using CommandCenter.Intake.Forwarding;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Tests.Live;
using CommandCenter.Traffic;

namespace CommandCenter.Tests.Rollback;

public class LegacyFitnessTests
{
    private static readonly LineStatus Answering = new(Side.Legacy, 0, 0, 7, null, null);

    [Fact]
    public void Of_EverythingFresh_IsFit()
    {
        var fitness = Of(RollbackPlan.With(), Answering);

        Assert.True(fitness.Verdict == Fitness.Fit, string.Join(" ", fitness.Checks));
        Assert.Equal(["answers", "sources", "capacity", "stock-feed"], fitness.Checks.Select(c => c.Check));
    }

    [Fact]
    public void Of_LegacySilent_IsUnfitAndSaysSinceWhen()
    {
        var check = Check(Of(RollbackPlan.With(), Answering with { SilentSince = LiveWorld.Start, SilentBecause = "connection refused" }), "answers");

        Assert.Equal((Fitness.Unfit, "Legacy has not answered since 2026-11-10 20:00:00Z: connection refused"), (check.Verdict, check.Why));
    }

    [Fact]
    public void Of_MoreThanItCanTake_IsUnfit()
    {
        var fitness = Of(RollbackPlan.With(legacy: t => t with { OrdersPerMinute = 10 }), Answering, coming: 300);

        Assert.Equal(Fitness.Unfit, fitness.Verdict);
        Assert.Equal("Too many: 20 orders a minute at most (0 now, 0 new ones that orchestration has, 20 in flight) of 10 that it can take.", Check(fitness, "capacity").Why);
    }

    [Fact]
    public void Of_CapacityNotDeclared_CannotTell() => Assert.Equal(Fitness.CannotTell, Of(RollbackPlan.With(legacy: t => t with { OrdersPerMinute = null }), Answering).Verdict);

    [Fact]
    public void Of_OldStockFeed_IsUnfit()
    {
        var check = Check(Of(RollbackPlan.With(), Answering, later: TimeSpan.FromMinutes(10)), "stock-feed");

        Assert.Equal((Fitness.Unfit, "legacy-stock is 10 min old: legacy would reserve what may be gone."), (check.Verdict, check.Why));
    }

    [Fact]
    public void Of_NoStockFeed_CannotTell() =>
        Assert.Equal(Fitness.CannotTell, Check(Of(RollbackPlan.With() with { Sources = [LiveWorld.Source("legacy-orders", Side.Legacy), LiveWorld.Source("orch-orders", Side.Orchestration)] }, Answering), "stock-feed").Verdict);

    [Fact]
    public void Of_SourceNotFresh_CannotTell()
    {
        var world = new LiveWorld(RollbackPlan.With());

        var check = Check(LegacyFitness.Of(RollbackPlan.With(), Answering, world.Snapshot(), RollbackScope.All, 0, world.Now), "sources");

        Assert.Equal((Fitness.CannotTell, "Not fresh: legacy-orders, legacy-stock."), (check.Verdict, check.Why));
    }

    [Fact]
    public void Of_NoPlanNoPicture_CannotTell() => Assert.Equal(Fitness.CannotTell, LegacyFitness.Of(null, null, null, RollbackScope.All, 0, LiveWorld.Start).Verdict);

    [Fact]
    public void Of_NothingSentToLegacyYet_SaysSoAndIsFit()
    {
        Assert.Equal("Legacy has not failed to answer; nothing was sent to it yet.", Check(Of(RollbackPlan.With(), Answering with { Done = 0 }), "answers").Why);
        Assert.Equal(Fitness.Fit, Check(LegacyFitness.Of(RollbackPlan.With(), null, null, RollbackScope.All, 0, LiveWorld.Start), "answers").Verdict);
    }

    [Fact]
    public void Of_NoPictureYet_CannotTellHowManyCome() => Assert.Equal(
        (Fitness.CannotTell, "How many orders a minute come is not known yet."), Said(LegacyFitness.Of(RollbackPlan.With(), Answering, null, RollbackScope.All, 0, LiveWorld.Start), "capacity"));

    [Fact]
    public void Of_ManySourcesNotFresh_NamesTheFirstFour()
    {
        var plan = RollbackPlan.With() with { Sources = [.. Enumerable.Range(1, 6).Select(i => LiveWorld.Source($"legacy-{i}", Side.Legacy))] };
        var world = new LiveWorld(plan);

        Assert.Equal((Fitness.CannotTell, "Not fresh: legacy-1, legacy-2, legacy-3, legacy-4 and 2 more."), Said(LegacyFitness.Of(plan, Answering, world.Snapshot(), RollbackScope.All, 0, world.Now), "sources"));
    }

    [Fact]
    public void Of_OneSource_IsToldAsOne() => Assert.Equal(
        (Fitness.Fit, "Its source is fresh."), Said(Of(RollbackPlan.With() with { Sources = [LiveWorld.Source("legacy-stock", Side.Legacy, "stock")] }, Answering), "sources"));

    [Fact]
    public void Of_LaneThatIsNotSeen_CannotTellAndCountsTheOthers()
    {
        // orders of the side are read by nobody
        var plan = RollbackPlan.With();
        var world = new LiveWorld(plan);

        var (verdict, why) = Said(LegacyFitness.Of(plan, Answering, world.Snapshot(), new RollbackScope(new Segment { Lane = "home" }), 0, world.Now), "capacity");

        Assert.Equal(Fitness.CannotTell, verdict);
        Assert.StartsWith("A lane is not seen; of the others: 0 orders a minute at most", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_StockFeedNeverRead_CannotTell()
    {
        var world = new LiveWorld(RollbackPlan.With());

        Assert.Equal((Fitness.CannotTell, "legacy-stock has not been read yet."), Said(LegacyFitness.Of(RollbackPlan.With(), Answering, world.Snapshot(), RollbackScope.All, 0, world.Now), "stock-feed"));
    }

    [Fact]
    public void Of_StockFeedThatThePictureDoesNotKnowYet_CannotTell() => Assert.Equal(
        (Fitness.CannotTell, "legacy-stock has not been read yet."),
        Said(LegacyFitness.Of(RollbackPlan.With(), Answering, new LiveWorld(LiveWorld.Plan()).Snapshot(), RollbackScope.All, 0, LiveWorld.Start), "stock-feed"));

    [Theory]
    [InlineData(30, "Its stock is 30 s old at most.")]
    [InlineData(300, "Its stock is 5 min old at most.")]
    [InlineData(10_800, "Its stock is 3 h old at most.")]
    public void Of_SeveralStockFeeds_TellsTheOldest(int seconds, string expected)
    {
        var plan = RollbackPlan.With() with
        {
            Sources = [LiveWorld.Source("stock-1", Side.Legacy, "stock", 10_000), LiveWorld.Source("stock-2", Side.Legacy, "stock", 10_000), LiveWorld.Source("stock-3", Side.Legacy, "stock", 10_000)],
        };
        var world = new LiveWorld(plan);
        world.FoldAt(world.Now.AddSeconds(-seconds / 2), "stock-1");
        world.FoldAt(world.Now.AddSeconds(-seconds), "stock-2");
        world.FoldAt(world.Now.AddSeconds(-1), "stock-3");

        Assert.Equal((Fitness.Fit, expected), Said(LegacyFitness.Of(plan, Answering, world.Snapshot(), RollbackScope.All, 0, world.Now), "stock-feed"));
    }

    private static (Fitness Verdict, string Why) Said(LegacyFitness fitness, string check) => (Check(fitness, check).Verdict, Check(fitness, check).Why);

    private static LegacyFitness Of(CutoverPlan plan, LineStatus line, int coming = 0, TimeSpan later = default)
    {
        var world = new LiveWorld(plan);
        foreach (var source in plan.Sources)
        {
            world.FoldAt(world.Now, source.Id);
        }

        world.AllCaughtUp();
        return LegacyFitness.Of(plan, line, world.Snapshot(), RollbackScope.All, coming, world.Now + later);
    }

    private static FitnessCheck Check(LegacyFitness fitness, string check) => fitness.Checks.Single(c => c.Check == check);
}
