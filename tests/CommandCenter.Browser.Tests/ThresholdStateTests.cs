using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>The thresholds page when there is nothing to show, when the store is silent, and when the plan changes under an open dialog.</summary>
[Collection(Pages.Name)]
public sealed class ThresholdStateTests(BrowserHost host)
{
    private ActivePlan Plan => host.App.Services.GetRequiredService<ActivePlan>();

    [Fact]
    public async Task Page_PlanWithoutThresholds_SaysWhatWouldBeThereAndTakesThemOverWhenTheyCome()
    {
        var plan = Plan.Required;
        try
        {
            Plan.Swap(plan with { Thresholds = [] });
            await using var window = await host.OpenAsync("owner", "/thresholds");
            await Assertions.Expect(window.Page.GetByText("The plan has no thresholds.")).ToBeVisibleAsync();
            await Assertions.Expect(window.Page.Locator(".desk").GetByRole(AriaRole.Button, new() { Name = "Sign…" })).ToHaveCountAsync(0);

            Plan.Swap(plan);
            await Assertions.Expect(window.Page.Locator(".thresholds tbody tr")).ToHaveCountAsync(8);
            Assert.Empty(window.Complaints);
        }
        finally
        {
            Plan.Swap(plan);
        }
    }

    [Fact]
    public async Task Page_StoreSilent_SaysSoAndKeepsWhatWasRead()
    {
        await using var window = await host.OpenAsync("exec", "/thresholds");
        await Assertions.Expect(window.Page.Locator(".thresholds tbody tr")).ToHaveCountAsync(8);
        try
        {
            await RunAsync("ALTER TABLE threshold_seal RENAME TO threshold_seal_away");
            // they are read every five seconds
            await Assertions.Expect(window.Page.GetByText("Thresholds cannot be read:")).ToBeVisibleAsync(new() { Timeout = 15_000 });
            await Assertions.Expect(window.Page.GetByText("What stands below is as it was last read.")).ToBeVisibleAsync();
            await Assertions.Expect(window.Page.Locator(".thresholds tbody tr")).ToHaveCountAsync(8);
        }
        finally
        {
            await RunAsync("ALTER TABLE threshold_seal_away RENAME TO threshold_seal");
        }

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByText("Thresholds cannot be read:")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task SealDialog_PlanChangesMeanwhile_SignsNothingAndShowsTheNewOnes()
    {
        var plan = Plan.Required;
        await using var window = await host.OpenAsync("owner", "/thresholds");
        await window.Page.Locator(".desk").GetByRole(AriaRole.Button, new() { Name = "Sign…" }).ClickAsync();
        var seen = await window.Page.Locator("#seal-hash").InnerTextAsync();
        try
        {
            Plan.Swap(plan with { Thresholds = [plan.Thresholds[0] with { Limit = 90 }, .. plan.Thresholds.Skip(1)] });
            await window.Page.Locator("#seal-read").CheckAsync();
            await window.Page.Locator("#seal-dialog-reason").FillAsync("as agreed in the go/no-go of the night");
            await window.Page.Keyboard.PressAsync("Control+Enter");
            await Assertions.Expect(window.Page.Locator("#seal-dialog [role=alert]")).ToContainTextAsync("not those that were looked at any more");
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Look at those that hold now" }).ClickAsync();

            await Assertions.Expect(window.Page.Locator("#seal-hash")).Not.ToHaveTextAsync(seen);
            await Assertions.Expect(window.Page.Locator("#seal-dialog tbody tr").First).ToContainTextAsync("≥ 90 %");
            await Assertions.Expect(window.Page.Locator("#seal-read")).Not.ToBeCheckedAsync();
            Assert.Empty((await host.App.Services.GetRequiredService<ThresholdQueries>().ReadAsync(default)).Signers);
        }
        finally
        {
            Plan.Swap(plan);
        }
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(host.App.Folder, "commands.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
