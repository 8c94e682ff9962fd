using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Readiness.Thresholds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>From the plan's thresholds to a sealed change, each step by its person, and seen by somebody who only watches.</summary>
public sealed class ThresholdTests(ThresholdTests.OwnHost host) : IClassFixture<ThresholdTests.OwnHost>
{
    /// <summary>A command center of its own: what is sealed stays sealed.</summary>
    public sealed class OwnHost : BrowserHost;

    [Fact]
    public async Task Thresholds_SealedByTwoAndChangedByTwo_AreSeenByAThird()
    {
        await using var owner = await host.OpenAsync("owner", "/thresholds");
        await using var commander = await host.OpenAsync("commander", "/thresholds");
        await using var watcher = await host.OpenAsync("exec", "/thresholds");
        var seal = watcher.Page.Locator("#seal");
        await Assertions.Expect(seal).ToContainTextAsync("Not sealed. The business owner and incident commander have to sign, two people.");
        await Assertions.Expect(watcher.Page.Locator(".desk").GetByRole(AriaRole.Button, new() { Name = "Sign…" })).ToBeDisabledAsync();
        await Assertions.Expect(watcher.Page.Locator(".desk .why")).ToContainTextAsync("needs the role BusinessOwner or IncidentCommander");

        // one signs: nobody else may be needed twice, and the others see it without doing anything
        await SignAsync(owner, "Sign 8 thresholds", atOnce: false);
        await Assertions.Expect(seal).ToContainTextAsync("owner (business owner) signed");
        await Assertions.Expect(seal).ToContainTextAsync("The incident commander has to sign.");
        await Assertions.Expect(owner.Page.Locator(".desk .why")).ToContainTextAsync("it takes a second person");
        await SignAsync(commander, "Sign and seal 8 thresholds", atOnce: true);
        await Assertions.Expect(seal).ToContainTextAsync("Sealed. Revision 1, sealed by owner (business owner) and commander (incident commander), ");
        await Assertions.Expect(watcher.Page.Locator(".thresholds tbody .st")).ToHaveCountAsync(8);
        await Assertions.Expect(watcher.Page.GetByRole(AriaRole.Button, new() { Name = "Change No order line shipped twice…" })).ToBeDisabledAsync();

        // a change is proposed by one …
        await using var techLead = await host.OpenAsync("techlead", "/thresholds");
        await ProposeAsync(techLead);
        await Assertions.Expect(Proposal(techLead).GetByRole(AriaRole.Button)).ToHaveTextAsync(["Take back…"]);
        await Assertions.Expect(Proposal(watcher)).ToContainTextAsync("limit 99.5 → 99.2");
        await Assertions.Expect(Proposal(watcher)).ToContainTextAsync("waits for BusinessOwner");
        await Assertions.Expect(Proposal(commander).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Assertions.Expect(owner.Page.Locator(".nav a[href='/approvals'] .n")).ToHaveTextAsync("1");
        await Assertions.Expect(commander.Page.Locator(".nav a[href='/approvals'] .n")).ToHaveCountAsync(0);
        Assert.Empty(await Axe.SeriousAsync(techLead.Page));
        foreach (var width in new[] { 1440, 1280 })
        {
            await techLead.Page.SetViewportSizeAsync(width, 900);
            Assert.Equal(0, await techLead.Page.EvaluateAsync<int>("() => (m => m.scrollWidth - m.clientWidth)(document.querySelector('.main'))"));
        }


        // … and agreed to by another
        await Proposal(owner).GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        await owner.Page.Locator("#reason-text").FillAsync("seen for two weeks");
        await owner.Page.Locator("#reason").GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(owner.Page.Locator("#reason")).ToHaveCountAsync(0);
        await Assertions.Expect(seal).ToContainTextAsync("Revision 2");
        await Assertions.Expect(seal).ToContainTextAsync("Changed once since.");
        await Assertions.Expect(watcher.Page.Locator(".thresholds tbody tr").First).ToContainTextAsync("≥ 99.2 %");
        var newest = watcher.Page.Locator("tr[data-row]").First;
        await Assertions.Expect(newest).ToContainTextAsync("routed-standard: limit 99.5 → 99.2");
        await Assertions.Expect(newest).ToContainTextAsync("Why: the lane is new and small");
        await Assertions.Expect(newest).ToContainTextAsync("Why: seen for two weeks");
        Assert.Empty(await Axe.SeriousAsync(watcher.Page));
        await newest.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(watcher.Page.GetByText("Threshold routed-standard: limit 99.5 → 99.2.").First).ToBeVisibleAsync();

        // the page of all approvals agrees to it the same way
        await ProposeAsync(techLead, "99.1", "limit 99.2 → 99.1");
        await owner.GoToAsync("/approvals");
        var row = owner.Page.Locator("table.approvals tbody tr", new() { HasText = "limit 99.2 → 99.1" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        await Assertions.Expect(owner.Page.Locator("#reason")).ToContainTextAsync("It holds at once");
        await owner.Page.Locator("#reason-text").FillAsync("seen for three weeks");
        await owner.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(row).ToContainTextAsync("Carried out");
        Assert.Equal(99.1m, (await host.App.Services.GetRequiredService<ThresholdBook>().ReadAsync(default)).Thresholds[0].Limit);
        foreach (var window in new[] { owner, commander, watcher, techLead }) Assert.Empty(window.Complaints);

        await RefusedElsewhereAsync(techLead, owner);
    }

    /// <summary>A second tab: what was decided there is said here, and nothing is done twice.</summary>
    private async Task RefusedElsewhereAsync(Window techLead, Window owner)
    {
        await ProposeAsync(techLead, "98", "limit 99.1 → 98");
        await owner.GoToAsync("/thresholds");
        await Proposal(owner).GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        await owner.Page.Locator("#reason-text").FillAsync("seen for a month");
        var services = host.App.Services;
        var open = (await services.GetRequiredService<ApprovalQueries>().PendingAsync(default)).Single();
        Assert.True((await services.GetRequiredService<ApprovalDesk>().RefuseAsync(open.Id, new Actor("owner", new HashSet<Role> { Role.BusinessOwner }), "not tonight", null, default)).Succeeded);

        await owner.Page.Locator("#reason").GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Assertions.Expect(owner.Page.Locator("#reason [role=alert]")).ToContainTextAsync("refused already, by owner");
        Assert.Equal(3, (await services.GetRequiredService<ThresholdBook>().ReadAsync(default)).Revision);
    }

    private static async Task SignAsync(Window window, string verb, bool atOnce)
    {
        await window.Page.Keyboard.PressAsync("s");
        var dialog = window.Page.Locator("#seal-dialog");
        var confirm = dialog.GetByRole(AriaRole.Button, new() { Name = verb });
        await Assertions.Expect(dialog.Locator("tbody tr")).ToHaveCountAsync(8);
        await Assertions.Expect(dialog.Locator("#seal-hash")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9a-f]{64}$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        if (!atOnce) Assert.Empty(await Axe.SeriousAsync(window.Page));
        await window.Page.Locator("#seal-dialog-reason").FillAsync("as agreed in the go/no-go of the night");
        await Assertions.Expect(confirm).ToBeDisabledAsync();
        await dialog.Locator("#seal-read").CheckAsync();
        await confirm.ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task ProposeAsync(Window window, string limit = "99.2", string change = "limit 99.5 → 99.2")
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Change Standard orders routed within 60 s…" }).ClickAsync();
        var dialog = window.Page.Locator("#change-dialog");
        var confirm = dialog.GetByRole(AriaRole.Button, new() { Name = "Propose this change" });
        await dialog.Locator("#change-dialog-reason").FillAsync("the lane is new and small");
        await Assertions.Expect(confirm).ToBeDisabledAsync();
        await dialog.Locator("#change-limit").FillAsync("100.5");
        await confirm.ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("limit must be 0 to 100 %");
        await dialog.Locator("#change-limit").FillAsync(limit);
        await Assertions.Expect(dialog.Locator("#change-words")).ToHaveTextAsync(change);
        await Assertions.Expect(dialog).ToContainTextAsync("business owner, never you");
        await confirm.ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    private static ILocator Proposal(Window window) => window.Page.Locator("table.approvals tbody tr").First;
}
