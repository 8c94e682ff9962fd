using CommandCenter.Access;
using CommandCenter.Notifications.Alerts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>An alert on the way to the person whose it is.</summary>
public sealed class AlertTests(AlertTests.OwnHost host) : IClassFixture<AlertTests.OwnHost>
{
    /// <summary>A command center whose alerts the test makes.</summary>
    public sealed class OwnHost : BrowserHost
    {
        internal AlertSignalsOfTest Signals { get; } = new();

        protected override AppHostOptions Options => new() { Services = s => s.AddSingleton<IAlertSignals>(Signals) };
    }

    [Fact]
    public async Task Banner_OfMyRole_ComesWithinFiveSecondsAndGoesWithMyName()
    {
        await using var commander = await host.OpenAsync("commander", "/traffic");
        await using var executive = await host.OpenAsync("exec", "/scorecard");
        await Assertions.Expect(commander.Page.Locator("[data-interactive=true]")).ToBeVisibleAsync();

        host.Signals.Set(AlertSignalsOfTest.Breach("Ship to home"));
        await Assertions.Expect(commander.Page.Locator(".alertband")).ToContainTextAsync("Ship to home", new() { Timeout = 5_000 });
        await Assertions.Expect(commander.Page.Locator("nav a[href='/alerts'] .n")).ToHaveTextAsync("1", new() { Timeout = 5_000 });
        await Assertions.Expect(executive.Page.Locator(".alertband")).ToHaveCountAsync(0);

        await commander.Page.Locator(".alertband button").ClickAsync();
        await Assertions.Expect(commander.Page.Locator(".alertband")).ToHaveCountAsync(0);
        await commander.GoToAsync("/alerts");
        await Assertions.Expect(commander.Page.Locator("main tbody tr").First).ToContainTextAsync("commander");
        Assert.Empty(commander.Complaints);

        await commander.Page.Keyboard.PressAsync("s");
        await commander.Page.Locator("#silence-dialog select#silence-kind").SelectOptionAsync("breach");
        await commander.Page.Locator("#silence-dialog input[maxlength='500'], #silence-dialog textarea").First.FillAsync("a carrier strike until noon");
        await commander.Page.Locator("#silence-dialog button:has-text('Silence')").Last.ClickAsync();
        await Assertions.Expect(commander.Page.Locator("main")).ToContainTextAsync("a carrier strike until noon");
    }
}
