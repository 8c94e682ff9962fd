using System.Text;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>Fault 28: HTML, formulas and line breaks in an order's id and in its texts.</summary>
[Collection(Pages.Name)]
public sealed class HostileTests(BrowserHost host)
{
    private const string Key = "<img src=x onerror=document.title='owned'>=HYPERLINK(\"http://evil/\")";
    private const string Payload = "{\"ref\":\"A\\nB<script>document.title='owned'</script>\",\"amt\":\"=1+1\"}\r\n<svg onload=\"document.title='owned'\">";

    [Fact]
    public async Task HostileOrder_InListAndDetail_IsText()
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        await StoreAsync(host);
        await using var window = await host.OpenAsync("ops", "/orders?q=" + Uri.EscapeDataString("<img"));
        await Assertions.Expect(window.Page.Locator("table.list .key")).ToHaveTextAsync(Key);
        await window.Page.Locator("table.list .key").ClickAsync();
        await Assertions.Expect(window.Page.Locator("h1 .key")).ToHaveTextAsync(Key);
        await Assertions.Expect(window.Page.GetByText("<b onclick=alert(1)>=cmd|' /C calc'!A0</b>").First).ToBeVisibleAsync();
        await InertAsync(window);
    }

    /// <summary>On Live and on the wall the timers are markup that all viewers share.</summary>
    [Theory]
    [InlineData("/", ".timers a.key")]
    [InlineData("/wall", ".timers .x b")]
    public async Task HostileOrder_AmongTheTimers_IsText(string path, string cell)
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        var key = $"<svg onload=\"document.title='owned'\">{path}."; // no beginning of the other's
        await StoreAsync(host, key);
        // soon overdue, and then among the first
        await using var window = await host.OpenAsync("ops", path);
        await Assertions.Expect(window.Page.Locator(cell).Filter(new() { HasText = key }).First).ToHaveTextAsync(key, new() { Timeout = 60_000 });
        await InertAsync(window);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task HostileRejectedRecord_OnItsPage_IsText()
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        await StoreAsync(host);
        await using var window = await host.OpenAsync("ops", "/rejected?source=" + Uri.EscapeDataString(host.FirstSource) + "&state=all");
        await Assertions.Expect(window.Page.Locator("pre.payload").Filter(new() { HasText = "owned" })).ToContainTextAsync("<script>document.title='owned'</script>", new() { Timeout = 20_000 });
        await InertAsync(window);
    }

    [Theory]
    [InlineData("/orders/%3Cscript%3Edocument.title%3D'owned'%3C%2Fscript%3E")]
    [InlineData("/orders?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D'owned'%3E")]
    [InlineData("/orders?owner=%3Cb%3E&lane=%3Cscript%3E1%3C%2Fscript%3E")]
    [InlineData("/sources/%3Cimg%20src%3Dx%3E")]
    [InlineData("/landscape?part=%3Cb%3E&mapping=%3Cb%3E")]
    public async Task HostileAddress_OnAnyPage_IsText(string path)
    {
        await using var window = await host.OpenAsync("ops", path);
        await window.Page.Locator("h1").First.WaitForAsync();
        await InertAsync(window);
    }

    internal static async Task InertAsync(Window window)
    {
        Assert.Equal(0, await window.Page.Locator("main img, main script, main b[onclick], main svg[onload]").CountAsync());
        Assert.DoesNotContain("owned", (await window.Page.TitleAsync()).Replace("document.title='owned'", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    internal static async Task StoreAsync(BrowserHost host, string key = Key)
    {
        var now = TimeProvider.System.GetUtcNow();
        var source = host.FirstSource;
        var stored = await host.App.Services.GetRequiredService<EventStore>().AppendAsync(new IngestBatch
        {
            Source = source,
            ObservedAt = now,
            Events =
            [
                new OrderEvent
                {
                    Source = source, EventId = "hostile-" + key, OrderKey = key, Side = Side.Legacy, Stage = Stage.Created, ObservedAt = now,
                    Stamp = new Stamp(1, Instants.ToMicros(now), BitConverter.ToUInt64(Encoding.ASCII.GetBytes("hostile!"))),
                    Facts = [new Fact("holdReason", FactValue.OfText("<b onclick=alert(1)>=cmd|' /C calc'!A0</b>")), new Fact("lane", FactValue.OfText("ship-to-home")), new Fact("placedAt", FactValue.OfInstant(now)), new Fact("eligibleAt", FactValue.OfInstant(now))],
                },
            ],
            Rejected = [new RejectedRecord(Guid.CreateVersion7(now), source, "hostile-record", Payload, [new RejectReason("key", "hostile", "found <i>A\nB</i>; allowed: 1 to 200 characters, no control characters")], "test", now)],
        }, CancellationToken.None);
        await host.App.Services.GetRequiredService<ILiveFeed>().PublishAsync(stored.Value, CancellationToken.None);
    }
}
