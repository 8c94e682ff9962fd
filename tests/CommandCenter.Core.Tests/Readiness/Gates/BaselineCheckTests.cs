using CommandCenter.Access;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Gates.Checks;
using CommandCenter.Scorecard.Baselines;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Reconciliation;
using CommandCenter.Tests.Scorecard.Figures;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Readiness.Gates;

public class BaselineCheckTests
{
    private static readonly GateCheck check = new("baseline", null, null, null, null, null, null, null, null, null, null);
    private static readonly GateDefinition gate = new("baseline", "Baseline frozen", null, GateKind.Signed, Role.BusinessOwner, null, GatePhase.Prepare, [], 0, true, null, check);

    [Fact]
    public async Task Read_NothingBeforeAndNothingEntered_Fails()
    {
        await using var world = await WorldAsync();

        var reading = await Check(world).ReadAsync(gate, check, null, default);

        Assert.Equal((CheckVerdict.Failed, "Legacy has no orders in those days, and no value was entered."), (reading.Verdict, reading.Said));
    }

    [Fact]
    public async Task Read_NeitherDaysNorCutover_Fails()
    {
        await using var world = await WorldAsync();
        Swap(world, p => p with { Header = p.Header with { CutoverStart = null } });

        Assert.Equal(CheckVerdict.Failed, (await Check(world).ReadAsync(gate, check, null, default)).Verdict);
    }

    /// <summary>What a signature stands on changes with a value that was entered, and with what legacy tells late; not with the time of day.</summary>
    [Fact]
    public async Task Read_AValueChanges_SignatureStandsOnSomethingElse()
    {
        await using var world = await WorldAsync();
        await LegacyAsync(world, "a", cancelled: false);
        var first = await HashAsync(world);

        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(first, await HashAsync(world));

        await LegacyAsync(world, "b", cancelled: true);
        var later = await HashAsync(world);
        Assert.NotEqual(first, later);

        Swap(world, p => p with { Baseline = p.Baseline with { Values = [new EnteredValue("contacts-per-1000", null, 38, "Care")] } });
        Assert.NotEqual(later, await HashAsync(world));
    }

    /// <summary>Figures that are kept besides the measures are not what a signature stands on.</summary>
    [Fact]
    public async Task Read_PromiseOfLines_CountsMeasuresAlone()
    {
        await using var world = await WorldAsync();
        var at = Some.Start.AddDays(-5);
        await world.Files.AppendAsync(Some.Event("p1", "p", Side.Legacy, Stage.Created, -5 * 1440, facts: [("placedAt", FactValue.OfInstant(at)), ("shipBy", FactValue.OfInstant(at)), ("lines[1].sku", FactValue.OfText("S"))]));
        world.ReadTo = Some.Start.AddDays(1);
        await world.CountAsync();
        await world.CountAsync();

        var reading = await Check(world).ReadAsync(gate, check, null, default);

        Assert.Equal(CheckVerdict.Passed, reading.Verdict);
        Assert.Contains("on-time-ship", reading.Figures.Select(f => f.Label));
        Assert.All(reading.Figures, f => Assert.NotNull(MeasureList.Of(f.Label)));
    }

    [Fact]
    public async Task Read_EnteredAlone_PassesAndNamesTheOrigin()
    {
        await using var world = await WorldAsync();
        Swap(world, p => p with { Baseline = p.Baseline with { Values = [new EnteredValue("contacts-per-1000", null, 38, "Care report")] } });

        var reading = await Check(world).ReadAsync(gate, check, null, default);

        Assert.Equal((CheckVerdict.Passed, new GateFigure("contacts-per-1000", "38", "Care report")), (reading.Verdict, reading.Figures[0]));
    }

    [Fact]
    public async Task Read_DaysNotOver_Fails()
    {
        await using var world = await WorldAsync();
        Swap(world, p => p with { Baseline = p.Baseline with { From = Some.Start.AddDays(-3), To = Some.Start.AddDays(3) } });

        Assert.StartsWith("Its days are not over", (await Check(world).ReadAsync(gate, check, null, default)).Said, StringComparison.Ordinal);
    }

    private static async Task<string> HashAsync(FigureWorld world)
    {
        await world.CountAsync();
        var reading = await Check(world).ReadAsync(gate, check, null, default);
        Assert.Equal(CheckVerdict.Passed, reading.Verdict);
        return GateContent.EvidenceHash(gate, reading);
    }

    private static BaselineCheck Check(FigureWorld world) => new(
        new ScorecardQueries(world.Queries, new OtherMeasures(world.Files.Get<IDbContextFactory<EventsDb>>(), world.Files.Get<IDbContextFactory<CommandsDb>>()), world.Files.Get<ActivePlan>(), world.Time),
        world.Files.Get<ActivePlan>(), world.Time);

    private static Task LegacyAsync(FigureWorld world, string key, bool cancelled) => world.Files.AppendAsync(
        Some.Event(key + "-1", key, Side.Legacy, Stage.Created, -3000, facts: ("placedAt", FactValue.OfInstant(Some.Start.AddMinutes(-3000)))), Some.Event(key + "-2", key, Side.Legacy, cancelled ? Stage.Cancelled : Stage.Shipped, -2900));

    private static async Task<FigureWorld> WorldAsync()
    {
        var world = await FigureWorld.StartAsync(StoreKind.Sqlite);
        Swap(world, p => p with { Header = p.Header with { CutoverStart = Some.Start }, Baseline = BaselineSettings.Default });
        await world.CountAsync();
        return world;
    }

    private static void Swap(FigureWorld world, Func<CutoverPlan, CutoverPlan> change) => world.Files.Get<ActivePlan>().Swap(change(world.Files.Get<ActivePlan>().Current!));
}
