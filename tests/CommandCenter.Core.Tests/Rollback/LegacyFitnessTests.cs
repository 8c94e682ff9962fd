using CommandCenter.Intake.Forwarding;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Tests.Live;

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
