using CommandCenter.OrderExceptions;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>Cases on the page, worked on by keyboard. Each test works on those of a rule of its own: the rehearsal world makes cases too, also for finance.</summary>
public sealed class ExceptionTests(ExceptionTests.OwnHost host) : IClassFixture<ExceptionTests.OwnHost>
{
    private static readonly LocatorAssertionsToHaveCountOptions Soon = new() { Timeout = 20_000 };

    /// <summary>A command center of its own, with a source that says what the test says.</summary>
    public sealed class OwnHost : BrowserHost
    {
        public CaseSourceOfTest Source { get; } = new();

        protected override AppHostOptions Options => new() { Services = s => s.AddSingleton<ICaseSource>(Source) };
    }

    [Fact]
    public async Task Queue_TenCases_AreTriagedByKeyboardAlone()
    {
        Says(100, 10);
        await using var window = await host.OpenAsync("finance", "/exceptions?rule=rule-100");
        var page = window.Page;
        await Assertions.Expect(page.Locator(".queue [data-row]")).ToHaveCountAsync(10, Soon);
        await page.Locator("h1").FocusAsync();

        await page.Keyboard.PressAsync("j");
        for (var i = 0; i < 10; i++)
        {
            await Assertions.Expect(page.Locator(".queue tr[aria-selected=true]")).ToBeFocusedAsync();
            var name = await page.Locator(".case .case-k .key").InnerTextAsync();
            await page.Keyboard.PressAsync("c");
            await Assertions.Expect(page.Locator(".case .case-k .st")).ToContainTextAsync("Acknowledged");
            await page.Keyboard.PressAsync("n");
            await Assertions.Expect(page.Locator("#case-text")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync($"looked at {name}");
            await page.Keyboard.PressAsync("Control+Enter");
            await Assertions.Expect(page.Locator(".case .hist dd").First).ToContainTextAsync($"“looked at {name}”");
            await Assertions.Expect(page.Locator("#case-dialog")).ToHaveCountAsync(0);
            await page.Keyboard.PressAsync("e");
            await Assertions.Expect(page.Locator("#case-text")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("the refund was given back");
            await page.Keyboard.PressAsync("Control+Enter");
            await Assertions.Expect(page.Locator(".queue [data-row]")).ToHaveCountAsync(9 - i, Soon);
            await Assertions.Expect(page.Locator("#case-dialog")).ToHaveCountAsync(0);
        }

        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("No case matches.");
        var done = (await host.App.Services.GetRequiredService<CaseQueries>().SearchAsync(new CaseSearch(new CaseFilter(OwnerTeam.Finance, Phase: CaseStanding.Resolved, Rule: "rule-100")), default)).Value.Items;
        Assert.Equal(10, done.Count);
        Assert.All(done, c => Assert.Equal(("finance", "finance", $"looked at {c.Name}"), (c.ResolvedBy, c.Assignee, c.LastNote)));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Bulk_ThreeMarkedByX_SaysTheCountFirstAndRefusesWhereOneIsResolvedMeanwhile()
    {
        Says(200, 5);
        await using var window = await host.OpenAsync("finance", "/exceptions?rule=rule-200");
        var page = window.Page;
        await Assertions.Expect(page.Locator(".queue [data-row]")).ToHaveCountAsync(5, Soon);
        await page.Locator("h1").FocusAsync();
        foreach (var key in new[] { "j", "x", "j", "x", "ArrowDown", "x" })
        {
            await page.Keyboard.PressAsync(key);
            await Assertions.Expect(page.Locator(".queue tr[aria-selected=true]")).ToBeFocusedAsync();
        }

        await Assertions.Expect(page.Locator(".queue tr[data-marked]")).ToHaveCountAsync(3);
        await page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.Locator("#case-dialog-title")).ToHaveTextAsync("Resolve 3 cases");
        Assert.Empty(await Axe.SeriousAsync(page));
        var first = await page.Locator(".queue tr[data-marked]").First.GetAttributeAsync("id");
        var id = Guid.ParseExact(first!["case-".Length..], "N").ToString();
        Assert.True((await host.App.Services.GetRequiredService<CaseDesk>().RunAsync(id, new CaseCommand(CaseAction.Resolve, "done already"), new("ken", new HashSet<CommandCenter.Access.Role> { CommandCenter.Access.Role.Finance }), null, default)).Succeeded);

        await page.Keyboard.TypeAsync("one cause, mended");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("#case-dialog [role=alert]")).ToContainTextAsync("is resolved; resolve is possible where it is open or acknowledged");
        Assert.Equal(4, await host.App.Services.GetRequiredService<CaseQueries>().CountAsync(new CaseFilter(Rule: "rule-200"), default));
    }

    [Fact]
    public async Task Queue_MoreUrgentCaseComes_KeepsTheSelectedRowItsFocusAndTheAddress()
    {
        Says(300, 4);
        await using var window = await host.OpenAsync("finance", "/exceptions?rule=rule-300");
        var page = window.Page;
        await Assertions.Expect(page.Locator(".queue [data-row]")).ToHaveCountAsync(4, Soon);
        await page.Locator("h1").FocusAsync();
        foreach (var key in new[] { "j", "j", "j" }) await page.Keyboard.PressAsync(key);
        await Assertions.Expect(page.Locator(".queue [data-row]").Nth(2)).ToHaveAttributeAsync("aria-selected", "true");
        var selected = await page.Locator(".queue tr[aria-selected=true]").GetAttributeAsync("id");

        host.Source.Says = [.. host.Source.Says, Signal(300, 9) with { AtLeast = CaseSeverity.Critical }];
        await Assertions.Expect(page.Locator(".queue [data-row]")).ToHaveCountAsync(5, Soon);

        await Assertions.Expect(page.Locator($"#{selected}")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".queue [data-row]").Nth(3)).ToHaveAttributeAsync("id", selected!);
        await Assertions.Expect(page.Locator(".queue [data-row]").First).ToContainTextAsync("critical");
        var name = await page.Locator(".case .case-k .key").InnerTextAsync();
        Assert.EndsWith($"/exceptions/{name}?rule=rule-300", page.Url, StringComparison.Ordinal);

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator($"#{selected}")).ToHaveAttributeAsync("aria-selected", "true");
    }

    [Fact]
    public async Task Case_OfAKnownOrder_ShowsBothSidesAndOpensByEnter()
    {
        host.Source.Says = [Signal(400, 1) with { OrderKey = host.FirstOrder }];
        await using var window = await host.OpenAsync("finance", "/exceptions?rule=rule-400");
        await Assertions.Expect(window.Page.Locator(".queue [data-row]")).ToHaveCountAsync(1, Soon);
        await Assertions.Expect(window.Page.Locator(".case table.stages tbody tr").First).ToBeVisibleAsync();
        await window.Page.Locator("h1").FocusAsync();
        await window.Page.Keyboard.PressAsync("k");
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator("#case-title")).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("/");
        await Assertions.Expect(window.Page.Locator("input[name=q]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Page_StoreSilent_SaysSoKeepsWhatItKnewAndComesBack()
    {
        Says(500, 2);
        await using var window = await host.OpenAsync("finance", "/exceptions?rule=rule-500");
        await Assertions.Expect(window.Page.Locator(".queue [data-row]")).ToHaveCountAsync(2, Soon);
        await RunAsync("ALTER TABLE exception_case RENAME TO exception_case_away");
        try
        {
            await window.Page.Locator("select[name=sort]").SelectOptionAsync("severity");
            await Assertions.Expect(window.Page.Locator(".main .banner[role=alert]")).ToContainTextAsync("Cases cannot be read: The store does not answer");
            await Assertions.Expect(window.Page.Locator(".queue [data-row]")).ToHaveCountAsync(2);
        }
        finally
        {
            await RunAsync("ALTER TABLE exception_case_away RENAME TO exception_case");
        }

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".main .banner[role=alert]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Executive_LooksOn_HasNoCommands()
    {
        Says(600, 1);
        await using var window = await host.OpenAsync("exec", "/exceptions?team=all&rule=rule-600");
        await Assertions.Expect(window.Page.Locator(".queue [data-row]")).ToHaveCountAsync(1, Soon);
        await Assertions.Expect(window.Page.Locator(".desk")).Not.ToContainTextAsync("Resolve");
    }

    private async Task RunAsync(string sql)
    {
        await using var db = await host.App.Services.GetRequiredService<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    private void Says(int from, int count) => host.Source.Says = [.. Enumerable.Range(1, count).Select(i => Signal(from, i))];

    private static CaseSignal Signal(int from, int i) => CaseSourceOfTest.Signal(from + i, OwnerTeam.Finance, "rule-" + from) with { Since = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), Money = null };
}
