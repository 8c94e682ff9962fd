using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

[Collection(Pages.Name)]
public sealed class ReconciliationTests(BrowserHost host)
{
    /// <summary>A percentage, its cause, the order: what differs stands there with both values.</summary>
    [Fact]
    public async Task Page_PercentageBelowHundred_LeadsToTheOrderInThreeClicks()
    {
        await using var window = await host.OpenAsync("recon", "/reconciliation");
        var page = window.Page;
        await Assertions.Expect(page.Locator(".matrix tbody tr").First).ToBeVisibleAsync();
        var some = page.Locator(".matrix td a.some:not([data-open])").First;
        await Assertions.Expect(some).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await some.ClickAsync();
        await Assertions.Expect(page.Locator(".groups tbody tr").First).ToBeVisibleAsync();
        await page.Locator(".groups tbody tr a.in").First.ClickAsync();
        await Assertions.Expect(page.Locator(".groupfigs")).ToBeVisibleAsync();
        var row = page.Locator(".diffs tbody tr").First;
        await Assertions.Expect(row).ToBeVisibleAsync();
        var key = await row.Locator("a.key").InnerTextAsync();
        await row.Locator("a.key").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(key);
        await Assertions.Expect(page.Locator(".stages")).ToBeVisibleAsync();

        // what was asked for is marked, in sight, and has the focus
        var asked = page.Locator(".main tr.asked:focus");
        await Assertions.Expect(asked).ToHaveCountAsync(1);
        await Assertions.Expect(asked).ToBeInViewportAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Differences" }).Locator("tr.asked").First).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Page_StoreSilent_SaysSoAndKeepsTheMatrix()
    {
        await using var window = await host.OpenAsync("exec", "/reconciliation");
        await Assertions.Expect(window.Page.Locator(".matrix tbody tr").First).ToBeVisibleAsync();
        try
        {
            await RunAsync("ALTER TABLE parity_run RENAME TO parity_run_away");
            await window.Page.ReloadAsync();
            await Assertions.Expect(window.Page.GetByText("The history cannot be read:")).ToBeVisibleAsync();
            await Assertions.Expect(window.Page.Locator(".matrix tbody tr").First).ToBeVisibleAsync();
            await Assertions.Expect(window.Page.Locator(".desk").GetByRole(AriaRole.Button, new() { Name = "Compare anew…" })).ToBeDisabledAsync();
        }
        finally
        {
            await RunAsync("ALTER TABLE parity_run_away RENAME TO parity_run");
        }

        // it tries again by itself
        await Assertions.Expect(window.Page.GetByText("The history cannot be read:")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Page_CompareAnew_RunsAndStandsInTheHistory()
    {
        await using var window = await host.OpenAsync("recon", "/reconciliation");
        await Assertions.Expect(window.Page.Locator(".matrix tbody tr").First).ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("r");
        await window.Page.Locator("#compare").GetByRole(AriaRole.Button, new() { Name = "Compare everything" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".runs tbody tr").Filter(new() { HasText = "recon" }).First).ToContainTextAsync("Done", new() { Timeout = 30_000 });
    }

    private async Task RunAsync(string sql)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(host.App.Folder, "events.db")};Pooling=false");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
