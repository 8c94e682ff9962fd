using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class IntakeTests(BrowserHost host)
{
    [Fact]
    public async Task Parked_TriedAgain_LeavesOneEntryInTheLogAndGoesThrough()
    {
        await ParkAsync(host.App, "BI-1");
        await using var ops = await host.OpenAsync("ops", "/intake");
        var row = ops.Page.Locator("table.entries tbody tr", new() { HasText = "BI-1" });
        await Assertions.Expect(ops.Page.Locator(".nav a[href='/intake'] .n")).ToBeVisibleAsync();
        await Assertions.Expect(row).ToContainTextAsync("Parked");

        await row.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await ops.Page.Locator("#reason-text").FillAsync("the vendor mended it");
        await ops.Page.Locator("#reason").GetByRole(AriaRole.Button, new() { Name = "Try again" }).DblClickAsync();

        await Assertions.Expect(row).ToHaveCountAsync(0);
        await ops.Page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Assertions.Expect(row.First).ToContainTextAsync("Done");
        using var api = await host.App.TokenClientAsync("ops");
        Assert.Equal(1, (await api.GetFromJsonAsync<JsonElement>("/api/v1/decisions?order=BI-1")).GetProperty("total").GetInt32());
        Assert.Empty(ops.Complaints);
    }

    [Fact]
    public async Task Parked_SomebodyWhoMayNot_SeesWhy()
    {
        await ParkAsync(host.App, "BI-2");
        await using var window = await host.OpenAsync("exec", "/intake?side=legacy");
        var row = window.Page.Locator("table.entries tbody tr", new() { HasText = "BI-2" });

        await Assertions.Expect(row.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeDisabledAsync();
        await Assertions.Expect(window.Page.GetByText("needs the role Operations or TechnicalLead").First).ToBeVisibleAsync();
        await row.Locator("a.key").ClickAsync();
        await Assertions.Expect(window.Page.Locator("section[aria-label=Ownership]")).ToContainTextAsync("never transferred");
    }

    /// <summary>An order that its owner refuses, and takes the next time.</summary>
    internal static async Task ParkAsync(AppHost app, string key)
    {
        using var control = new HttpClient { BaseAddress = new Uri(app.World!.LegacyUrl) };
        (await control.PostAsJsonAsync("/control/faults/off-create", new { seconds = 60 })).Dispose();
        using var api = await app.TokenClientAsync("ops");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders");
        request.Content = new StringContent($$"""{"orderKey":"{{key}}","lane":"high-value","region":"west"}""", Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", key);
        (await api.SendAsync(request)).EnsureSuccessStatusCode();
        await AppHost.UntilAsync(async () => (await api.GetStringAsync("/api/v1/intake/entries?state=parked")).Contains(key, StringComparison.Ordinal), "it is parked");
        (await control.DeleteAsync("/control/faults/off-create")).Dispose();
    }
}
