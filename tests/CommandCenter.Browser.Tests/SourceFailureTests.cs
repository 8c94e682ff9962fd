using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CommandCenter.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>Fault 11 on the page: a source that stops is stale, never zero and never green, and fresh again when it is back.</summary>
public sealed partial class SourceFailureTests(SourceFailureTests.OwnHost host) : IClassFixture<SourceFailureTests.OwnHost>
{
    // a source is stale after a minute of silence, its figures half a minute later: what it reads again it does not vouch for
    private static readonly TimeSpan silence = TimeSpan.FromSeconds(100);

    /// <summary>A command center of its own: killing its sources and setting its clock would disturb the others.</summary>
    public sealed class OwnHost : BrowserHost
    {
        public SettableClock Clock { get; } = new();

        // the slow sources are asked again soon after they come back
        protected override AppHostOptions Options => new() { Time = Clock, EditPlan = plan => plan.Replace("every: 30s", "every: 5s", StringComparison.Ordinal) };
    }

    [Fact]
    public async Task Source_KilledAndRestarted_IsStaleThenFresh()
    {
        await using var window = await host.OpenAsync("commander", "/");
        using var control = new HttpClient { BaseAddress = new Uri(host.App.World!.LegacyUrl) };
        var row = Row(window, host.FirstSource);
        await Assertions.Expect(row.Locator("[data-since]").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(row.Locator(".qual")).ToHaveCountAsync(0, new() { Timeout = 30_000 });

        (await control.PostAsJsonAsync("/control/faults/error-503", new { seconds = 600 })).EnsureSuccessStatusCode();
        // what was under way when it was killed has come to its end before the time passes
        await AppHost.UntilAsync(() => Task.FromResult(Source(host.FirstSource).Error is not null), "the source fails", TimeSpan.FromSeconds(30));
        host.Clock.SetForward(silence);
        await Assertions.Expect(row.Locator(".st.qual")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(row.Locator(".v-stale")).ToHaveTextAsync(Number());
        await Assertions.Expect(window.Page.Locator(".attn li.qual").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        // the other side was silent for as long as the clock was set forward, and is no more: what is still stale in the lanes is the one that was killed
        await Assertions.Expect(Row(window, "orch-orders").Locator(".qual")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await Assertions.Expect(window.Page.Locator(".lanes .v-stale").First).ToBeVisibleAsync(new() { Timeout = 30_000 });

        // the fullest that the wall can be: the most urgent and one line for the rest
        await using (var wall = await host.OpenAsync("commander", "/wall", width: 1920, height: 1080))
        {
            await Assertions.Expect(wall.Page.Locator(".attn li")).ToHaveCountAsync(4, new() { Timeout = 30_000 });
            await LiveTests.NothingCutAsync(wall);
        }

        (await control.DeleteAsync("/control/faults/error-503")).EnsureSuccessStatusCode();
        await Assertions.Expect(row.Locator(".qual")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Assertions.Expect(window.Page.Locator(".lanes .v-stale")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
    }

    private static ILocator Row(Window window, string source) => window.Page.Locator($"table.ref tr:has(a[href='/sources/{source}'])");

    private SourceLive Source(string id) => host.App.Services.GetRequiredService<LiveBoard>().Current!.Sources.Single(s => s.Id == id);

    [GeneratedRegex(@"^[\d,]+$", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
