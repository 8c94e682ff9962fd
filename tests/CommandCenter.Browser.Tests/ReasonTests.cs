using CommandCenter.Decisions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class ReasonTests(BrowserHost host)
{
    [Fact]
    public async Task Job_PausedAndResumed_AsksWhyAndIsInTheLog()
    {
        await using var window = await host.OpenAsync("techlead", "/jobs");
        // the first one: a scheduled job, not a source's loop
        var name = await window.Page.Locator("table.jobs tbody tr .t1").First.InnerTextAsync();

        await window.Page.GetByRole(AriaRole.Button, new() { Name = $"Pause: {name}" }).ClickAsync();
        await window.Page.Locator("#reason-text").FillAsync("the disk is busy");
        await window.Page.Locator("#reason .btn.caution").ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = $"Resume: {name}" }).ClickAsync();
        await window.Page.Locator("#reason-text").FillAsync("the disk is free");
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator("#reason")).ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(window.Page.Locator("#reason")).ToHaveCountAsync(0);
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = $"Pause: {name}" })).ToBeVisibleAsync();

        var log = (await host.App.Services.GetRequiredService<DecisionQueries>().SearchAsync(new DecisionSearch(Actor: "techlead", Limit: 2), default)).Value.Items;
        Assert.Equal([("resume-job", "the disk is free"), ("pause-job", "the disk is busy")], log.Select(e => (e.Command, e.Reason)));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Source_Polled_AsksWhy()
    {
        await using var window = await host.OpenAsync("techlead", "/sources/" + Uri.EscapeDataString(host.FirstSource));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Poll now" }).ClickAsync();
        await window.Page.Locator("#reason-text").FillAsync("the shop asked for it");
        await window.Page.Locator("#reason .btn.pri").ClickAsync();

        await Assertions.Expect(window.Page.Locator(".desk .said")).ToContainTextAsync("is polled now");
    }
}
