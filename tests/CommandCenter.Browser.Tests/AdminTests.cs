using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Identity.Administration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>Administration as an administrator sees it, and as those feel it whose rights change while a page of theirs is open.</summary>
[Collection(Pages.Name)]
public sealed class AdminTests(BrowserHost host)
{
    private const string Password = "correct horse battery";
    private static readonly Actor admin = new("admin", new HashSet<Role> { Role.Administrator });

    private ManagePeople People => host.App.Services.GetRequiredService<ManagePeople>();

    [Fact]
    public async Task Right_TakenAwayWhileADialogIsOpen_RefusesTheCommandAndNamesTheRole()
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        var (id, window) = await OpenAsAsync("wanda", "/jobs", Role.TechnicalLead);
        await using var _ = window;
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Pause: " }).First.ClickAsync();
        await window.Page.Locator("#reason-text").FillAsync("the disk is busy");

        Assert.True((await People.SetRolesAsync(id, new HashSet<Role> { Role.Executive }, admin, "another task", null, default)).Succeeded);
        await window.Page.Locator("#reason .btn.caution").ClickAsync();

        await Assertions.Expect(window.Page.Locator("#reason .said.bad")).ToContainTextAsync("needs the role TechnicalLead or Administrator. wanda does not have it.");
        Assert.Empty((await host.App.Services.GetRequiredService<DecisionQueries>().SearchAsync(new DecisionSearch(Actor: "wanda", Limit: 5), default)).Value.Items);
    }

    [Fact]
    public async Task Session_EndedWhileADialogIsOpen_RefusesTheCommand()
    {
        Assert.SkipWhen(Chromium.Path is null, Chromium.Missing);
        var (id, window) = await OpenAsAsync("willem", "/jobs", Role.TechnicalLead);
        await using var _ = window;
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Pause: " }).First.ClickAsync();
        await window.Page.Locator("#reason-text").FillAsync("the disk is busy");
        await using var administrator = await host.OpenAsync("admin", $"/admin?part=sessions&person={id}");

        await administrator.Page.GetByRole(AriaRole.Button, new() { Name = "End this session: willem" }).ClickAsync();
        await administrator.Page.Locator("#reason-text").FillAsync("a lost laptop");
        await administrator.Page.Locator("#reason .btn.caution").ClickAsync();
        await Assertions.Expect(administrator.Page.Locator(".desk .said")).ToHaveTextAsync("A session of willem ended.");
        await window.Page.Locator("#reason .btn.caution").ClickAsync();

        await Assertions.Expect(window.Page.Locator("#reason .said.bad")).ToContainTextAsync("no longer signed in");
        await window.Page.GotoAsync("/jobs");
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Sign in");
    }

    [Fact]
    public async Task Page_ForAdministrators_AddsAPersonAndIssuesATokenOnce()
    {
        await using var window = await host.OpenAsync("admin", "/admin");
        var page = window.Page;
        await page.Keyboard.PressAsync("a");
        await page.Locator("#new-name").FillAsync("nora");
        await page.Locator("#new-password").FillAsync("nora-nora-nora");
        await page.Locator("#add-person").GetByLabel("business owner").CheckAsync();
        await page.Locator("#add-person-reason").FillAsync("signs the gates");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("#add-person .said.bad")).ToContainTextAsync("would be tried among the first");
        await page.Locator("#new-password").FillAsync(Password);
        await page.Locator("#add-person .btn.pri").ClickAsync();
        await Assertions.Expect(page.Locator(".desk .said")).ToHaveTextAsync("nora may sign in.");
        await page.Locator("input[name=q]").FillAsync("NOR");
        await page.Locator("input[name=q]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("table.people tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("table.people tbody tr")).ToContainTextAsync("business owner");

        await page.GotoAsync("/admin?part=tokens");
        await window.InteractiveAsync();
        await page.Locator(".desk").GetByRole(AriaRole.Button, new() { Name = "Issue a token" }).ClickAsync();
        await page.Locator("#token-name").FillAsync("scraper");
        await page.Locator("#issue-token-reason").FillAsync("reads the metrics");
        await page.Locator("#issue-token .btn.pri").ClickAsync();
        await Assertions.Expect(page.Locator("#new-token")).ToContainTextAsync("cc_");
        var token = await page.Locator("#new-token").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-copy]")).Not.ToHaveTextAsync("Copy");
        await page.ReloadAsync();
        await window.InteractiveAsync();

        await Assertions.Expect(page.Locator("table.tokens")).ToContainTextAsync("scraper");
        Assert.DoesNotContain(token, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Page_ForOthers_IsNotPermittedAndNotInTheNavigation()
    {
        await using var window = await host.OpenAsync("commander", "/admin");
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Not permitted");
        await Assertions.Expect(window.Page.Locator("main .banner")).ToContainTextAsync("needs the role Administrator");
        await Assertions.Expect(window.Page.Locator(".nav a[href='/admin']")).ToHaveCountAsync(0);
    }

    private async Task<(Guid Id, Window Window)> OpenAsAsync(string name, string path, Role role)
    {
        var added = await People.AddAsync(name, Password, new HashSet<Role> { role }, admin, "for a test", null, default);
        Assert.True(added.Succeeded, added.Error?.Message);
        var window = await host.OpenAsync(user: null, path: "/sign-in?returnUrl=" + Uri.EscapeDataString(path));
        await window.Page.GetByLabel("User").FillAsync(name);
        await window.Page.GetByLabel("Password").FillAsync(Password);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await window.InteractiveAsync();
        return (added.Value.Id, window);
    }
}
