using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Gates.Checks;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Rollback;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.OrderExceptions;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Analysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Readiness.Gates;

/// <summary>What each check says of what it looks at, and that it says nothing where it sees nothing.</summary>
public class GateCheckTests
{
    private static readonly GateDefinition gate = GateWorld.Gate("g", GateKind.Automatic);
    private readonly FakeTimeProvider time = new(Some.Start);
    private readonly ActivePlan plan = new();
    private readonly LiveBoard board = new();

    public GateCheckTests() => plan.Swap(LiveWorld.Plan());

    [Fact]
    public async Task Landscape_SystemWithoutContact_Fails()
    {
        var whole = new SystemDefinition("oms", "OMS", CommandCenter.Orders.Side.Legacy, "OMS", "Order systems", "+1", null, Participation.Both, [], [], 1, null);
        plan.Swap(plan.Current! with { Systems = [whole], Interfaces = [] });
        Assert.Equal(CheckVerdict.Passed, await VerdictAsync(new LandscapeCheck(plan, time)));

        plan.Swap(plan.Current! with { Systems = [whole with { Contact = " " }] });
        Assert.Equal((CheckVerdict.Failed, "1 of 1 systems, 0 interfaces lack an owner or a contact: system oms."), await SayAsync(new LandscapeCheck(plan, time), gate, new GateCheck("landscape")));
    }

    [Fact]
    public async Task BridgeRoles_NobodyReachable_Fails()
    {
        var check = new GateCheck("bridge-roles", Items: ["Finance", "Operations"]);
        plan.Swap(plan.Current! with { Roles = [new RoleAssignment("Finance", "Ken", "+1"), new RoleAssignment("Operations", "Luis", null)] });
        Assert.Equal((CheckVerdict.Failed, "Nobody who can be reached holds the role Operations."), await SayAsync(new BridgeRolesCheck(plan, time), gate, check));

        plan.Swap(plan.Current! with { Roles = [new RoleAssignment("Finance", "Ken", "+1"), new RoleAssignment("Operations", "Luis", "+2")] });
        Assert.Equal(CheckVerdict.Passed, (await SayAsync(new BridgeRolesCheck(plan, time), gate, check)).Item1);
    }

    [Fact]
    public async Task Freeze_PlanChangedAfterItBegan_Fails()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time);
        var check = new GateCheck("freeze", From: Some.Start.AddHours(-1), Until: Some.Start.AddHours(1));
        var freeze = new FreezeCheck(files.Get<IDbContextFactory<CommandsDb>>(), time);
        await ApplyAsync(files, "first", 0);
        Assert.Equal(CheckVerdict.Passed, (await SayAsync(freeze, gate, check)).Item1);
        await ApplyAsync(files, "first", 1);
        Assert.Equal(CheckVerdict.Passed, (await SayAsync(freeze, gate, check)).Item1);

        await ApplyAsync(files, "second", 2);
        Assert.Equal((CheckVerdict.Failed, $"tom changed the plan {GateWords.At(Some.Start.AddMinutes(2))}, after the freeze began."), await SayAsync(freeze, gate, check));
        time.Advance(TimeSpan.FromHours(1));
        Assert.StartsWith("It ended", (await SayAsync(freeze, gate, check)).Item2, StringComparison.Ordinal);
        Assert.StartsWith("It begins", (await SayAsync(freeze, gate, check with { From = time.GetUtcNow().AddHours(1), Until = time.GetUtcNow().AddHours(2) })).Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThresholdsSealed_OneSignature_FailsUntilTheSecond()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time, more: services => services.AddThresholds());
        files.Get<ActivePlan>().Swap(plan.Current! with { Thresholds = [new Threshold("routed", "Routed", ThresholdMetric.RoutedWithinLimit, Segment.All, 99, TimeSpan.FromMinutes(60), 1, ThresholdAction.Hold)] });
        var (book, seal) = (files.Get<ThresholdBook>(), files.Get<SealThresholds>());
        var hash = (await book.ReadAsync(default)).Hash;
        await seal.RunAsync(hash, GateWorld.Commander, "as agreed", null, default);
        Assert.Equal((CheckVerdict.Failed, "1 thresholds are not sealed; 1 of 2 signatures are there."), await SayAsync(new ThresholdsSealedCheck(book, time), gate, new GateCheck("thresholds-sealed")));

        await seal.RunAsync(hash, GateWorld.Owner, "as agreed", null, default);
        Assert.Equal(CheckVerdict.Passed, await VerdictAsync(new ThresholdsSealedCheck(book, time)));
    }

    [Fact]
    public async Task SourcesHealthy_HeldLongEnough_PassesAndABreakBeginsAnew()
    {
        var (check, healthy) = (new GateCheck("sources-healthy", For: TimeSpan.FromMinutes(3), Items: ["legacy-orders"]), new SourcesHealthyCheck(board, plan, time));
        Assert.Equal(CheckVerdict.Inconclusive, (await healthy.ReadAsync(gate, check, null, default)).Verdict);

        Show(SourceHealth.Fresh);
        var reading = await healthy.ReadAsync(gate, check, null, default);
        Assert.Equal(CheckVerdict.Failed, reading.Verdict);
        for (var minute = 0; minute < 3; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            reading = await healthy.ReadAsync(gate, check, reading, default);
        }

        Assert.Equal(CheckVerdict.Passed, reading.Verdict);
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(CheckVerdict.Failed, (await healthy.ReadAsync(gate, check, reading, default)).Verdict);
        Show(SourceHealth.Stale);
        Assert.Equal("Not fresh: legacy-orders.", (await healthy.ReadAsync(gate, check, reading, default)).Said);
        Show(SourceHealth.Starting);
        Assert.Equal(CheckVerdict.Inconclusive, (await healthy.ReadAsync(gate, check, reading, default)).Verdict);

        void Show(SourceHealth health) => board.Publish(SweepCaseTests.Of(SweepCaseTests.Source("legacy-orders", null) with { Health = health }));
    }

    [Fact]
    public async Task SlaAttainment_BelowTheVolume_KeepsWhatWasFoundAtVolumeWhileItCounts()
    {
        var (check, sla) = (new GateCheck("sla-attainment", AtLeast: 99, PerMinute: 50, NotOlderThan: TimeSpan.FromHours(1)), new SlaAttainmentCheck(board, time));
        Show(20, 80);
        Assert.Equal(CheckVerdict.Inconclusive, (await sla.ReadAsync(gate, check, null, default)).Verdict);
        Show(60, 98.9);
        Assert.Equal((CheckVerdict.Failed, "Home: 98.9 % within limits at 60 orders a minute."), await SayAsync(sla, gate, check));
        Show(60, 99);
        var found = await sla.ReadAsync(gate, check, null, default);
        Assert.Equal(CheckVerdict.Passed, found.Verdict);

        Show(10, 50);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(found, await sla.ReadAsync(gate, check, found, default));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CheckVerdict.Inconclusive, (await sla.ReadAsync(gate, check, found, default)).Verdict);

        void Show(double perMinute, double attained) => board.Publish(SweepCaseTests.Of() with { Lanes = [Lane(perMinute, attained)] });
    }

    [Fact]
    public async Task Parity_BelowItsLimitFewRunsOrFallingRuns_DoesNotPass()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time);
        var runs = new RunStore(files.Get<IDbContextFactory<EventsDb>>());
        var check = new ParityCheck(runs, new ParityBoard(time, NullLogger<ParityBoard>.Instance), plan, time);
        var asked = new GateCheck("parity", AtLeast: 99, Runs: 3);
        Assert.Equal(CheckVerdict.Inconclusive, (await check.ReadAsync(gate, asked, null, default)).Verdict);
        await RunAsync(990);
        await RunAsync(999);
        Assert.Equal("2 of 3 comparisons with orders of home", (await check.ReadAsync(gate, asked, null, default)).Said);

        await RunAsync(998);
        Assert.Equal(CheckVerdict.Passed, (await check.ReadAsync(gate, asked, null, default)).Verdict);
        await RunAsync(997);
        Assert.Equal("It falls from run to run: home.", (await check.ReadAsync(gate, asked, null, default)).Said);
        await RunAsync(980);
        Assert.Equal("home has 98 %, 99 % are asked.", (await check.ReadAsync(gate, asked, null, default)).Said);
        Assert.Equal(CheckVerdict.Inconclusive, (await check.ReadAsync(gate with { Lanes = ["pickup"] }, asked, null, default)).Verdict);

        Task RunAsync(long agree)
        {
            time.Advance(TimeSpan.FromMinutes(10));
            var run = new ParityRun(Guid.CreateVersion7(time.GetUtcNow()), ParityRunKind.Full, ParityRunState.Done, "tom", "h", time.GetUtcNow(), time.GetUtcNow(), null, null, null, 1000, 1000 - agree, 0, null)
            {
                Counts = [new LaneCount("home", new ParityCount(ParityCells.Whole, new CellCounts(agree, 1000 - agree, 0, 0, 0), 0))],
            };
            return runs.EndAsync(run, default);
        }
    }

    [Fact]
    public async Task Differences_UnderstoodOrShippedTwice_AreCountedByOrder()
    {
        var parity = new ParityBoard(time, NullLogger<ParityBoard>.Instance);
        var (understood, twice) = (new DifferencesUnderstoodCheck(parity, time), new NoDuplicateShipmentsCheck(parity, time));
        Assert.Equal(CheckVerdict.Inconclusive, await VerdictAsync(understood));
        Assert.Equal(CheckVerdict.Inconclusive, await VerdictAsync(twice));

        Show();
        Assert.Equal((CheckVerdict.Passed, CheckVerdict.Passed), (await VerdictAsync(understood), await VerdictAsync(twice)));
        Show(Open("A", "tax", true), Open("B", "tax", false), Open("B", "promise", false), Open("C", "tax", false, pending: true));
        Assert.Equal((CheckVerdict.Failed, "1 of 2 orders that differ are not understood; 0 may be."), await SayAsync(understood, gate, new GateCheck("differences-understood")));
        Assert.Equal(CheckVerdict.Passed, (await SayAsync(understood, gate, new GateCheck("differences-understood", AtMost: 1))).Item1);
        Assert.Equal(CheckVerdict.Passed, (await SayAsync(understood, gate with { Lanes = ["pickup"] }, new GateCheck("differences-understood"))).Item1);
        Assert.Equal(CheckVerdict.Passed, await VerdictAsync(twice));
        // understood or not: shipped twice is shipped twice
        Show(Open("A", "shipped-beyond-ordered", true));
        Assert.Equal((CheckVerdict.Failed, "1 orders: A."), await SayAsync(twice, gate, new GateCheck("no-duplicate-shipments")));

        void Show(params OpenMismatch[] open) => parity.Show(ParitySnapshot.Empty with { Full = time.GetUtcNow(), Open = open });
    }

    [Fact]
    public async Task RollbackDrill_TooSlowTooOldOrNotHealthy_Fails()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time);
        var drill = new RollbackDrillCheck(files.Get<IDbContextFactory<CommandsDb>>(), plan, time);
        var check = new GateCheck("rollback-drill", Within: TimeSpan.FromMinutes(15), NotOlderThan: TimeSpan.FromDays(7));
        await AddAsync(isDrill: false, minutes: 1);
        Assert.Equal("No drill of a rollback has ended yet.", (await SayAsync(drill, gate, check)).Item2);

        await AddAsync(minutes: 16 + (5 / 60.0));
        Assert.Contains("took 16 m 5 s, 15 m are allowed", (await SayAsync(drill, gate, check)).Item2, StringComparison.Ordinal);
        await AddAsync(minutes: 9);
        var passed = await drill.ReadAsync(gate, check, null, default);
        Assert.Equal((CheckVerdict.Passed, (DateTimeOffset?)time.GetUtcNow().AddDays(7), new string('a', 64)), (passed.Verdict, passed.Until, passed.Documents.Single().Hash));
        Assert.Equal(CheckVerdict.Failed, (await SayAsync(drill, gate with { Lanes = ["pickup"] }, check)).Item1);
        await AddAsync(minutes: 2, verdict: ProofVerdict.Observed);
        Assert.Contains("is not proven from both ledgers", (await SayAsync(drill, gate, check)).Item2, StringComparison.Ordinal);
        await AddAsync(minutes: 2, verdict: null);
        Assert.Contains("is not proven from both ledgers", (await SayAsync(drill, gate, check)).Item2, StringComparison.Ordinal);
        await AddAsync(minutes: 2, phase: Phase.Degraded);
        Assert.Contains("did not end healthy", (await SayAsync(drill, gate, check)).Item2, StringComparison.Ordinal);
        await AddAsync(minutes: 2);
        time.Advance(TimeSpan.FromDays(7));
        Assert.Contains("is older than", (await SayAsync(drill, gate, check)).Item2, StringComparison.Ordinal);

        async Task AddAsync(bool isDrill = true, double minutes = 1, Phase phase = Phase.Healthy, ProofVerdict? verdict = ProofVerdict.Proven)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
            db.Rollbacks.Add(new RollbackRow
            {
                Id = Guid.CreateVersion7(), Scope = JsonSerializer.Serialize(new RollbackScope(new Segment { Lane = "home" }), RollBack.Stored), Actor = "tess", Reason = "drill", Decision = 1, Revision = 1, PlanHash = "", Phase = (int)phase,
                PhaseReason = "done", IsDrill = isDrill, DetectedAt = time.GetUtcNow(), DecidedAt = time.GetUtcNow(), ResolvedAt = time.GetUtcNow().AddMinutes(minutes),
                Proof = verdict is { } proven ? JsonSerializer.Serialize(new RollbackProof(proven, time.GetUtcNow(), 1, 1, 2, 0, [], new string('a', 64), null), RollBack.Stored) : null,
            });
            await db.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task AlertRoute_NeverFailingOrLongAgo_Fails()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time);
        var route = new AlertRouteCheck(files.Get<IDbContextFactory<CommandsDb>>(), plan, time);
        var check = new GateCheck("alert-route", NotOlderThan: TimeSpan.FromHours(1));
        Assert.StartsWith("The plan names no webhook", (await SayAsync(route, gate, check)).Item2, StringComparison.Ordinal);
        plan.Swap(plan.Current! with { Notifications = new NotificationSettings([new WebhookDefinition("pager", "https://pager.example/", "${env:CC_SECRET_X}", [], TimeSpan.FromSeconds(1))]) });
        Assert.StartsWith("pager has not answered yet", (await SayAsync(route, gate, check)).Item2, StringComparison.Ordinal);

        await SetAsync(0, time.GetUtcNow());
        Assert.Equal(CheckVerdict.Passed, (await SayAsync(route, gate, check)).Item1);
        await SetAsync(2, time.GetUtcNow());
        Assert.Equal("pager did not answer: 503", (await SayAsync(route, gate, check)).Item2);
        await SetAsync(0, time.GetUtcNow().AddHours(-1));
        Assert.Contains("longer than", (await SayAsync(route, gate, check)).Item2, StringComparison.Ordinal);

        async Task SetAsync(int failures, DateTimeOffset at)
        {
            await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
            await db.NotificationCursors.ExecuteDeleteAsync();
            db.NotificationCursors.Add(new NotificationCursorRow { Webhook = "pager", Sequence = 1, NextAt = at, Failures = failures, LastError = failures == 0 ? null : "503", AcknowledgedAt = at });
            await db.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task Evidence_MissingFailedOrOld_Fails()
    {
        var (now, check) = (time.GetUtcNow(), new GateCheck("evidence", Items: ["web", "pos"], NotOlderThan: TimeSpan.FromDays(2)));
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time);
        var evidence = new EvidenceCheck(new GateBook(files.Get<IDbContextFactory<CommandsDb>>()), time);
        Assert.Equal("No evidence of web, pos.", (await SayAsync(evidence, gate, check)).Item2);
        await AddAsync("web", true, now);
        Assert.Equal("No evidence of pos.", (await SayAsync(evidence, gate, check)).Item2);
        await AddAsync("pos", false, now);
        Assert.StartsWith("pos: report of pos (tom", (await SayAsync(evidence, gate, check)).Item2, StringComparison.Ordinal);

        await AddAsync("pos", true, now);
        var passed = await evidence.ReadAsync(gate, check, null, default);
        Assert.Equal((CheckVerdict.Passed, (DateTimeOffset?)now.AddDays(2), 2), (passed.Verdict, passed.Until, passed.Documents.Count));
        time.Advance(TimeSpan.FromDays(2));
        Assert.Contains("is older than", (await SayAsync(evidence, gate, check)).Item2, StringComparison.Ordinal);

        async Task AddAsync(string item, bool passes, DateTimeOffset asOf)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
            db.GateEvidence.Add(new GateEvidenceRow { Id = Guid.CreateVersion7(time.GetUtcNow()), Gate = "g", Item = item, IsPassed = passes, Summary = "report of " + item, AsOf = asOf, At = time.GetUtcNow(), Person = "tom", Decision = 1 });
            await db.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task ScenarioTests_NotTriedFailedOrOld_Fails()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time);
        var names = PlanReader.Read(CommandCenter.Tests.Plan.SamplePlan.Text, "plan.yaml").Plan!.Scenarios;
        plan.Swap(plan.Current! with { Scenarios = names });
        var scenarios = new ScenarioTestsCheck(new ScenarioResults(files.Get<IDbContextFactory<CommandsDb>>(), plan), time);
        var (all, one) = (new GateCheck("scenario-tests", NotOlderThan: TimeSpan.FromDays(1)), new GateCheck("scenario-tests", NotOlderThan: TimeSpan.FromDays(1), Items: [names[0].Id]));
        Assert.Equal(CheckVerdict.Failed, (await SayAsync(scenarios, gate, all)).Item1);

        await EndAsync(names[0].Id, ScenarioVerdict.Failed);
        Assert.Equal($"0 of 1 passed; {names[0].Title}: it said so", (await SayAsync(scenarios, gate, one)).Item2);
        await EndAsync(names[0].Id, ScenarioVerdict.Passed);
        Assert.Equal((CheckVerdict.Passed, "1 of 1 passed."), await SayAsync(scenarios, gate, one));
        await EndAsync(names[0].Id, ScenarioVerdict.Inconclusive);
        Assert.Equal(CheckVerdict.Failed, (await SayAsync(scenarios, gate, one)).Item1);
        await EndAsync(names[0].Id, ScenarioVerdict.Passed);
        time.Advance(TimeSpan.FromDays(1));
        Assert.Contains("too long ago", (await SayAsync(scenarios, gate, one)).Item2, StringComparison.Ordinal);
        plan.Swap(plan.Current! with { Scenarios = [] });
        Assert.Equal("The plan has no scenarios.", (await SayAsync(scenarios, gate, all)).Item2);

        async Task EndAsync(string scenario, ScenarioVerdict verdict)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
            db.ScenarioRuns.Add(new ScenarioRunRow
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()), Scenario = scenario, PlanHash = "h", State = (int)ScenarioRunState.Ended, AskedAt = time.GetUtcNow(), StartedAt = time.GetUtcNow(), EndedAt = time.GetUtcNow(), Verdict = (int)verdict,
                Reason = "it said so", AskedBy = "tom", Reported = true,
            });
            await db.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task DeadlinesKept_OneOverdue_FailsUnlessItMay()
    {
        await using var files = await StoreFiles.StartAsync(StoreKind.Sqlite, time);
        var item = PlanReader.Read(CommandCenter.Tests.Plan.SamplePlan.Text, "plan.yaml").Plan!.Deadlines[0];
        var deadlines = new DeadlinesKeptCheck(new DeadlineBoard(files.Get<IDbContextFactory<CommandsDb>>(), plan, time), time);
        plan.Swap(plan.Current! with { Deadlines = [item with { State = DeadlineState.Open, Due = Some.Start.AddHours(1) }] });
        Assert.Equal((CheckVerdict.Passed, "None of 1 open items is overdue."), await SayAsync(deadlines, gate, new GateCheck("deadlines-kept")));

        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((CheckVerdict.Failed, $"Overdue: {item.Title} ({item.Owner})."), await SayAsync(deadlines, gate, new GateCheck("deadlines-kept")));
        Assert.Equal(CheckVerdict.Passed, (await SayAsync(deadlines, gate, new GateCheck("deadlines-kept", AtMost: 1))).Item1);
        plan.Swap(plan.Current! with { Deadlines = [item with { State = DeadlineState.Closed, Due = Some.Start }] });
        Assert.Equal(CheckVerdict.Passed, (await SayAsync(deadlines, gate, new GateCheck("deadlines-kept"))).Item1);
    }

    private static OpenMismatch Open(string order, string rule, bool isUnderstood, bool pending = false) => new(
        new Mismatch(order, "home", null, new Difference(ParityCells.Presence, "tax", rule, DifferenceKind.Impossible, "1", "2", Some.Start, Some.Start, pending, null),
            new OrderClass(rule, CommandCenter.OrderExceptions.ExceptionBucket.DuplicateEvent, CommandCenter.OrderExceptions.OwnerTeam.Operations, CommandCenter.OrderExceptions.CaseSeverity.High, "why"), null, "p", rule, null, null),
        Some.Start, isUnderstood);

    private static LaneLive Lane(double perMinute, double attained)
    {
        Figure none = Figure.NoOrders, of = new(attained, FigureState.Fresh, Some.Start);
        return new LaneLive
        {
            Lane = "home", Name = "Home", Phase = new OverallPhase(Phase.Healthy, "healthy", "well"), ObservedPercent = none, Mirrored = 0, LegacyPerMinute = new Figure(perMinute, FigureState.Fresh, Some.Start), OrchestrationPerMinute = none,
            LegacyTrend = [], OrchestrationTrend = [], RoutingP50 = none, RoutingP95 = none, RoutingP99 = none, RoutedWithin = none, RoutedTrend = [], SlaAttainment = of, Success = none, AtRisk = 0, Breached = 0, Open = 0,
        };
    }

    private static async Task ApplyAsync(StoreFiles files, string hash, int minute)
    {
        await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        db.PlanVersions.Add(new PlanVersionRow { Hash = hash, FileName = "plan.yaml", Yaml = "", AppliedAt = Some.Start.AddMinutes(minute), Actor = "tom" });
        await db.SaveChangesAsync();
    }

    private static async Task<CheckVerdict> VerdictAsync(IGateCheck check) => (await check.ReadAsync(gate, new GateCheck(check.Name), null, default)).Verdict;

    private static async Task<(CheckVerdict, string)> SayAsync(IGateCheck check, GateDefinition of, GateCheck asked) => await check.ReadAsync(of, asked, null, default) is var r ? (r.Verdict, r.Said) : default;
}
