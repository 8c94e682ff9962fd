using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using CommandCenter.Tests.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Intake.Targets;

public class PlanTargetsTests
{
    private static (ActivePlan Plan, IOrderTargets Targets, ServiceProvider Services) Start()
    {
        var plan = new ActivePlan();
        var services = new ServiceCollection().AddSingleton(plan).AddSingleton(new OutboundGuard([])).AddSingleton<ISecrets>(new Secrets("/nowhere")).AddSingleton(TimeProvider.System)
            .AddOrderTargets().AddOrderTargets().BuildServiceProvider();
        return (plan, services.GetRequiredService<IOrderTargets>(), services);
    }

    [Fact]
    public async Task Of_NoPlanOrNoTarget_IsNull()
    {
        var (plan, targets, services) = Start();
        await using var _ = services;

        Assert.Null(targets.Of(Side.Legacy));
        plan.Swap(SamplePlan.Read(SamplePlan.Text[..SamplePlan.Text.IndexOf("targets:\n", StringComparison.Ordinal)]));
        Assert.Null(targets.Of(Side.Legacy));
        Assert.Null(targets.Of(Side.Orchestration));
        Assert.Null(targets.Of(Side.Shared));
    }

    [Fact]
    public async Task Of_AnotherPlanIsApplied_GivesNewTargetsWhereTheirDefinitionDiffers()
    {
        var (plan, targets, services) = Start();
        await using var _ = services;
        plan.Swap(SamplePlan.Read(SamplePlan.Text));
        var (legacy, orchestration) = (targets.Of(Side.Legacy), targets.Of(Side.Orchestration));

        plan.Swap(SamplePlan.Read(SamplePlan.With("concurrency: 64", "concurrency: 65")));

        Assert.NotSame(legacy, targets.Of(Side.Legacy));
        Assert.Equal((64, 65), (legacy!.Definition.Concurrency, targets.Of(Side.Legacy)!.Definition.Concurrency));
        Assert.Same(orchestration, targets.Of(Side.Orchestration));
    }

    [Theory]
    [InlineData("done: [WITHDRAWN]", "done: [WITHDRAWN, GONE]")]
    [InlineData("ALLOC: allocated, PICK", "ALLOC: routed, PICK")]
    [InlineData("X-Caller: command-center", "X-Caller: center")]
    public async Task Of_SmallChangeInsideADefinition_GivesANewTarget(string old, string replacement)
    {
        var (plan, targets, services) = Start();
        await using var _ = services;
        plan.Swap(SamplePlan.Read(SamplePlan.Text));
        var legacy = targets.Of(Side.Legacy);

        plan.Swap(SamplePlan.Read(SamplePlan.With(old, replacement)));

        Assert.NotSame(legacy, targets.Of(Side.Legacy));
    }

    [Fact]
    public async Task Of_PlanThatOnlyReadsDifferently_KeepsTheClient()
    {
        var (plan, targets, services) = Start();
        await using var _ = services;
        plan.Swap(SamplePlan.Read(SamplePlan.Text));
        var legacy = targets.Of(Side.Legacy);

        plan.Swap(SamplePlan.Read(SamplePlan.Text + "# a remark\n"));

        Assert.Same(legacy, targets.Of(Side.Legacy));
    }
}
