using CommandCenter.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>The desk is drawn again with its page and never made anew: a press on a button that has just been made anew is lost.</summary>
[Collection(Pages.Name)]
public sealed class DeskTests(BrowserHost host)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/orders")]
    [InlineData("/orders/KEY")]
    [InlineData("/rejected")]
    [InlineData("/reconciliation/differences")]
    public async Task Desk_PageThatIsDrawnAgain_KeepsWhatStandsOnIt(string path)
    {
        await using var window = await host.OpenAsync("techlead", path.Replace("KEY", host.FirstOrder, StringComparison.Ordinal));
        await Assertions.Expect(window.Page.Locator(".desk .sel")).ToBeVisibleAsync();
        await window.Page.EvaluateAsync("window.kept = document.querySelector('.desk .sel')");

        var board = host.App.Services.GetRequiredService<LiveBoard>();
        var revision = board.Current!.Revision;
        await AppHost.UntilAsync(() => Task.FromResult(board.Current!.Revision >= revision + 12), "the live picture has passed by some times");

        Assert.True(await window.Page.EvaluateAsync<bool>("window.kept.isConnected"), "what stands there is what stood there");
    }}
