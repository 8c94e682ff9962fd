using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CommandCenter.Decisions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Rollback;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed partial class RollbackTests(BrowserHost host)
{
    private const string Why = "reservations in these stores time out";

    [Fact]
    public async Task RollBack_TypedReason_LeadsToThePageThatShowsWhatBecameOfTheOrders()
    {
        await using var window = await host.OpenAsync("commander", "/rollbacks");
        await InFlight.AcceptAsync(host.App.Services, "one", 6);
        await AskAsync(window, "one");
        var confirm = Confirm(window);

        await Assertions.Expect(Dialog(window)).ToContainTextAsync("tenant one 100 % to 0 %");
        await Assertions.Expect(Dialog(window).Locator("tr", new() { HasText = "Orders in flight" })).ToContainTextAsync("6");
        await Assertions.Expect(confirm).ToHaveTextAsync(new Regex("Roll back tenant one", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(window.Page.Locator("#rollback-why")).ToHaveAttributeAsync("maxlength", "500");
        await window.Page.Locator("#rollback-why").FillAsync("too short");
        await Assertions.Expect(confirm).ToBeDisabledAsync();
        await window.Page.Locator("#rollback-why").FillAsync(Why);
        await AcknowledgeAsync(window);
        await Assertions.Expect(confirm).ToBeEnabledAsync();
        await window.Page.Locator("#rollback-why").PressAsync("Enter");
        await Assertions.Expect(Dialog(window)).ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("Control+Enter");

        await window.Page.WaitForURLAsync(OneRollback());
        await Assertions.Expect(window.Page.Locator(".far-say")).ToContainTextAsync("New orders go to Legacy.");
        await Assertions.Expect(window.Page.Locator(".far-steps li", new() { HasText = "Replay to Legacy" })).ToContainTextAsync("6of 6 done", new() { Timeout = 60_000 });
        await Assertions.Expect(window.Page.Locator(".main .dl")).ToContainTextAsync("commander: “" + Why + "”");
        await Assertions.Expect(window.Page.Locator(".far-clock")).ToHaveTextAsync(new Regex("^[0-9]{2}:[0-9]{2}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(Side.Legacy, await OwnerAsync("one"));
        Assert.Empty(window.Complaints);
    }

    /// <summary>Fault 23.</summary>
    [Fact]
    public async Task RollBack_DoubleClick_IsOneRollback()
    {
        await using var window = await host.OpenAsync("commander", "/rollbacks");
        await AskAsync(window, "two");
        await window.Page.Locator("#rollback-why").FillAsync(Why);
        await AcknowledgeAsync(window);

        await Confirm(window).DblClickAsync();
        await window.Page.WaitForURLAsync(OneRollback());

        Assert.Single(await CommandsAsync("two"));
        Assert.Single(await RollbacksAsync("two"));
        Assert.Empty(window.Complaints);
    }

    /// <summary>Fault 21.</summary>
    [Fact]
    public async Task RollBack_CircuitLostRightAfterTheClick_RunsOnceAndThePageTellsOnReturn()
    {
        using (await host.App.Services.GetRequiredService<CommandsGate>().EnterAsync())
        {
            // the store lets nobody in: the click has arrived, and nothing is written yet when its page is gone
            await using var window = await host.OpenAsync("commander", "/rollbacks");
            await AskAsync(window, "three");
            await window.Page.Locator("#rollback-why").FillAsync(Why);
            await AcknowledgeAsync(window);
            await Confirm(window).ClickAsync();
            await Assertions.Expect(Dialog(window)).ToContainTextAsync("being recorded…");
            Assert.Empty(await RollbacksAsync("three"));
        }

        await AppHost.UntilAsync(async () => (await RollbacksAsync("three")).Count > 0, "the rollback is recorded", TimeSpan.FromSeconds(30));
        await using var back = await host.OpenAsync("commander", "/rollbacks");
        await Assertions.Expect(back.Page.Locator("table.rollbacks tbody tr", new() { HasText = "tenant three" })).ToHaveCountAsync(1);
        await back.Page.Locator("table.rollbacks tbody tr", new() { HasText = "tenant three" }).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(back.Page.Locator(".main .dl")).ToContainTextAsync("commander: “" + Why + "”");
        Assert.Single(await CommandsAsync("three"));
        Assert.Equal(Side.Legacy, await OwnerAsync("three"));
    }

    /// <summary>Fault 22: two commanders, one advances and one rolls back.</summary>
    [Fact]
    public async Task RollBack_AgainstAnAdvanceAtTheSameMoment_WinsAndTheOtherIsTold()
    {
        await InFlight.AcceptAsync(host.App.Services, "four", 1);
        var seen = (await host.App.Services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.Revision;
        await using var window = await host.OpenAsync("techlead", "/rollbacks");
        await AskAsync(window, "four");
        await window.Page.Locator("#rollback-why").FillAsync(Why);
        await AcknowledgeAsync(window);
        using var other = await host.App.TokenClientAsync("commander");

        var click = Confirm(window).ClickAsync();
        using var advance = await other.PostAsJsonAsync("/api/v1/traffic", new { segment = new { tenant = "four" }, percent = 100, reason = "the figures look good to me", expectedRevision = seen });
        await click;
        await window.Page.WaitForURLAsync(OneRollback());

        // whichever came first: the rollback holds
        Assert.Equal(Side.Legacy, await OwnerAsync("four"));
        var now = (await host.App.Services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.Revision;
        using var again = await other.PostAsJsonAsync("/api/v1/traffic", new { segment = new { tenant = "four" }, percent = 100, reason = "the figures look good to me", expectedRevision = now });
        var told = await again.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(advance.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });
        Assert.Equal((HttpStatusCode.Conflict, "rollback-running"), (again.StatusCode, told.GetProperty("code").GetString()));
        Assert.Contains("begun by techlead", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(Side.Legacy, await OwnerAsync("four"));
    }

    [Fact]
    public async Task RollBack_BySecondCommander_LandsOnTheSameAndIsTold()
    {
        await using var first = await host.OpenAsync("commander", "/rollbacks");
        await using var second = await host.OpenAsync("techlead", "/rollbacks");
        await AskAsync(second, "five");
        await AskAsync(first, "five");
        await first.Page.Locator("#rollback-why").FillAsync(Why);
        await AcknowledgeAsync(first);
        await Confirm(first).ClickAsync();
        await first.Page.WaitForURLAsync(OneRollback());

        await second.Page.Locator("#rollback-why").FillAsync("I see the same on my screen");
        await AcknowledgeAsync(second);
        await Confirm(second).ClickAsync();
        await second.Page.WaitForURLAsync(OneRollback());

        Assert.Equal(new Uri(first.Page.Url).AbsolutePath, new Uri(second.Page.Url).AbsolutePath);
        await Assertions.Expect(second.Page.Locator(".said.joined")).ToContainTextAsync("It was running already, begun by commander.");
        Assert.Single(await RollbacksAsync("five"));
    }

    [Fact]
    public async Task Page_ParkedOrders_NamesThemWithTheirReason()
    {
        var keys = await InFlight.AcceptAsync(host.App.Services, "six", 2, legacyRefuses: true);
        var scope = new RollbackScope(new Segment { Tenant = "six" });
        var started = await host.App.Services.GetRequiredService<RollBack>().RunAsync(new RollbackRequest(scope, false, null), InFlight.Commander, Why, null, default);
        await using var window = await host.OpenAsync("commander", $"/rollbacks/{started.Value.Id}");

        var parked = window.Page.Locator(".stuck li");
        await Assertions.Expect(parked).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Assertions.Expect(parked.First).ToContainTextAsync("Legacy refused it");
        await Assertions.Expect(parked.First.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "/orders/" + keys[0]);
        await Assertions.Expect(window.Page.Locator(".far-steps .crit")).ToHaveTextAsync("2parked");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Try parked orders again…" })).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Page_WhoMayNot_SeesTheButtonsOffWithTheReason()
    {
        await using var window = await host.OpenAsync("exec", "/rollbacks");

        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Roll back…" })).ToBeDisabledAsync();
        await Assertions.Expect(window.Page.Locator(".desk .why")).ToContainTextAsync("IncidentCommander or TechnicalLead");
    }

    private static async Task AskAsync(Window window, string tenant)
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Roll back…" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("#rollback-why")).ToBeFocusedAsync();
        await window.Page.Locator("#rollback summary").ClickAsync();
        await window.Page.Locator("#rollback input[name=tenant]").FillAsync(tenant);
        await window.Page.Locator("#rollback input[name=tenant]").BlurAsync();
        await Assertions.Expect(window.Page.Locator("#rollback-title")).ToHaveTextAsync("Roll back tenant " + tenant);
        await Assertions.Expect(Dialog(window).Locator("table.pv")).ToBeVisibleAsync();
    }

    /// <summary>Where the preview calls legacy unfit, the dialog asks for a tick.</summary>
    private static async Task AcknowledgeAsync(Window window)
    {
        var tick = window.Page.Locator("#rollback .ck input");
        if (await tick.CountAsync() > 0) await tick.CheckAsync();
    }

    private static ILocator Dialog(Window window) => window.Page.Locator("#rollback");

    private static ILocator Confirm(Window window) => window.Page.Locator("#rollback .btn.final");

    private async Task<IReadOnlyList<RollbackView>> RollbacksAsync(string tenant) =>
        [.. (await host.App.Services.GetRequiredService<RollbackQueries>().ListAsync(null, 100, default)).Value.Items.Where(r => r.Scope.Segment.Tenant == tenant)];

    private async Task<IReadOnlyList<Decision>> CommandsAsync(string tenant) =>
        (await host.App.Services.GetRequiredService<DecisionQueries>().SearchAsync(new DecisionSearch($"tenant:{tenant}", Command: "roll-back"), default)).Value.Items;

    private async Task<Side> OwnerAsync(string tenant) =>
        (await host.App.Services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.Decide("AR-1", new OrderAttributes("ship-to-home", Tenant: tenant)).Owner;

    [GeneratedRegex("/rollbacks/[0-9a-f-]{36}", RegexOptions.None, 1000)]
    private static partial Regex OneRollback();
}
