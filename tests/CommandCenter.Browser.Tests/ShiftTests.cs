using System.Text.RegularExpressions;
using CommandCenter.Access;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Shifts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class ShiftTests(BrowserHost host)
{
    private const string Why = "as the runbook of tonight says";
    private static readonly Actor commander = new("commander", new HashSet<Role> { Role.IncidentCommander });

    [Fact]
    public async Task Shift_DrawnUpStartedPausedAbortedByHand_MovesTheTableAndTellsAtEachStep()
    {
        await using var window = await host.OpenAsync("commander", "/traffic");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "New shift…" }).ClickAsync();
        await window.Page.Locator("#shift-region").FillAsync("by-hand");
        await window.Page.Locator("#shift-region").BlurAsync();
        await window.Page.Locator(".lanes-pick label", new() { HasText = "Regulated" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("#new-shift table.pv")).ToContainTextAsync("none moves");
        await window.Page.Locator("#new-shift-reason").FillAsync(Why);
        await window.Page.Locator("#new-shift .dlg-f .btn").Last.ClickAsync();
        await Assertions.Expect(window.Page.Locator("#new-shift")).ToHaveCountAsync(0);

        var shift = await FindAsync("by-hand");
        await window.GoToAsync($"/traffic?shift={shift.Id}");
        await Assertions.Expect(window.Page.Locator(".lead")).ToContainTextAsync($"{shift.Name} is drawn up; nothing has moved.");
        await GiveAsync(window, $"Start {shift.Name}…");
        await Assertions.Expect(window.Page.Locator(".lead")).ToContainTextAsync($"Step 1 of {shift.Steps.Count} bakes at");
        await Assertions.Expect(window.Page.Locator(".steps li.run")).ToContainTextAsync("Baking");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^(?:Promote to|Close)", RegexOptions.None, TimeSpan.FromSeconds(1)) })).ToBeDisabledAsync();
        await GiveAsync(window, "Pause…");
        await Assertions.Expect(window.Page.Locator(".lead")).ToContainTextAsync("its guard stays armed");
        await GiveAsync(window, $"Abort {shift.Name}…", acknowledge: true);
        await Assertions.Expect(window.Page.Locator(".lead")).ToContainTextAsync($"{shift.Name} ended: aborted.");

        Assert.Equal(["aborted", "paused", "started", "drawn-up"], (await FindAsync("by-hand")).Events.Select(e => e.Kind));
        Assert.Empty(window.Complaints);
    }

    /// <summary>Fault 22: two commanders, one page each.</summary>
    [Fact]
    public async Task Abort_AnotherAbortedMeanwhile_TheLoserSeesIt()
    {
        var shift = await StartAsync(host.App, "two-of-us");
        await using var window = await host.OpenAsync("commander", $"/traffic?shift={shift.Id}");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Pause…" }).ClickAsync();
        await window.Page.Locator("#shift-change-reason").FillAsync(Why);

        Assert.True((await host.App.Services.GetRequiredService<ShiftCommands>().AbortAsync(shift.Id, null, commander, "the other was quicker", null, default)).Succeeded);
        await window.Page.Locator("#shift-change .dlg-f .btn").Last.ClickAsync();

        await Assertions.Expect(window.Page.Locator("#shift-change .said.bad")).ToContainTextAsync("is aborted, so it cannot be paused");
        Assert.Equal("aborted", (await FindAsync("two-of-us")).Events[0].Kind);
    }

    /// <summary>Fault 23.</summary>
    [Fact]
    public async Task Pause_DoubleClick_IsOnePause()
    {
        var shift = await StartAsync(host.App, "double");
        await using var window = await host.OpenAsync("techlead", $"/traffic?shift={shift.Id}");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Pause…" }).ClickAsync();
        await window.Page.Locator("#shift-change-reason").FillAsync(Why);

        await window.Page.Locator("#shift-change .dlg-f .btn").Last.DblClickAsync();

        await Assertions.Expect(window.Page.Locator(".lead")).ToContainTextAsync("Paused in step 1");
        Assert.Equal(["paused", "started", "drawn-up"], (await FindAsync("double")).Events.Select(e => e.Kind));
        await host.App.Services.GetRequiredService<ShiftCommands>().AbortAsync(shift.Id, null, commander, "the test is over", null, default);
    }

    [Fact]
    public async Task Live_RunningShift_IsNamedWithItsStepAndVerdict()
    {
        var shift = await StartAsync(host.App, "on-live");
        await using var window = await host.OpenAsync("exec", "/");

        await Assertions.Expect(window.Page.Locator(".shiftlines p", new() { HasText = shift.Name })).ToContainTextAsync("step 1 of 2");
        await Assertions.Expect(window.Page.Locator(".shiftlines p", new() { HasText = shift.Name })).ToContainTextAsync("Inconclusive so far");
        await host.App.Services.GetRequiredService<ShiftCommands>().AbortAsync(shift.Id, null, commander, "the test is over", null, default);
        await Assertions.Expect(window.Page.Locator(".shiftlines p", new() { HasText = shift.Name })).ToHaveCountAsync(0, new() { Timeout = 15_000 });
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Page_WhoMayNot_SeesNoCommandsOrThemOffWithTheReason()
    {
        await using var executive = await host.OpenAsync("exec", "/traffic");
        await Assertions.Expect(executive.Page.Locator("table", new() { HasText = "all others" })).ToBeVisibleAsync();
        await Assertions.Expect(executive.Page.GetByRole(AriaRole.Button, new() { Name = "New shift…" })).ToHaveCountAsync(0);
        await using var operations = await host.OpenAsync("ops", "/traffic");
        await Assertions.Expect(operations.Page.GetByRole(AriaRole.Button, new() { Name = "New shift…" })).ToBeDisabledAsync();
    }

    internal static async Task<Shift> StartAsync(AppHost app, string region)
    {
        var commands = app.Services.GetRequiredService<ShiftCommands>();
        CommandCenter.Plan.ShiftStepPlan Step(decimal percent) => new(percent, TimeSpan.FromHours(1), 20, true, null, 0, 0, 0);
        var drawn = await commands.CreateAsync(new ShiftRequest([new Segment { Region = region, Lane = "regulated" }], [Step(5), Step(25)], SplitBy.Order), commander, "as planned", null, default);
        var started = await commands.StartAsync(drawn.Value.Id, null, commander, "as planned", null, default);
        Assert.True(started.Succeeded, started.Error?.Message);
        return started.Value;
    }

    private static async Task GiveAsync(Window window, string button, bool acknowledge = false)
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await window.Page.Locator("#shift-change-reason").FillAsync(Why);
        if (acknowledge)
        {
            await Assertions.Expect(window.Page.Locator("#shift-change .dlg-f .btn").Last).ToBeDisabledAsync();
            await window.Page.Locator("#shift-change .ck input").CheckAsync();
        }

        await window.Page.Locator("#shift-change .dlg-f .btn").Last.ClickAsync();
        await Assertions.Expect(window.Page.Locator("#shift-change")).ToHaveCountAsync(0);
    }

    private async Task<Shift> FindAsync(string region)
    {
        var queries = host.App.Services.GetRequiredService<ShiftQueries>();
        var (items, _, _) = await queries.ListAsync(null, 100, default);
        return (await queries.FindAsync(items.Single(s => s.Segments[0].Region == region).Id, default))!;
    }
}
