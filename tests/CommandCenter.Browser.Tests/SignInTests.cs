using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class SignInTests(BrowserHost host)
{
    [Theory]
    [InlineData("commander", "incident commander")]
    [InlineData("techlead", "technical lead")]
    [InlineData("recon", "reconciliation lead")]
    [InlineData("ops", "operations")]
    [InlineData("owner", "business owner")]
    [InlineData("exec", "executive")]
    [InlineData("comms", "communication owner")]
    [InlineData("finance", "finance")]
    [InlineData("care", "customer care")]
    [InlineData("admin", "administrator")]
    public async Task SignIn_DemoPerson_SeesLiveWithTheirRole(string user, string role)
    {
        await using var window = await host.OpenAsync(user, fresh: true);
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Live");
        await Assertions.Expect(window.Page.Locator("summary.person")).ToHaveAttributeAsync("aria-label", $"{user[..2].ToUpperInvariant()}, signed in: {user}, {role}");
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task SignIn_WrongPassword_SaysSoAndStays()
    {
        await using var window = await host.OpenAsync(user: null, path: "/sign-in");
        await window.Page.GetByLabel("User").FillAsync("commander");
        await window.Page.GetByLabel("Password").FillAsync("not it");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        Assert.Contains("/sign-in", window.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_NotSignedIn_AsksAndReturnsToTheSameAddress()
    {
        await using var window = await host.OpenAsync(user: null, path: "/orders?open=true&owner=legacy");
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Sign in");
        await window.Page.GetByLabel("User").FillAsync("ops");
        await window.Page.GetByLabel("Password").FillAsync("rehearsal");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(window.Page).ToHaveURLAsync($"{host.Url}/orders?open=true&owner=legacy");
    }

    [Fact]
    public async Task SignOut_FromTheMenu_EndsTheSession()
    {
        // a session of its own: signing out ends it for everybody who has its cookie
        await using var window = await host.OpenAsync("exec", fresh: true);
        await window.Page.Locator("summary.person").ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Sign in");
        await window.Page.GotoAsync("/");
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Sign in");
    }

    [Fact]
    public async Task Command_WithoutPermission_IsOffAndNamesTheRole()
    {
        await using var window = await host.OpenAsync("exec", "/jobs");
        await Assertions.Expect(window.Page.Locator(".desk .why")).ToContainTextAsync("TechnicalLead");
        await Assertions.Expect(window.Page.Locator(".jobs button").First).ToBeDisabledAsync();
    }
}
