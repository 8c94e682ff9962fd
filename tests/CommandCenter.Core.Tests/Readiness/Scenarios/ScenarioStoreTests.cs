using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Shared;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Readiness.Scenarios;

/// <summary>Runs and reports on a real store.</summary>
public abstract class ScenarioStoreTests(StoreKind kind)
{
    private static readonly Actor ops = new("ops", new HashSet<Role> { Role.Operations });
    private static readonly Actor lead = new("lead", new HashSet<Role> { Role.TechnicalLead });
    private static readonly ScenarioPlay play = new(PlayKind.Fulfil, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.Zero, "west", null, []);
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Report_MoreThanAreKept_TheNewestStayAndTheLogForgetsNone()
    {
        await using var files = await StartAsync();
        var report = files.Get<ReportScenario>();
        for (var i = 1; i <= 22; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.True((await report.RunAsync("refund", new ReportedResult(i % 2 == 0, $"look {i}", null, null), ops, null, default)).Succeeded);
        }

        var runs = await files.Get<ScenarioResults>().RunsAsync("refund", default);

        Assert.Equal([.. Enumerable.Range(3, 20).Reverse().Select(i => $"look {i}")], runs.Select(r => r.Reason));
        var row = (await files.Get<ScenarioResults>().ReadAsync(default)).Single(s => s.Scenario.Id == "refund");
        Assert.Equal((ScenarioVerdict.Passed, "look 22", time.GetUtcNow()), (row.Newest!.Verdict, row.Newest.Reason, row.Newest.EndedAt));
        Assert.Equal(22, (await files.Get<DecisionQueries>().SearchAsync(new DecisionSearch("scenario:refund"), default)).Value.Total);
    }

    [Fact]
    public async Task Run_EvidenceWasChangedInTheStore_IsNotIntact()
    {
        await using var files = await StartAsync();
        var reported = (await files.Get<ReportScenario>().RunAsync("refund", new ReportedResult(true, "looks right", null, "the receipt"), ops, null, default)).Value;
        var before = await files.Get<ScenarioResults>().RunAsync(reported.Run, default);
        await using (var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync())
        {
            await db.ScenarioRuns.Where(r => r.Id == reported.Run).ExecuteUpdateAsync(r => r.SetProperty(x => x.Evidence, "{\"scenario\":\"refund\"}"u8.ToArray()));
        }

        var after = await files.Get<ScenarioResults>().RunAsync(reported.Run, default);

        Assert.Equal((true, "the receipt"), (before!.IsIntact, before.Evidence!.Text));
        Assert.False(after!.IsIntact);
    }

    [Fact]
    public async Task Start_EachReasonAgainst_IsRefusedAndNothingIsQueued()
    {
        var world = new World { IsThere = false };
        await using var files = await StartAsync(world);
        var start = files.Get<StartScenarios>();
        var real = await start.RunAsync("pickup", lead, "before the call", null, default);
        world.IsThere = true;

        var codes = new[]
        {
            real, await start.RunAsync("pickup", ops, "before the call", null, default), await start.RunAsync("refund", lead, "before the call", null, default),
            await start.RunAsync("none", lead, "before the call", null, default), await start.RunAsync("pickup", lead, "", null, default),
        }.Select(r => (r.Error?.Kind, r.Error?.Code)).ToList();

        Assert.Equal([(ErrorKind.Conflict, "not-rehearsing"), (ErrorKind.Forbidden, "not-permitted"), (ErrorKind.Conflict, "not-playable"), (ErrorKind.NotFound, "no-such-scenario"), (ErrorKind.Validation, "reason-missing")], codes);
        Assert.All(await files.Get<ScenarioResults>().ReadAsync(default), s => Assert.Null(s.Open));
        var click = Guid.CreateVersion7();
        var first = await start.RunAsync(null, lead, "before the call", click, default);
        var same = await start.RunAsync(null, lead, "before the call", click, default);
        var none = await start.RunAsync(null, lead, "before the call", null, default);
        Assert.Equal(["pickup", "return"], first.Value.Select(s => s.Scenario));
        Assert.Equal(first.Value, same.Value);
        Assert.Equal("nothing-to-play", none.Error?.Code);
        Assert.Equal([ScenarioRunState.Queued, ScenarioRunState.Queued], (await files.Get<ScenarioResults>().ReadAsync(default)).Where(s => s.Open is not null).Select(s => s.Open!.State));
    }

    [Fact]
    public async Task Runner_RunsThatAStoppedProcessLeft_EndAsErrorsAtItsStart()
    {
        var world = new World { IsThere = true };
        await using var files = await StartAsync(world);
        var started = (await files.Get<StartScenarios>().RunAsync(null, lead, "before the call", null, default)).Value;
        using var runner = new ScenarioRunner(
            files.Get<IDbContextFactory<CommandsDb>>(), files.Get<CommandsGate>(), new ScenarioPlayer(null!, null!, null!, null!, world, time), files.Get<ScenarioWatch>(), world, files.Get<DecisionLog>(), files.Get<ActivePlan>(),
            time, Microsoft.Extensions.Logging.Abstractions.NullLogger<ScenarioRunner>.Instance);

        await runner.StartAsync(default);
        var ended = new List<ScenarioRun>();
        while (ended.Count < started.Count)
        {
            ended = [.. (await files.Get<ScenarioResults>().ReadAsync(default)).Select(s => s.Newest).OfType<ScenarioRun>()];
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        await runner.StopAsync(default);
        Assert.Equal(["pickup", "return"], ended.Select(r => r.Scenario));
        Assert.All(ended, r => Assert.Equal((ScenarioVerdict.Error, "The product was restarted.", "lead", false), (r.Verdict, r.Reason, r.StartedBy, r.IsReported)));
        Assert.True((await files.Get<ScenarioResults>().RunAsync(ended[0].Id, default))!.IsIntact);
    }

    private async Task<StoreFiles> StartAsync(World? world = null)
    {
        var plan = new ActivePlan();
        plan.Swap(LiveWorld.Plan() with { Scenarios = [Some("pickup", play), Some("refund", null), Some("return", play)] });
        return await StoreFiles.StartAsync(kind, time, more: services => services.AddSingleton(plan).AddSingleton<IScenarioWorld>(world ?? new World { IsThere = false }).AddDecisions()
            .AddSingleton<ScenarioResults>().AddSingleton<ScenarioWatch>().AddSingleton<StartScenarios>().AddSingleton<ReportScenario>());
    }

    private static Scenario Some(string id, ScenarioPlay? played) => new(
        id, "Title of " + id, ["home"], "Somebody asks", "oms", new ScenarioRouting(null, null, null), [Stage.Created], OwnerTeam.Operations, "It works.", CaseSeverity.High, played);

    private sealed class World : IScenarioWorld
    {
        public bool IsThere { get; set; }
        public Task<Result<bool>> ScriptAsync(string orderKey, WorldScript script, CancellationToken cancel) => throw new NotSupportedException();
        public Task<Result<LedgerTruth>> LedgerAsync(Side side, string orderKey, CancellationToken cancel) => throw new NotSupportedException();
        public Task<IReadOnlyList<WorldSide>> StateAsync(CancellationToken cancel) => throw new NotSupportedException();
    }
}

public sealed class SqliteScenarioStoreTests() : ScenarioStoreTests(StoreKind.Sqlite);

public sealed class PostgresScenarioStoreTests() : ScenarioStoreTests(StoreKind.Postgres);
