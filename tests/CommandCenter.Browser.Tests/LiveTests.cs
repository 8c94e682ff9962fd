using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed partial class LiveTests(BrowserHost host)
{
    [Fact]
    public async Task Live_WhileOrdersFlow_FiguresMove()
    {
        await using var window = await host.OpenAsync();
        var revision = window.Page.Locator(".head .asof");
        var totals = window.Page.Locator(".figs");
        await Assertions.Expect(window.Page.Locator(".lanes [data-row]")).ToHaveCountAsync(9);
        await Assertions.Expect(totals.Locator(".fg").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var before = (await revision.InnerTextAsync(), await totals.InnerTextAsync());
        await Assertions.Expect(revision).Not.ToHaveTextAsync(before.Item1);
        await Assertions.Expect(totals).Not.ToHaveTextAsync(before.Item2, new() { Timeout = 30_000 });
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Timers_OnThePage_CountDownInTheBrowser()
    {
        await using var window = await host.OpenAsync();
        var clock = window.Page.Locator(".strip .clock b");
        var before = await clock.InnerTextAsync();
        Assert.StartsWith("T", before, StringComparison.Ordinal);
        await Assertions.Expect(window.Page.Locator(".strip .now b")).ToContainTextAsync("P"); // the viewer's zone is visible: PST or PDT
        await Assertions.Expect(window.Page.Locator(".timers .tm[data-until]").First).ToHaveTextAsync(Counting(), new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task Theme_NotChosen_FollowsTheSystemAndChosen_Stays()
    {
        await using var window = await host.OpenAsync(theme: "light");
        await Assertions.Expect(window.Page.Locator("html")).ToHaveClassAsync("light started");
        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(window.Page.Locator("html.dark")).ToBeAttachedAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        await window.GoToAsync("/jobs");
        await Assertions.Expect(window.Page.Locator("html.light")).ToBeAttachedAsync();
    }

    [Fact]
    public async Task Wallboard_FullHd_ShowsAllLanesWithoutCommandsOrScrolling()
    {
        await using var window = await host.OpenAsync(path: "/wall", width: 1920, height: 1080);
        await Assertions.Expect(window.Page.Locator("html.wall")).ToBeAttachedAsync();
        await Assertions.Expect(window.Page.Locator(".lanes tbody tr")).ToHaveCountAsync(9);
        Assert.Equal("24px", await window.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).fontSize"));
        Assert.Equal(0, await window.Page.Locator("button, .desk, nav").CountAsync());
        var smallest = await window.Page.EvaluateAsync<double>("() => Math.min(...[...document.querySelectorAll('.app *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).filter(e => e.getClientRects().length && !e.closest('.vh')).map(e => parseFloat(getComputedStyle(e).fontSize)))");
        Assert.True(smallest >= 20, $"smallest text is {smallest} px");
        await NothingCutAsync(window);
    }

    /// <summary>The wall does not scroll: what does not fit is not seen by anybody.</summary>
    internal static async Task NothingCutAsync(Window wall)
    {
        var cut = await wall.Page.EvaluateAsync<double>("() => { const m = document.querySelector('.main'); return m.scrollHeight - m.clientHeight; }");
        Assert.True(cut <= 0, $"{cut} px are cut off");
    }

    [GeneratedRegex(@"^\+?(?:\d+:)?\d\d:\d\d$", RegexOptions.None, 1000)]
    private static partial Regex Counting();
}
