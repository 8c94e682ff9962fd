using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class ConnectionTests(BrowserHost host)
{
    private const string Filtered = "/orders?lane=ship-to-home&owner=legacy&open=true";

    [Fact]
    public async Task ServerRestarted_ByItself_SamePageAndFilters()
    {
        await using var window = await host.OpenAsync("ops", Filtered);
        await window.Page.EvaluateAsync("() => { window.beforeRestart = true; }");
        await host.App.RestartAsync(async () =>
        {
            await Assertions.Expect(window.Page.Locator(".lostbar")).ToBeVisibleAsync();
            await Assertions.Expect(window.Page.Locator(".lostbar")).ToContainTextAsync("Connection lost");
            await Assertions.Expect(window.Page.Locator("html.lost")).ToBeAttachedAsync();
            await Assertions.Expect(window.Page.Locator(".desk")).ToHaveAttributeAsync("inert", "");
        });

        // the old circuit is gone with the old process: the page loads itself again
        await window.Page.WaitForFunctionAsync("() => !window.beforeRestart && document.querySelector('[data-interactive=true]')", null, new() { Timeout = 30_000 });
        await Assertions.Expect(window.Page).ToHaveURLAsync(host.Url + Filtered);
        await Assertions.Expect(window.Page.Locator("select[name=lane]")).ToHaveValueAsync("ship-to-home");
        await Assertions.Expect(window.Page.Locator("input[name=open]")).ToBeCheckedAsync();
        await Assertions.Expect(window.Page.Locator("summary.person")).ToHaveAttributeAsync("title", "ops");
    }

    [Fact]
    public async Task ConnectionCut_AndBack_TheSameCircuitGoesOn()
    {
        await using var window = await host.OpenAsync();
        await window.Page.EvaluateAsync("() => { window.beforeCut = true; }");
        await window.Page.Context.SetOfflineAsync(true);
        // an established socket survives being offline: it is closed as a sleeping laptop's would be
        await window.Page.EvaluateAsync("() => Blazor._internal.forceCloseConnection()");
        await Assertions.Expect(window.Page.Locator("html.lost")).ToBeAttachedAsync();
        await Assertions.Expect(window.Page.Locator(".lostbar")).ToBeVisibleAsync();
        await window.Page.Context.SetOfflineAsync(false);
        await Assertions.Expect(window.Page.Locator("html:not(.lost)")).ToBeAttachedAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(window.Page.Locator(".lostbar")).ToBeHiddenAsync();
        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.beforeCut === true"), "the page was loaded again although the circuit was kept");
    }
}
