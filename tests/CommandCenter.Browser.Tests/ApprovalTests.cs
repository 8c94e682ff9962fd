using CommandCenter.Access;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class ApprovalTests(BrowserHost host)
{
    [Fact]
    public async Task Proposal_ApprovedByAnother_IsCarriedOutByItsProposer()
    {
        await using var owner = await host.OpenAsync("owner", "/approvals");
        await using var commander = await host.OpenAsync("commander", "/approvals");
        // what other tests proposed on this host may still wait
        var watch = host.App.Services.GetRequiredService<CommandCenter.Access.Approvals.ApprovalWatch>();
        await watch.ReadAsync(default);
        var before = watch.WaitingFor(new Actor("owner", new HashSet<Role> { Role.BusinessOwner }));
        await ProposeAsync(host.App, "north-one");

        // it appears by itself, with the count of what waits
        var row = Row(owner, "north-one");
        await Assertions.Expect(row.GetByRole(AriaRole.Button, new() { Name = "Approve…" })).ToBeVisibleAsync();
        await Assertions.Expect(owner.Page.Locator(".nav a[href='/approvals'] .n")).ToHaveTextAsync((before + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Assertions.Expect(Row(commander, "north-one").GetByRole(AriaRole.Button, new() { Name = "Approve…" })).ToHaveCountAsync(0);

        await row.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        var confirm = owner.Page.Locator("#reason").GetByRole(AriaRole.Button, new() { Name = "Approve" });
        await Assertions.Expect(confirm).ToBeDisabledAsync();
        await Assertions.Expect(owner.Page.Locator("#reason-text")).ToBeFocusedAsync();
        await owner.Page.Keyboard.TypeAsync("figures look good");
        await confirm.ClickAsync();
        await Assertions.Expect(owner.Page.Locator("#reason")).ToHaveCountAsync(0);

        await Row(commander, "north-one").GetByRole(AriaRole.Button, new() { Name = "Carry out…" }).ClickAsync();
        await commander.Page.Locator("#reason-text").FillAsync("as agreed");
        await commander.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(Row(commander, "north-one").GetByText("Carried out")).ToBeVisibleAsync();

        Assert.Equal(37, (await host.App.Services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.RuleOf(new Segment { Region = "north-one" })?.Percent);
        Assert.Empty(owner.Complaints);
        Assert.Empty(commander.Complaints);
    }

    [Fact]
    public async Task Proposal_RefusedMeanwhileElsewhere_SaysSoInTheDialog()
    {
        var id = await ProposeAsync(host.App, "north-two");
        await using var owner = await host.OpenAsync("owner", "/approvals");
        await Row(owner, "north-two").GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        await owner.Page.Locator("#reason-text").FillAsync("figures look good");
        var desk = host.App.Services.GetRequiredService<CommandCenter.Access.Approvals.ApprovalDesk>();
        Assert.True((await desk.RefuseAsync(id, new Actor("techlead", new HashSet<Role> { Role.TechnicalLead }), "not tonight", null, default)).Succeeded);

        await owner.Page.Locator("#reason").GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Assertions.Expect(owner.Page.Locator("#reason [role=alert]")).ToContainTextAsync("refused already, by techlead");
        await owner.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(owner.Page.Locator("#reason")).ToHaveCountAsync(0);
        await Assertions.Expect(Row(owner, "north-two")).ToContainTextAsync("Refused");
    }

    private static ILocator Row(Window window, string region) => window.Page.Locator("table.approvals tbody tr", new() { HasText = region });

    internal static async Task<Guid> ProposeAsync(AppHost app, string region)
    {
        var services = app.Services;
        var revision = (await services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.Revision;
        var move = new TrafficMove(new Segment { Region = region }, 37, false, SplitBy.Order, revision);
        var proposed = await services.GetRequiredService<ProposeMove>().RunAsync(move, new Actor("commander", new HashSet<Role> { Role.IncidentCommander }), "the night is quiet", null, default);
        Assert.True(proposed.Succeeded, proposed.Error?.Message);
        return proposed.Value.Id;
    }
}
