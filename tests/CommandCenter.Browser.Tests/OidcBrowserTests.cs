using CommandCenter.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>Sign-in by an identity provider in a browser: its policies decide whether redirects of forms, cookies and pages work.</summary>
public sealed class OidcBrowserTests
{
    [Fact]
    public async Task SignIn_AndOutAgain_AtARealProvider()
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        var port = FreePort.Next();
        await using var app = await AppHost.StartAsync(new AppHostOptions
        {
            World = false, Settings = OidcProvider.Settings(port),
            Services = services => services.AddSingleton(new KnownSecrets(new Dictionary<string, string>(StringComparer.Ordinal) { ["CC_SECRET_OIDC"] = OidcProvider.Secret })),
        });
        await using var provider = await OidcProvider.StartAsync(port, app.Url);
        Assert.SkipWhen(provider is null, "no oidc-provider: node and the npm registry are needed");
        await OidcProvider.TellAsync(port, "b-1|sam.lead|cutover-leads");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        await using var context = await browser.NewContextAsync(new() { BaseURL = app.Url.ToString() });
        var page = await context.NewPageAsync();

        await page.GotoAsync("/jobs");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Retail ID" }).ClickAsync();
        await page.Locator("input[name=login]").FillAsync("b-1");
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();
        await page.Locator("form[action*=interaction] button").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Jobs");
        Assert.Equal("/jobs", new Uri(page.Url).AbsolutePath);
        await Assertions.Expect(page.Locator("summary.person")).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("^SL, signed in: oidc:sam.lead~[0-9a-f]{12}, technical lead$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));

        await page.Locator("[data-interactive=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Locator("summary.person").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.Locator("button[name=logout]").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        await page.GotoAsync("/jobs");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
    }
}
