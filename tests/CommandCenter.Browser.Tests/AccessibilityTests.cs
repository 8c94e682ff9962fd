using System.Text.RegularExpressions;

namespace CommandCenter.Tests.Browser;

public sealed class AccessibilityTests(FurnishedHost host) : IClassFixture<FurnishedHost>
{
    public static TheoryData<string> Addresses =>
    [
        "/", "/wall", "/orders", "/orders/first", "/orders/none-such", "/landscape", "/landscape?part=records", "/landscape?part=lanes", "/landscape?part=people", "/landscape?part=stores",
        "/landscape?part=mappings", "/landscape?part=try", "/sources", "/sources/first", "/rejected", "/decisions", "/approvals", "/traffic", "/thresholds", "/readiness", "/readiness/print", "/rehearsal", "/rehearsal/runs/first", "/rehearsal/runs/none-such", "/risks", "/risks?overdue=true&owner=Nobody", "/scorecard", "/scorecard?days=30&lane=none-such", "/trends", "/trends?lane=none-such", "/alerts", "/alerts?which=ended", "/digest", "/digest?audience=operations&date=2020-01-01", "/reconciliation", "/reconciliation?view=figures", "/reconciliation/differences", "/reconciliation/stock", "/rollbacks", "/rollbacks/first", "/rollbacks/00000000-0000-0000-0000-000000000001", "/intake", "/intake?state=done", "/intake?state=refused", "/releases", "/exceptions", "/exceptions?team=all", "/exceptions?phase=all&team=all&muted=true", "/exceptions/handover", "/jobs", "/admin", "/admin?part=tokens", "/admin?part=sessions", "/no-such-page",
    ];

    /// <summary>By how much a page is wider than its window, and what sticks out.</summary>
    private const string SticksOut = """
        () => {
            const main = document.querySelector('.main'), edge = main.getBoundingClientRect().left + main.clientWidth;
            const wide = Math.max(document.documentElement.scrollWidth - document.documentElement.clientWidth, main.scrollWidth - main.clientWidth);
            const names = wide ? [...main.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > edge + 1).map(e => `${e.tagName}.${e.className} ${e.textContent.slice(0, 60)}`) : [];
            return [`${wide} px`, ...names.slice(0, 8)].join('; ');
        }
        """;

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_InEitherTheme_HasNoSeriousViolation(string path)
    {
        await using var window = await host.OpenAsync(Viewer(path), Resolve(path));
        await window.Page.Locator("h1").First.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        await Microsoft.Playwright.Assertions.Expect(window.Page.Locator(".loading")).ToHaveCountAsync(0);
        await LooksRightAsync(window);
        await HostileTests.InertAsync(window);
    }

    /// <summary>Fault 28: each page that names an order names this one, and as text.</summary>
    [Theory]
    [InlineData("/orders/hostile", "RB-SEEN-001")]
    [InlineData("/intake?state=parked", "FH-1")]
    [InlineData("/rollbacks/first", "rb-taken-back-001")]
    [InlineData("/exceptions?team=all", "rb-taken-back-001")]
    public async Task Page_ThatNamesOrders_ShowsAHostileIdAsText(string path, string key)
    {
        await using var window = await host.OpenAsync("techlead", path == "/orders/hostile" ? "/orders/" + Uri.EscapeDataString(key + FurnishedHost.Hostile) : Resolve(path));
        await Microsoft.Playwright.Assertions.Expect(window.Page.Locator(".main").GetByText(key + FurnishedHost.Hostile).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await HostileTests.InertAsync(window);
    }

    [Theory]
    [InlineData("/", "Hold releases", "#hold")]
    [InlineData("/", "Shift .*", "#shift")]
    [InlineData("/", "Roll back .*", "#rollback")]
    [InlineData("/rollbacks", "Drill", "#rollback")]
    [InlineData("/thresholds", "Sign", "#seal-dialog")]
    [InlineData("/readiness", "Hand in evidence", "#gate-dialog")]
    [InlineData("/readiness", "Record a dissent", "#gate-dialog")]
    [InlineData("/traffic", "New shift", "#new-shift")]
    [InlineData("/rehearsal", "Run all that can run", "#reason")]
    [InlineData("/admin", "Add a person", "#add-person")]
    [InlineData("/admin?part=tokens", "Issue a token", "#issue-token")]
    public async Task Dialog_InEitherTheme_HasNoSeriousViolation(string path, string button, string dialog)
    {
        await using var window = await host.OpenAsync(path.StartsWith("/admin", StringComparison.Ordinal) ? "admin" : "commander", path);
        await window.Page.Locator(".desk").GetByRole(Microsoft.Playwright.AriaRole.Button, new() { NameRegex = new Regex("^" + button + "…", RegexOptions.None, TimeSpan.FromSeconds(1)) }).ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(window.Page.Locator(dialog)).ToBeVisibleAsync();
        await Microsoft.Playwright.Assertions.Expect(window.Page.Locator(dialog + " .loading")).ToHaveCountAsync(0);
        await LooksRightAsync(window);
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public async Task SignIn_InEitherTheme_HasNoSeriousViolation(string theme)
    {
        await using var window = await host.OpenAsync(user: null, path: "/sign-in", theme: theme);
        Assert.Empty(await Axe.SeriousAsync(window.Page));
    }

    /// <summary>Served whole, without a circuit; reached by the person's menu.</summary>
    [Fact]
    public async Task Account_FromTheMenu_HasNoSeriousViolationAndFits()
    {
        await using var window = await host.OpenAsync("techlead", "/jobs", width: 1280, height: 800);
        await window.Page.Locator("summary.person").ClickAsync();
        await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Your account" }).ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Your account");
        await LooksRightAsync(window);
        Assert.Equal("0 px", await window.Page.EvaluateAsync<string>(SticksOut));
        Assert.Empty(window.Complaints);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/orders")]
    [InlineData("/orders/first")]
    [InlineData("/landscape")]
    [InlineData("/landscape?part=lanes")]
    [InlineData("/sources")]
    [InlineData("/rejected")]
    [InlineData("/decisions")]
    [InlineData("/approvals")]
    [InlineData("/thresholds")]
    [InlineData("/readiness")]
    [InlineData("/risks")]
    [InlineData("/scorecard")]
    [InlineData("/digest?audience=operations")]
    [InlineData("/rehearsal")]
    [InlineData("/rehearsal/runs/first")]
    [InlineData("/rollbacks")]
    [InlineData("/traffic")]
    [InlineData("/rollbacks/first")]
    [InlineData("/intake")]
    [InlineData("/exceptions?team=all")]
    [InlineData("/exceptions/handover")]
    [InlineData("/releases")]
    [InlineData("/jobs")]
    [InlineData("/admin")]
    [InlineData("/admin?part=tokens")]
    [InlineData("/admin?part=sessions")]
    public async Task Page_At1280_DoesNotScrollSideways(string path)
    {
        await using var window = await host.OpenAsync(Viewer(path), Resolve(path), width: 1280, height: 800);
        await Microsoft.Playwright.Assertions.Expect(window.Page.Locator(".loading")).ToHaveCountAsync(0);
        Assert.Equal("0 px", await window.Page.EvaluateAsync<string>(SticksOut));
        Assert.Empty(window.Complaints);
    }

    private static string Viewer(string path) => path.StartsWith("/admin", StringComparison.Ordinal) ? "admin" : "techlead";

    private string Resolve(string path) => path switch
    {
        "/orders/first" => "/orders/" + Uri.EscapeDataString(host.FirstOrder),
        "/sources/first" => "/sources/" + Uri.EscapeDataString(host.FirstSource),
        "/rehearsal/runs/first" => $"/rehearsal/runs/{host.FirstRun}",
        "/rollbacks/first" => $"/rollbacks/{host.FirstRollback}",
        _ => path,
    };

    /// <summary>Everything in the dark theme; the light one differs from it in nothing but colours.</summary>
    private static async Task LooksRightAsync(Window window)
    {
        Assert.Empty(await Axe.SeriousAsync(window.Page));
        await window.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Light });
        await Microsoft.Playwright.Assertions.Expect(window.Page.Locator("html.light")).ToBeAttachedAsync();
        Assert.Empty(await Axe.SeriousAsync(window.Page, "color-contrast"));
    }
}
