using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Plan.Versions;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Shifts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Plan;

/// <summary>What keeps a plan out on a real store: thresholds that are sealed otherwise, and work that runs by what it would change.</summary>
public abstract class PlanInUseTests(StoreKind kind)
{
    private static readonly Actor maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private static readonly Actor olga = new("olga", new HashSet<Role> { Role.BusinessOwner });
    private static readonly Actor tom = new("tom", new HashSet<Role> { Role.TechnicalLead });

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("limit: 99.5, window: 30m", "limit: 99, window: 1h", "routed-west has limit 99.5 → 99, window 30 min → 60 min")]
    [InlineData("title: Routed within a minute in the west, ", "", "routed-west has title Routed within a minute in the west → Routed within the limit")]
    [InlineData("region: west }, limit", "region: east }, limit", "routed-west has scope")]
    [InlineData("  - { id: no-duplicates, metric: duplicate-shipments, limit: 0 }\n", "", "no-duplicates is missing")]
    [InlineData("  - { id: no-duplicates, metric: duplicate-shipments, limit: 0 }\n", "  - { id: no-duplicates, metric: duplicate-shipments, limit: 0 }\n  - { id: more, metric: api-timeouts, limit: 1 }\n", "more is not sealed")]
    public async Task Apply_ThresholdsSealedOtherwise_IsRefusedAndNamesWhatDiffers(string from, string to, string said)
    {
        await using var files = await StartAsync();
        await SealAsync(files);

        var refused = await ApplyAsync(files, SamplePlan.With(from, to));

        Assert.Equal((ErrorKind.Conflict, "thresholds-sealed"), (refused.Error?.Kind, refused.Error?.Code));
        Assert.Contains(said, refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(PlanReader.HashOf(SamplePlan.Text), files.Get<ActivePlan>().Required.Hash);
        Assert.Single((await Versions(files).NewestAsync(10, default)).Value);
    }

    [Fact]
    public async Task Apply_SealedAndTheSectionAsItIsSealed_IsApplied()
    {
        await using var files = await StartAsync();
        await SealAsync(files);

        // other bytes, the same thresholds: defaults that are written out change nothing of them
        var applied = await ApplyAsync(files, SamplePlan.With("limit: 0 }", "limit: 0.00, window: 60m, action: hold-releases }").Replace("every: 2s", "every: 5s", StringComparison.Ordinal));

        Assert.True(applied.Succeeded, applied.Error?.Message);
        Assert.Equal(TimeSpan.FromSeconds(5), files.Get<ActivePlan>().Required.Sources[0].Every);
    }

    [Fact]
    public async Task Apply_AfterAChangeByTwoPeople_TakesTheSectionAsItIsNowOnly()
    {
        await using var files = await StartAsync();
        await SealAsync(files);
        var proposal = await files.Get<ChangeThreshold>().ProposeAsync(new ThresholdChange("routed-west", 99, null, null, null), tom, "the lane is new", null, default);
        Assert.True((await files.Get<ChangeThreshold>().ApproveAsync(proposal.Value.Id, olga, "seen for two weeks", null, default)).Succeeded);

        var old = await ApplyAsync(files, SamplePlan.With("every: 2s", "every: 5s"));
        var now = await ApplyAsync(files, SamplePlan.With("limit: 99.5, window", "limit: 99, window"));

        Assert.Contains("routed-west has limit 99 → 99.5", old.Error?.Message, StringComparison.Ordinal);
        Assert.True(now.Succeeded, now.Error?.Message);
    }

    [Fact]
    public async Task Apply_NotSealed_ThresholdsFollowThePlanAndASignatureUnderTheOldIsGone()
    {
        await using var files = await StartAsync();
        await SignAsync(files, maya);

        var applied = await ApplyAsync(files, SamplePlan.With("limit: 99.5, window", "limit: 99, window"));

        Assert.True(applied.Succeeded, applied.Error?.Message);
        var now = await files.Get<ThresholdQueries>().ReadAsync(default);
        Assert.Equal((99m, 0), (now.Now.Thresholds[0].Limit, now.Signers.Count));
        Assert.Equal([Role.BusinessOwner, Role.IncidentCommander], now.WaitsFor);
    }

    [Theory]
    [InlineData("limit: 99.5, window", "limit: 99, window", "thresholds[routed-west].limit")]
    [InlineData("alpha: 0.01", "alpha: 0.02", "shifts.alpha")]
    [InlineData("\"17:30\"", "\"18:30\"", "shifts.cutoffs")]
    [InlineData("timeScale: 10", "timeScale: 20", "plan.timeScale")]
    [InlineData("within: 60s", "within: 90s", "lanes[ship-to-home].sla[routed eligible].within")]
    [InlineData("settlesWithin: 20s", "settlesWithin: 25s", "targets[legacy-oms].settlesWithin")]
    [InlineData("flag: order-owner", "flag: order-side", "actuators[shop-flags].flagd.flag")]
    [InlineData("every: 2s", "every: 5s", "sources[legacy-orders].every")]
    [InlineData("RST: reinstated, VOID: supersedes", "RST: reinstated, VD: supersedes", "mappings[legacy-order]")]
    [InlineData("\"0418\": SFS-0418", "\"0418\": SFS-0419", "mappings[legacy-order]")]
    [InlineData("stages: [created, routed, allocated", "stages: [created, allocated, routed", "sides.orchestration.stages")]
    [InlineData("failureHandling: call the store", "failureHandling: call the customer", null)]
    [InlineData("every: 30s\n    mapping: legacy-stock", "every: 40s\n    mapping: legacy-stock", null)]
    [InlineData("path: \"$.ats\"", "path: \"$.free\"", null)]
    [InlineData("percent: 100, bake: 1h", "percent: 100, bake: 2h", null)]
    [InlineData("resolved: 15m", "resolved: 16m", null)]
    [InlineData("commander: Maya Okafor", "commander: Tom Ray", null)]
    public async Task Apply_WhileAShiftRuns_IsRefusedWhereItTouchesWhatTheShiftUses(string from, string to, string? path)
    {
        await using var files = await StartAsync();
        await BeginShiftAsync(files);

        var applied = await ApplyAsync(files, SamplePlan.With(from, to));

        Check(applied, path, $"Shift S-1 runs and uses {path}, ");
    }

    [Fact]
    public async Task Apply_ShiftDrawnUpOrEnded_IsApplied()
    {
        await using var files = await StartAsync();
        var shift = await DrawUpAsync(files);
        var drawnUp = await ApplyAsync(files, SamplePlan.With("alpha: 0.01", "alpha: 0.02"));
        Assert.True((await Shifts(files).StartAsync(shift.Id, shift.Version, maya, "the night is quiet", null, default)).Succeeded);
        var running = await ApplyAsync(files, SamplePlan.With("alpha: 0.01", "alpha: 0.03"));
        Assert.True((await Shifts(files).AbortAsync(shift.Id, null, maya, "enough for tonight", null, default)).Succeeded);
        var ended = await ApplyAsync(files, SamplePlan.With("alpha: 0.01", "alpha: 0.03"));

        Assert.Equal((true, "plan-in-use", true), (drawnUp.Succeeded, running.Error?.Code, ended.Succeeded));
    }

    [Fact]
    public async Task Apply_ShiftRunsAndThresholdsAreSealed_TheirSectionIsTheSeals()
    {
        await using var files = await StartAsync();
        await SealAsync(files);
        await BeginShiftAsync(files);
        var proposal = await files.Get<ChangeThreshold>().ProposeAsync(new ThresholdChange("routed-west", 99, null, null, null), tom, "the lane is new", null, default);
        Assert.True((await files.Get<ChangeThreshold>().ApproveAsync(proposal.Value.Id, olga, "seen for two weeks", null, default)).Succeeded);

        // the change holds for the shift already; the plan only catches up with it
        var applied = await ApplyAsync(files, SamplePlan.With("limit: 99.5, window", "limit: 99, window"));

        Assert.True(applied.Succeeded, applied.Error?.Message);
    }

    [Theory]
    [InlineData("settlesWithin: 20s", "settlesWithin: 25s", false, "targets[legacy-oms].settlesWithin")]
    [InlineData("resolved: 15m", "resolved: 16m", true, "rollback.resolved")]
    [InlineData("payment: legacy-pos", "payment: orch-oms", false, "systemsOfRecord.payment")]
    [InlineData("timeScale: 10", "timeScale: 20", false, "plan.timeScale")]
    [InlineData("flag: order-owner", "flag: order-side", false, null)]
    [InlineData("alpha: 0.01", "alpha: 0.02", false, null)]
    [InlineData("every: 2s", "every: 5s", false, null)]
    public async Task Apply_WhileARollbackRuns_IsRefusedWhereItTouchesWhatTheRollbackUses(string from, string to, bool isDrill, string? path)
    {
        await using var files = await StartAsync();
        await BeginRollbackAsync(files, isDrill);

        var applied = await ApplyAsync(files, SamplePlan.With(from, to));

        Check(applied, path, $"The {(isDrill ? "drill" : "rollback")} of lane ship-to-home, begun by maya, runs and uses {path}, ");
    }

    [Fact]
    public async Task Apply_BesideTheStartOfAShift_IsBeforeItOrRefused()
    {
        await using var files = await StartAsync();
        for (var round = 1; round <= 20; round++)
        {
            var shift = await DrawUpAsync(files);
            var yaml = SamplePlan.With("alpha: 0.01", $"alpha: 0.0{10 + round}");

            var start = Task.Run(() => Shifts(files).StartAsync(shift.Id, shift.Version, maya, "the night is quiet", null, default));
            var apply = Task.Run(() => ApplyAsync(files, yaml));
            await Task.WhenAll(start, apply);
            var applied = await apply;

            Assert.True((await start).Succeeded, (await start).Error?.Message);
            var log = (await files.Get<DecisionQueries>().SearchAsync(new DecisionSearch(Limit: 2), default)).Value.Items.Select(d => d.Command).ToList();
            Assert.True(applied.Succeeded ? log is ["start-shift", "apply-plan"] : applied.Error!.Code == "plan-in-use", string.Join(", ", log) + " " + applied.Error?.Message);
            Assert.True((await Shifts(files).AbortAsync(shift.Id, null, maya, "enough for tonight", null, default)).Succeeded);
        }
    }

    [Fact]
    public async Task Seal_ProcessRunsAnOlderPlanThanTheStore_IsRefused()
    {
        await using var files = await StartAsync();
        var hash = (await files.Get<ThresholdBook>().ReadAsync(default)).Hash;
        // as the command line does, or another node: this process has not followed yet
        var elsewhere = new ActivePlan();
        using var application = new PlanApplication(Versions(files), elsewhere, new PlanStatus(), time);
        Assert.True((await application.ApplyAsync(new PlanRequest(SamplePlan.With("limit: 99.5, window", "limit: 90, window"), "plan.yaml", tom, "a milder one", null, Whatever: true), default)).Succeeded);

        var refused = await files.Get<SealThresholds>().RunAsync(hash, maya, "as agreed in the go/no-go", null, default);

        Assert.Equal((ErrorKind.Conflict, "plan-behind"), (refused.Error?.Kind, refused.Error?.Code));
    }

    private static void Check(Result<PlanOutcome> applied, string? path, string said)
    {
        if (path is null)
        {
            Assert.True(applied.Succeeded, applied.Error?.Message);
            return;
        }

        Assert.Equal((ErrorKind.Conflict, "plan-in-use"), (applied.Error?.Kind, applied.Error?.Code));
        Assert.StartsWith(said, applied.Error!.Message, StringComparison.Ordinal);
    }

    private static PlanVersions Versions(StoreFiles files) => new(files.Get<IDbContextFactory<CommandsDb>>(), files.Get<DecisionLog>());

    private static async Task SignAsync(StoreFiles files, Actor actor)
    {
        var hash = (await files.Get<ThresholdBook>().ReadAsync(default)).Hash;
        var signed = await files.Get<SealThresholds>().RunAsync(hash, actor, "as agreed in the go/no-go", null, default);
        Assert.True(signed.Succeeded, signed.Error?.Message);
    }

    private static async Task SealAsync(StoreFiles files)
    {
        await SignAsync(files, maya);
        await SignAsync(files, olga);
        Assert.True((await files.Get<ThresholdBook>().ReadAsync(default)).IsSealed);
    }

    private ShiftCommands Shifts(StoreFiles files) =>
        new(files.Get<CommandRunner>(), new ShiftQueries(files.Get<IDbContextFactory<CommandsDb>>()), _ => null, files.Get<GateGuard>(), files.Get<ActivePlan>(), time);

    private async Task<Shift> DrawUpAsync(StoreFiles files)
    {
        ShiftStepPlan[] steps = [new(25, TimeSpan.FromMinutes(10), 20, false, null, 0, 0, 0), new(50, TimeSpan.FromMinutes(10), 20, false, null, 0, 0, 0)];
        var drawn = await Shifts(files).CreateAsync(new ShiftRequest([new Segment { Lane = "ship-to-home" }], steps, SplitBy.Order), maya, "the night is quiet", null, default);
        Assert.True(drawn.Succeeded, drawn.Error?.Message);
        return drawn.Value;
    }

    private async Task BeginShiftAsync(StoreFiles files)
    {
        var shift = await DrawUpAsync(files);
        var begun = await Shifts(files).StartAsync(shift.Id, shift.Version, maya, "the night is quiet", null, default);
        Assert.True(begun.Succeeded, begun.Error?.Message);
    }

    private async Task BeginRollbackAsync(StoreFiles files, bool isDrill)
    {
        await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        db.Rollbacks.Add(new RollbackRow
        {
            Id = Guid.CreateVersion7(), Scope = JsonSerializer.Serialize(new RollbackScope(new Segment { Lane = "ship-to-home" }), RollBack.Stored), IsDrill = isDrill, Actor = "maya", Reason = "because",
            PlanHash = "", Phase = (int)Phase.Progressing, PhaseReason = "restoring-traffic", DetectedAt = time.GetUtcNow(), DecidedAt = time.GetUtcNow(),
        });
        await db.SaveChangesAsync();
    }

    private static async Task<Result<PlanOutcome>> ApplyAsync(StoreFiles files, string yaml)
    {
        var applied = await files.Get<PlanApplication>().ApplyAsync(new PlanRequest(yaml, "plan.yaml", tom, "because it is better", null, Whatever: true), default);
        Assert.Empty(applied.Succeeded ? applied.Value.Problems : []);
        return applied;
    }

    private async Task<StoreFiles> StartAsync()
    {
        var files = await StoreFiles.StartAsync(kind, time, more: services => Readiness.Gates.GateWorld.AddWithoutChecks(services)
            .AddDecisions().AddApprovals().AddThresholds().AddSingleton<PlanStatus>().AddSingleton<PlanVersions>().AddSingleton<PlanApplication>());
        var applied = await ApplyAsync(files, SamplePlan.Text);
        Assert.True(applied.Succeeded, applied.Error?.Message);
        return files;
    }
}

public sealed class SqlitePlanInUseTests() : PlanInUseTests(StoreKind.Sqlite);

public sealed class PostgresPlanInUseTests() : PlanInUseTests(StoreKind.Postgres);
