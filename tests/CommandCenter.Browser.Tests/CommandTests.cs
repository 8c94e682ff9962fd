using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Plan;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class CommandTests(BrowserHost host)
{
    private static readonly System.Text.RegularExpressions.Regex shift = new("^Shift ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
    private const string Reason = "agreed on the bridge at two o'clock";

    [Fact]
    public async Task Shift_DoubleClick_MovesOnceAndLiveShowsWhatIsCommanded()
    {
        await using var window = await host.OpenAsync("commander");
        var dialog = await OpenShiftAsync(window, "exchange", "7");
        var confirm = dialog.GetByRole(AriaRole.Button, new() { Name = "Shift Exchange to 7 %" });
        await Assertions.Expect(confirm).ToBeDisabledAsync();
        await dialog.Locator("#shift-reason").FillAsync(Reason);
        await confirm.DblClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);

        await Assertions.Expect(window.Page.Locator(".lanes tbody tr", new() { HasText = "Exchange" }).Locator("td").Nth(1)).ToContainTextAsync("7");
        using var api = await host.App.TokenClientAsync("commander");
        Assert.Equal(1, (await api.GetFromJsonAsync<JsonElement>("/api/v1/decisions?subject=lane:exchange&command=shift-traffic")).GetProperty("total").GetInt32());
        Assert.Equal(7, (await host.App.Services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.RuleOf(new Segment { Lane = "exchange" })?.Percent);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Shift_TableMovedMeanwhile_TellsItAndGoesOnTheNewTable()
    {
        await using var window = await host.OpenAsync("commander");
        var dialog = await OpenShiftAsync(window, "high-value", "3");
        await dialog.Locator("#shift-reason").FillAsync(Reason);
        var services = host.App.Services;
        var revision = (await services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.Revision;
        Assert.True((await services.GetRequiredService<MoveTraffic>().RunAsync(
            new TrafficMove(new Segment { Region = "south-one" }, 1, false, SplitBy.Order, revision), new Actor("another", new HashSet<Role> { Role.IncidentCommander }), "somebody else", null, default)).Succeeded);

        await window.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("somebody moved traffic meanwhile");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Look at the new table" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("region south-one 1 %");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Shift High value to 3 %" }).ClickAsync();

        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(3, (await services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.RuleOf(new Segment { Lane = "high-value" })?.Percent);
    }

    [Fact]
    public async Task Shift_AboveTheLimit_IsPutBeforeASecondPerson()
    {
        var plans = host.App.Services.GetRequiredService<ActivePlan>();
        var plan = plans.Required;
        plans.Swap(plan with { Traffic = plan.Traffic with { LargestStep = 30 } });
        try
        {
            await using var window = await host.OpenAsync("commander");
            var dialog = await OpenShiftAsync(window, "regulated", "100");
            await dialog.Locator("#shift-reason").FillAsync(Reason);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Shift Regulated" }).ClickAsync();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Ask a second person…" }).ClickAsync();

            await Assertions.Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("It waits for a second person");
        }
        finally
        {
            plans.Swap(plan);
        }

        Assert.NotEqual(100, (await host.App.Services.GetRequiredService<TrafficTables>().CurrentAsync(default)).Table.RuleOf(new Segment { Lane = "regulated" })?.Percent);
    }

    [Fact]
    public async Task Hold_EnterDoesNothingCtrlEnterHolds_AndLiveSaysSo()
    {
        await using var window = await host.OpenAsync("techlead");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { NameRegex = shift })).ToBeDisabledAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Hold releases…" }).ClickAsync();
        var dialog = window.Page.Locator("dialog#hold");
        await dialog.Locator("#hold-lane").SelectOptionAsync("regulated");
        await dialog.Locator("#hold-reason").FillAsync(Reason);
        await dialog.Locator("#hold-reason").PressAsync("Enter");
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await dialog.Locator("#hold-reason").PressAsync("Control+Enter");

        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(window.Page.Locator(".attn")).ToContainTextAsync("lane regulated, held by techlead");
        await using var commander = await host.OpenAsync("commander", "/releases");
        await commander.Page.GetByRole(AriaRole.Button, new() { Name = "Resume…" }).ClickAsync();
        await commander.Page.Locator("#reason-text").FillAsync("it is mended");
        await commander.Page.Locator("#reason").GetByRole(AriaRole.Button, new() { Name = "Resume releases" }).ClickAsync();
        await Assertions.Expect(commander.Page.Locator("table.decisions")).ToContainTextAsync("Resume confirmed");
    }

    [Fact]
    public async Task RollBack_OnTheDesk_OpensThePreviewOfThatLane()
    {
        await using var window = await host.OpenAsync("techlead");
        var lane = await window.Page.Locator(".desk .sel b").TextContentAsync();
        await window.Page.Locator(".desk .btn.danger").ClickAsync();

        await Assertions.Expect(window.Page.Locator("dialog[open]")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Roll back", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.NotNull(lane);
    }

    [Fact]
    public async Task Desk_Executive_HasNoCommands()
    {
        await using var window = await host.OpenAsync("exec");

        await Assertions.Expect(window.Page.Locator(".desk")).ToContainTextAsync("Wallboard");
        await Assertions.Expect(window.Page.Locator(".desk button")).ToHaveCountAsync(0);
    }

    private static async Task<ILocator> OpenShiftAsync(Window window, string lane, string percent)
    {
        await window.Page.Locator(".desk").GetByRole(AriaRole.Button, new() { NameRegex = shift }).ClickAsync();
        var dialog = window.Page.Locator("dialog#shift");
        await dialog.Locator("#shift-lane").SelectOptionAsync(lane);
        await dialog.Locator("#shift-percent").FillAsync(percent);
        return dialog;
    }
}
