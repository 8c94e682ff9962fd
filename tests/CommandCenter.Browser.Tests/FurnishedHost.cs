using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Identity.Administration;
using CommandCenter.Releases;
using CommandCenter.Rollback;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Browser;

/// <summary>A command center in which something of every kind has happened, so that each page is looked at with rows on it, and whose orders all have ids that a browser would run (fault 28). Nobody changes anything here afterwards.</summary>
public sealed class FurnishedHost : BrowserHost
{
    /// <summary>At the end of every id.</summary>
    internal const string Hostile = "<img/src=x/onerror=document.title='owned'>";

    private const string Why = "a page to be looked at";

    /// <summary>Of orders of which legacy refused some.</summary>
    public Guid FirstRollback { get; private set; }

    /// <summary>Of a scenario that was reported as failed.</summary>
    public Guid FirstRun { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (Chromium.Path is null) return;
        var services = App.Services;
        await HostileTests.StoreAsync(this);
        await IntakeTests.ParkAsync(App, "FH-1" + Hostile);
        await InFlight.AcceptAsync(services, "seen", 2, end: Hostile);
        await ApprovalTests.ProposeAsync(App, "waits");
        var refused = await ApprovalTests.ProposeAsync(App, "refused");
        Done(await services.GetRequiredService<ApprovalDesk>().RefuseAsync(refused, new Actor("techlead", new HashSet<Role> { Role.TechnicalLead }), Why, null, default));
        Done(await services.GetRequiredService<ReleaseCommands>().HoldAsync(new Segment { Lane = "regulated" }, InFlight.Commander, Why, null, default));
        await InFlight.AcceptAsync(services, "taken-back", 2, legacyRefuses: true, end: Hostile);
        var request = new RollbackRequest(new RollbackScope(new Segment { Tenant = "taken-back", Lane = "ship-to-home" }), IsDrill: false, null);
        var begun = await services.GetRequiredService<RollBack>().RunAsync(request, InFlight.Commander, Why, null, default);
        Done(begun);
        FirstRollback = begun.Value.Id;
        var reported = await services.GetRequiredService<ReportScenario>().RunAsync("refund", new ReportedResult(false, Why, null, "line one\n<script>line two</script>"), new Actor("techlead", new HashSet<Role> { Role.TechnicalLead }), null, default);
        Done(reported);
        FirstRun = reported.Value.Run;

        var admin = new Actor("admin", new HashSet<Role> { Role.Administrator });
        Done(await services.GetRequiredService<ManageTokens>().IssueAsync("shop-front", Role.Operations, 30, admin, Why, null, default));
        Done(await services.GetRequiredService<ManagePeople>().AddAsync("somebody.with-a-long-name@retail.example", "a phrase for the test", Enum.GetValues<Role>().ToHashSet(), admin, Why, null, default));
        // of another lane than the rollback, and last: what a shift moves nobody else may
        await ShiftTests.StartAsync(App, "seen");
    }

    private static void Done<T>(CommandCenter.Shared.Result<T> done) => Assert.True(done.Succeeded, done.Error?.Message);
}
