using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>Fault 11 on the page: a source that stops is stale, never zero and never green, and fresh again when it is back.</summary>
public sealed partial class SourceFailureTests(SourceFailureTests.OwnHost host) : IClassFixture<SourceFailureTests.OwnHost>
{
    /// <summary>A command center of its own: killing its sources would disturb the others.</summary>
    public sealed class OwnHost : BrowserHost;

    [Fact]
    public async Task Source_KilledAndRestarted_IsStaleThenFresh()
    {
        await using var window = await host.OpenAsync("commander", "/");
        using var control = new HttpClient { BaseAddress = new Uri(host.App.World!.LegacyUrl) };
        var row = window.Page.Locator($"table.ref tr:has(a[href='/sources/{host.FirstSource}'])");
        await Assertions.Expect(row.Locator("[data-since]").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(row.Locator(".qual")).ToHaveCountAsync(0, new() { Timeout = 30_000 });

        (await control.PostAsJsonAsync("/control/faults/error-503", new { seconds = 600 })).EnsureSuccessStatusCode();
        await Assertions.Expect(row.Locator(".st.qual")).ToBeVisibleAsync(new() { Timeout = 100_000 });
        await Assertions.Expect(row.Locator(".v-stale")).ToHaveTextAsync(Number());
        await Assertions.Expect(window.Page.Locator(".attn li.qual").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(window.Page.Locator(".lanes .v-stale").First).ToBeVisibleAsync(new() { Timeout = 100_000 });

        (await control.DeleteAsync("/control/faults/error-503")).EnsureSuccessStatusCode();
        await Assertions.Expect(row.Locator(".qual")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Assertions.Expect(window.Page.Locator(".lanes .v-stale")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
    }

    [GeneratedRegex(@"^[\d,]+$", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
