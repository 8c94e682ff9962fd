using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class NoticeTests(BrowserHost host)
{
    [Fact]
    public async Task Command_ByAnybody_ShowsOnEveryOpenPageAndMovesNothing()
    {
        await using var exec = await host.OpenAsync("exec", "/orders");
        await using var ops = await host.OpenAsync("ops", "/jobs");
        var before = await TopAsync(ops);

        var entry = await RecordAsync("Go: the bridge agreed <b>at once</b>");

        foreach (var window in (Window[])[exec, ops])
        {
            var notice = window.Page.Locator(".notice.fresh");
            await Assertions.Expect(notice).ToContainTextAsync("commander: Go: the bridge agreed <b>at once</b>");
            Assert.Equal("polite", await notice.GetAttributeAsync("aria-live"));
        }

        Assert.Equal(before, await TopAsync(ops));
        await exec.Page.Locator(".notice a").ClickAsync();
        await Assertions.Expect(exec.Page).ToHaveURLAsync($"{host.Url}/decisions?entry={entry}");
        await Assertions.Expect(exec.Page.Locator("table.decisions tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(ops.Page.Locator(".notice.fresh")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        Assert.Empty(exec.Complaints);
    }

    [Fact]
    public async Task LastCommands_ByKeyboard_ListAtMostTwenty()
    {
        for (var i = 0; i < NoticeBoard.Kept + 1; i++) await RecordAsync($"Agreement {i}");
        await using var window = await host.OpenAsync("ops", "/orders");
        await window.Page.Locator(".noticeline summary").FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(window.Page.Locator("ol.notices li").First).ToContainTextAsync($"Agreement {NoticeBoard.Kept}");
        await Assertions.Expect(window.Page.Locator("ol.notices li")).ToHaveCountAsync(NoticeBoard.Kept);
        await window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(window.Page.Locator("ol.notices")).ToBeHiddenAsync();
    }

    private static async Task<double> TopAsync(Window window) => (await window.Page.Locator(".jobs .btn").First.BoundingBoxAsync())!.Y;

    private async Task<long> RecordAsync(string title) => (await host.App.Services.GetRequiredService<RecordDecision>().RunAsync(
        new DecisionNote(title, "it was said on the bridge", null, null), new Actor("commander", new HashSet<Role> { Role.IncidentCommander }), null, default)).Value.Sequence;
}
