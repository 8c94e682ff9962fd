using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Shifts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CommandCenter.Tests.Browser;

/// <summary>Gates from the first evidence to a signature that falls, each step by its person on the page.</summary>
[Collection(Pages.Name)]
public sealed class ReadinessTests(BrowserHost host)
{
    private const string Why = "as agreed in the meeting of tonight";

    private static readonly GateDefinition[] gates =
    [
        new("smoke-night", "Smoke tests of the night", null, GateKind.Automatic, Role.TechnicalLead, null, GatePhase.Prepare, [], 0, true, null, new GateCheck("evidence")),
        new("finance-night", "Finance can post both sides", null, GateKind.Signed, Role.Finance, null, GatePhase.Prepare, ["regulated"], 0, true, null, null),
        new("owner-night", "Load held at peak", null, GateKind.Signed, Role.BusinessOwner, null, GatePhase.CutOver, [], 0, true, TimeSpan.FromDays(1), new GateCheck("evidence")),
    ];

    private ActivePlan Plan => host.App.Services.GetRequiredService<ActivePlan>();

    [Fact]
    public async Task Gates_EvidenceRefusalConditionAndSignatures_OpenTheShiftAndCloseItsNextStep()
    {
        var plan = Plan.Required;
        Shift? shift = null;
        try
        {
            Plan.Swap(plan with { Gates = gates });
            await host.App.Services.GetRequiredService<GateKeeper>().ReadAsync(default);
            using var commands = await host.App.TokenClientAsync("commander");
            await using var techLead = await host.OpenAsync("techlead", "/readiness/smoke-night");
            await using var finance = await host.OpenAsync("finance", "/readiness/finance-night");
            await using var owner = await host.OpenAsync("owner", "/readiness/owner-night");
            await using var commander = await host.OpenAsync("commander", "/readiness");
            shift = await DrawUpAsync();
            await Assertions.Expect(commander.Page.Locator(".inway")).ToContainTextAsync("3 blocking gates are red: shifts are stopped.");
            Assert.Equal("gate-red", await StartAsync(commands, shift));

            // green one by one
            await HandInAsync(techLead, "passed", "212 of 212 smoke tests passed on build 4.18.2");
            await Assertions.Expect(Row(commander, "smoke-night")).ToContainTextAsync("Green");
            await Assertions.Expect(owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign…" })).ToBeDisabledAsync();
            await techLead.GoToAsync("/readiness/owner-night");
            await HandInAsync(techLead, "passed", "99.7 % within 60 s at 412 orders a minute");
            await Assertions.Expect(Row(owner, "owner-night")).ToContainTextAsync("Your signature");
            await Assertions.Expect(owner.Page.Locator(".nav a[href='/readiness'] .n")).ToHaveTextAsync("1");

            // Finance refuses, and says what would change that
            await finance.Page.GetByRole(AriaRole.Button, new() { Name = "Refuse…" }).ClickAsync();
            await finance.Page.Locator("#gate-cond").FillAsync("post the two invoices of yesterday");
            await finance.Page.Locator("#gate-owner").FillAsync("Finance systems");
            await finance.Page.Locator("#gate-due").FillAsync("2036-01-01T12:00");
            await finance.Page.Locator("#gate-due").BlurAsync();
            await ConfirmAsync(finance, "two invoices of yesterday were not posted");
            await Assertions.Expect(Row(commander, "finance-night")).ToContainTextAsync("Refused by finance: two invoices of yesterday were not posted");
            Assert.Equal("gate-red", await StartAsync(commands, shift));

            // the condition is met, both sign
            await finance.Page.GetByRole(AriaRole.Button, new() { Name = "A condition is met…" }).ClickAsync();
            await ConfirmAsync(finance, "both were posted at noon, checked twice");
            await finance.Page.GetByRole(AriaRole.Button, new() { Name = "Sign…" }).ClickAsync();
            await ConfirmAsync(finance, Why);
            await Assertions.Expect(Row(commander, "finance-night")).ToContainTextAsync("Green");
            await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign…" }).ClickAsync();
            Assert.Empty(await Axe.SeriousAsync(owner.Page));
            await ConfirmAsync(owner, Why);
            await Assertions.Expect(commander.Page.Locator(".inway")).ToContainTextAsync("No blocking gate is red: shifts may start.");

            // what was refused starts now, by hand
            await commander.GoToAsync($"/traffic?shift={shift.Id}");
            await commander.Page.GetByRole(AriaRole.Button, new() { Name = $"Start {shift.Name}…" }).ClickAsync();
            await commander.Page.Locator("#shift-change-reason").FillAsync(Why);
            await commander.Page.Locator("#shift-change .dlg-f .btn").Last.ClickAsync();
            await Assertions.Expect(commander.Page.Locator(".lead")).ToContainTextAsync("Step 1 of 2 bakes at");

            // the evidence changes its verdict: the signature falls, and does not come back with it
            await HandInAsync(techLead, "failed", "the load test was run against the old build");
            await Assertions.Expect(Row(owner, "owner-night")).ToContainTextAsync("the load test was run against the old build");
            await Assertions.Expect(Row(owner, "owner-night").Locator(".st")).ToHaveTextAsync("Red");
            await Assertions.Expect(commander.Page.Locator(".lead")).ToContainTextAsync("A gate is red: Load held at peak", new() { Timeout = 15_000 });
            await HandInAsync(techLead, "passed", "99.8 % within 60 s at 420 orders a minute");
            await Assertions.Expect(Row(owner, "owner-night")).ToContainTextAsync("The signature of owner fell");
            using var next = await commands.PostAsJsonAsync("/api/v1/traffic", new { segment = new { lane = "high-value" }, percent = 10, mirror = false, reason = Why, expectedRevision = await RevisionAsync(commands) });
            Assert.Contains("gate-red", await next.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            foreach (var window in new[] { techLead, finance, owner, commander }) Assert.Empty(window.Complaints);
        }
        finally
        {
            if (shift is not null) await host.App.Services.GetRequiredService<ShiftCommands>().AbortAsync(shift.Id, null, commanderActor, "the test is over", null, default);
            Plan.Swap(plan);
            await host.App.Services.GetRequiredService<GateKeeper>().ReadAsync(default);
        }
    }

    [Fact]
    public async Task Waive_ProposedByOneAgreedToByAnother_StandsWaivedAndIsEnded()
    {
        var plan = Plan.Required;
        try
        {
            Plan.Swap(plan with { Gates = [gates[1] with { Id = "returns-night", Title = "Returns parity", Role = Role.BusinessOwner }] });
            await host.App.Services.GetRequiredService<GateKeeper>().ReadAsync(default);
            await using var techLead = await host.OpenAsync("techlead", "/readiness");
            await using var owner = await host.OpenAsync("owner", "/readiness");
            await Assertions.Expect(owner.Page.Locator(".desk .why")).ToContainTextAsync("needs the role IncidentCommander or TechnicalLead");

            await techLead.Page.Locator(".desk").GetByRole(AriaRole.Button, new() { Name = "Waive…" }).ClickAsync();
            await ConfirmAsync(techLead, "returns stay on legacy until Thursday");
            await owner.Page.ReloadAsync();
            await owner.InteractiveAsync();
            await owner.Page.Locator(".desk").GetByRole(AriaRole.Button, new() { Name = "Agree to the waiver…" }).ClickAsync();
            await ConfirmAsync(owner, "agreed with the store leads");

            await Assertions.Expect(Row(techLead, "returns-night")).ToContainTextAsync("Waived by techlead and owner: returns stay on legacy until Thursday");
            await owner.Page.Locator(".desk").GetByRole(AriaRole.Button, new() { Name = "End the waiver…" }).ClickAsync();
            await ConfirmAsync(owner, "returns work on both sides again");
            await Assertions.Expect(Row(techLead, "returns-night")).ToContainTextAsync("Nobody has signed it.");
            foreach (var window in new[] { techLead, owner }) Assert.Empty(window.Complaints);
        }
        finally
        {
            Plan.Swap(plan);
            await host.App.Services.GetRequiredService<GateKeeper>().ReadAsync(default);
        }
    }

    [Fact]
    public async Task Page_WithoutGatesOrStore_SaysSo()
    {
        var plan = Plan.Required;
        try
        {
            Plan.Swap(plan with { Gates = [] });
            await host.App.Services.GetRequiredService<GateKeeper>().ReadAsync(default);
            await using var window = await host.OpenAsync("owner", "/readiness");
            await Assertions.Expect(window.Page.GetByText("The plan has no gates.")).ToBeVisibleAsync();
            Plan.Swap(plan);
            await Assertions.Expect(window.Page.Locator("table.gates tbody tr[data-row]")).ToHaveCountAsync(plan.Gates.Count, new() { Timeout = 15_000 });

            await RunAsync("ALTER TABLE gate_act RENAME TO gate_act_away");
            await Assertions.Expect(window.Page.GetByText("Gates cannot be looked at:")).ToBeVisibleAsync(new() { Timeout = 15_000 });
            await Assertions.Expect(window.Page.GetByText("until they are looked at again no shift starts")).ToBeVisibleAsync();
            await Assertions.Expect(window.Page.Locator("table.gates tbody tr[data-row]")).ToHaveCountAsync(plan.Gates.Count);
        }
        finally
        {
            await RunAsync("ALTER TABLE gate_act_away RENAME TO gate_act");
            Plan.Swap(plan);
            await host.App.Services.GetRequiredService<GateKeeper>().ReadAsync(default);
        }
    }

    private static readonly Actor commanderActor = new("commander", new HashSet<Role> { Role.IncidentCommander });

    private static ILocator Row(Window window, string gate) => window.Page.Locator($"table.gates tr[data-row]:has(a[href='/readiness/{gate}'])");

    private static async Task HandInAsync(Window window, string verdict, string summary)
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Hand in evidence…" }).ClickAsync();
        await window.Page.Locator("#gate-passed").SelectOptionAsync(verdict);
        await ConfirmAsync(window, summary);
    }

    private static async Task ConfirmAsync(Window window, string reason)
    {
        await window.Page.Locator("#gate-dialog-reason").FillAsync(reason);
        await window.Page.Locator("#gate-dialog .dlg-f .btn").Last.ClickAsync();
        await Assertions.Expect(window.Page.Locator("#gate-dialog")).ToHaveCountAsync(0);
    }

    private static async Task<string?> StartAsync(HttpClient commands, Shift shift)
    {
        using var answer = await commands.PostAsJsonAsync($"/api/v1/shifts/{shift.Id}/start", new { reason = Why });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("code", out var code) ? code.GetString() : null;
    }

    private static async Task<long> RevisionAsync(HttpClient commands) => (await commands.GetFromJsonAsync<JsonElement>("/api/v1/traffic")).GetProperty("revision").GetInt64();

    private async Task<Shift> DrawUpAsync()
    {
        ShiftStepPlan Step(decimal percent) => new(percent, TimeSpan.FromHours(1), 20, true, null, 0, 0, 0);
        var drawn = await host.App.Services.GetRequiredService<ShiftCommands>().CreateAsync(new ShiftRequest([new Segment { Region = "gated", Lane = "regulated" }], [Step(5), Step(25)], SplitBy.Order), commanderActor, "as planned", null, default);
        Assert.True(drawn.Succeeded, drawn.Error?.Message);
        return drawn.Value;
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
