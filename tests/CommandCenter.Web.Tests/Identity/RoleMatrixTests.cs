using System.Net;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Identity;
using CommandCenter.Identity.Administration;
using CommandCenter.Intake;
using CommandCenter.Jobs;
using CommandCenter.Notifications.Alerts;
using CommandCenter.Plan.Versions;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Reconciliation.Understanding;
using CommandCenter.Releases;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using CommandCenter.Sources.Rejected;
using CommandCenter.Tests.Live;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Shifts;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Identity;

/// <summary>One app that polls a world and runs the demo plan, so that its pages have something to offer.</summary>
public sealed class PlannedApp : IAsyncLifetime
{
    public AppHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = w => w.BackfillMinutes = 1 });

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>
/// Role × command beyond the API (that is PermissionMatrixTests): the services, the pages, the hub. The command line asks for no role: it runs as the machine's operator, recorded as
/// <c>NAME (command line)</c> (CommandLineTests).
/// </summary>
public class RoleMatrixTests(PlannedApp app) : IClassFixture<PlannedApp>
{
    /// <summary>Each with a reason that is none: whoever may is refused for that, and nothing is carried out.</summary>
    private static readonly (Permission Permission, string What, Func<IServiceProvider, Actor, Task<Error?>> Try)[] services =
    [
        (Permissions.HoldReleases, "hold", async (s, a) => (await s.GetRequiredService<ReleaseCommands>().HoldAsync(Segment.All, a, "", null, default)).Error),
        (Permissions.ResumeReleases, "resume", async (s, a) => (await s.GetRequiredService<ReleaseCommands>().ResumeAsync(Segment.All, a, "", null, default)).Error),
        (Permissions.RollBack, "roll back", async (s, a) => (await s.GetRequiredService<RollBack>().RunAsync(new RollbackRequest(new RollbackScope(Segment.All), false, null), a, "", null, default)).Error),
        (Permissions.RollBack, "drill", async (s, a) => (await s.GetRequiredService<RollBack>().RunAsync(new RollbackRequest(new RollbackScope(new Segment { Tenant = "drill" }), true, null), a, "", null, default)).Error),
        (Permissions.ShiftTraffic, "move", async (s, a) => (await s.GetRequiredService<MoveTraffic>().RunAsync(new TrafficMove(new Segment { Lane = "ship-to-home" }, 1, false, SplitBy.Order, null), a, "", null, default)).Error),
        (Permissions.ShiftTraffic, "propose a move", async (s, a) => (await s.GetRequiredService<ProposeMove>().RunAsync(new TrafficMove(new Segment { Lane = "ship-to-home" }, 1, false, SplitBy.Order, null), a, "", null, default)).Error),
        (Permissions.ShiftTraffic, "draw up a shift", async (s, a) => (await s.GetRequiredService<ShiftCommands>().CreateAsync(new ShiftRequest([new Segment { Lane = "ship-to-home" }], null, SplitBy.Order), a, "", null, default)).Error),
        (Permissions.ShiftTraffic, "start a shift", async (s, a) => (await s.GetRequiredService<ShiftCommands>().StartAsync(Guid.Empty, null, a, "", null, default)).Error),
        (Permissions.ShiftTraffic, "promote a shift", async (s, a) => (await s.GetRequiredService<ShiftCommands>().PromoteAsync(Guid.Empty, null, a, "", null, default)).Error),
        (Permissions.ShiftTraffic, "resume a shift", async (s, a) => (await s.GetRequiredService<ShiftCommands>().ResumeAsync(Guid.Empty, null, a, "", null, default)).Error),
        (Permissions.PauseShift, "pause a shift", async (s, a) => (await s.GetRequiredService<ShiftCommands>().PauseAsync(Guid.Empty, null, a, "", null, default)).Error),
        (Permissions.PauseShift, "abort a shift", async (s, a) => (await s.GetRequiredService<ShiftCommands>().AbortAsync(Guid.Empty, null, a, "", null, default)).Error),
        (Permissions.SealThresholds, "seal", async (s, a) => (await s.GetRequiredService<SealThresholds>().RunAsync(null, a, "", null, default)).Error),
        (Permissions.ChangeThreshold, "propose a threshold", async (s, a) => (await s.GetRequiredService<ChangeThreshold>().ProposeAsync(new ThresholdChange("none", 1, null, null, null), a, "", null, default)).Error),
        (Permissions.MarkUnderstood, "understood", async (s, a) => (await s.GetRequiredService<MarkUnderstood>().RunAsync(new string('a', 64), null, TimeProvider.System.GetUtcNow().AddDays(1), a, "", null, default)).Error),
        (Permissions.MarkUnderstood, "not understood", async (s, a) => (await s.GetRequiredService<MarkUnderstood>().WithdrawAsync(Guid.Empty, a, "", null, default)).Error),
        (Permissions.RemedyOrders, "retry parked", async (s, a) => (await s.GetRequiredService<RetryParked>().RunAsync(1, a, "", null, default)).Error),
        (Permissions.RetryRejected, "retry rejected", async (s, a) => (await s.GetRequiredService<RetryRejected>().RunAsync(null, [], new CommandRequest(a, Permissions.RetryRejected, ""), default)).Error),
        (Permissions.RunJob, "run a job", async (s, a) => (await s.GetRequiredService<IJobBoard>().RunAsync("check-storage", new CommandRequest(a, Permissions.RunJob, ""), default)).Error),
        (Permissions.ApplyPlan, "apply a plan", async (s, a) => (await s.GetRequiredService<PlanApplication>().ApplyAsync(new PlanRequest("", "x.yaml", a, "", null), default)).Error),
        (Permissions.RecordDecision, "record", async (s, a) => (await s.GetRequiredService<RecordDecision>().RunAsync(new DecisionNote("a title", "", null, null), a, null, default)).Error),
        (Permissions.SignGate, "sign a gate", async (s, a) => (await s.GetRequiredService<SignGate>().SignAsync(new GateWord("finance", null, []), a, "", null, default)).Error),
        (Permissions.SignGate, "refuse a gate", async (s, a) => (await s.GetRequiredService<SignGate>().RefuseAsync(new GateWord("finance", null, []), a, "", null, default)).Error),
        (Permissions.SignGate, "a condition is met", async (s, a) => (await s.GetRequiredService<SignGate>().MeetAsync("finance", 0, a, "", null, default)).Error),
        (Permissions.DissentFromGate, "dissent", async (s, a) => (await s.GetRequiredService<SignGate>().DissentAsync("finance", a, "", null, default)).Error),
        (Permissions.ProposeWaiver, "propose a waiver", async (s, a) => (await s.GetRequiredService<WaiveGate>().RunAsync("known-issues", null, a, "", null, default)).Error),
        (Permissions.ProposeFinanceWaiver, "propose a waiver of finance", async (s, a) => (await s.GetRequiredService<WaiveGate>().RunAsync("finance", null, a, "", null, default)).Error),
        (Permissions.EndWaiver, "end a waiver", async (s, a) => (await s.GetRequiredService<WaiveGate>().EndAsync("finance", a, "", null, default)).Error),
        (Permissions.Rehearse, "start a scenario", async (s, a) => (await s.GetRequiredService<StartScenarios>().RunAsync("pickup", a, "", null, default)).Error),
        (Permissions.Rehearse, "stop a scenario", async (s, a) => (await s.GetRequiredService<StopScenario>().RunAsync("pickup", a, "", null, default)).Error),
        (Permissions.ReportScenario, "report a scenario", async (s, a) => (await s.GetRequiredService<ReportScenario>().RunAsync("refund", new ReportedResult(true, "", null, null), a, null, default)).Error),
        (Permissions.SilenceAlerts, "silence alerts", async (s, a) => (await s.GetRequiredService<AlertCommands>().SilenceAsync(new SilenceAsk(AlertKind.Breach, null, TimeSpan.FromHours(1), ""), a, null, default)).Error),
        (Permissions.SilenceAlerts, "end a silence", async (s, a) => (await s.GetRequiredService<AlertCommands>().EndAsync(Guid.Empty, "", a, null, default)).Error),
        (Permissions.AcknowledgeAlert, "acknowledge", async (s, a) => (await s.GetRequiredService<AlertCommands>().AcknowledgeAsync(Guid.Empty, null, a, null, default)).Error),
        (Permissions.AdministerPeople, "lock", async (s, a) => (await s.GetRequiredService<ManagePeople>().LockAsync(Guid.Empty, a, "", null, default)).Error),
        (Permissions.AdministerPeople, "issue", async (s, a) => (await s.GetRequiredService<ManageTokens>().IssueAsync("x", Role.Finance, 1, a, "", null, default)).Error),
    ];

    /// <summary>Pages that say, before any click, which role their command needs.</summary>
    private static readonly (string Page, Permission Permission)[] pages =
    [
        ("/rollbacks", Permissions.RollBack), ("/reconciliation", Permissions.Reconcile), ("/thresholds", Permissions.SealThresholds),
        ("/sources", Permissions.RunJob), ("/rejected", Permissions.RetryRejected), ("/jobs", Permissions.RunJob), ("/admin", Permissions.AdministerPeople), ("/rehearsal", Permissions.Rehearse), ("/risks", Permissions.RecordDecision), ("/alerts", Permissions.SilenceAlerts),
    ];

    public static TheoryData<Role> Roles => [.. Enum.GetValues<Role>()];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Services_EachCommand_RefusesExactlyThoseWhoMayNot(Role role)
    {
        var actor = new Actor("somebody", new HashSet<Role> { role });
        var wrong = new List<string>();
        foreach (var (permission, what, attempt) in services)
        {
            var error = await attempt(app.Host.Services, actor);
            var refused = error?.Kind == ErrorKind.Forbidden;
            if (refused == permission.Roles.Contains(role)) wrong.Add($"{what}: {error?.Code}");
            else if (refused && error != Permissions.Refuse(actor, permission)) wrong.Add($"{what}: {error!.Message}");
            else if (error is null) wrong.Add($"{what}: was carried out without a reason");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Runner_EachPermission_RefusesBeforeAnythingIsRead(Role role)
    {
        var actor = new Actor("somebody", new HashSet<Role> { role });
        var runner = app.Host.Services.GetRequiredService<CommandRunner>();
        foreach (var permission in Permissions.All)
        {
            var asked = false;
            var result = await runner.RunAsync<bool>(new CommandRequest(actor, permission, "to see who may"), (_, _) =>
            {
                asked = true;
                return Task.FromResult<Result<Decided<bool>>>(Error.Conflict("seen", "It got this far."));
            }, default);

            Assert.Equal(permission.Roles.Contains(role), asked);
            Assert.Equal(asked ? "seen" : "not-permitted", result.Error!.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Pages_CommandsOfOthers_AreOffAndNameTheRole(Role role)
    {
        var name = DemoPeople.Roles.Single(d => d.Value == role).Key;
        using var client = app.Host.CreateClient();
        (await AppHost.SignInAsync(client, name)).Dispose();
        var wrong = new List<string>();
        foreach (var (page, permission) in pages)
        {
            var html = WebUtility.HtmlDecode(await client.GetStringAsync(page));
            var said = html.Contains(Permissions.Refuse(new Actor(name, new HashSet<Role>()), permission)!.Message, StringComparison.Ordinal);
            if (said == permission.Roles.Contains(role)) wrong.Add($"{page} {(said ? "refuses" : "offers")}");
        }

        Assert.Empty(wrong);
        Assert.Equal(role == Role.Administrator, (await client.GetStringAsync("/jobs")).Contains("href=\"/admin\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Hub_EachRole_MayFollowAndNothingElse(Role role)
    {
        var name = DemoPeople.Roles.Single(d => d.Value == role).Key;
        using var client = await app.Host.TokenClientAsync(name);
        await using var hub = await HubClient.ConnectAsync(app.Host.Url, client.DefaultRequestHeaders.Authorization!.Parameter);

        var followed = await hub.InvokeAsync("Subscribe", "live");
        var answer = await hub.NextAsync(m => m.TryGetProperty("invocationId", out var id) && id.GetString() == followed);
        // a command by another name than those two: the hub has none
        var shifted = await hub.InvokeAsync("Shift", "ship-to-home");
        var refusal = await hub.NextAsync(m => m.TryGetProperty("invocationId", out var id) && id.GetString() == shifted);

        Assert.False(answer.TryGetProperty("error", out _));
        Assert.True(refusal.TryGetProperty("error", out _));
    }

    [Fact]
    public void Matrix_EveryPermission_IsAskedSomewhere()
    {
        // asked per case, per proposal, or by the endpoint; each by the tests of its feature
        Permission[] elsewhere = [Permissions.See, Permissions.HandInOrders, Permissions.TriageCases, Permissions.TriageTeamCases, Permissions.ApproveShift, Permissions.ApproveThreshold,
            Permissions.ApproveWaiver, Permissions.ApproveFinanceWaiver, Permissions.WaiveGate, Permissions.HandInEvidence, Permissions.ChangeOwnAccount];

        Assert.Empty(Permissions.All.Except(services.Select(s => s.Permission)).Except(pages.Select(p => p.Permission)).Except(elsewhere));
    }
}
