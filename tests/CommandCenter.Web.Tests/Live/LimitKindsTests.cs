using System.Net.Http.Json;
using System.Text.Json;

namespace CommandCenter.Tests.Live;

/// <summary>Limits that are no stage within a duration, from the plan to the case, through the whole product.</summary>
public class LimitKindsTests
{
    private const string Kept = "      - { stage: label, from: picked, within: 2h, target: 96, atRiskBefore: 15m }";

    [Fact]
    public async Task Label_NotThereInTime_IsAClockOfTheOrderAndACaseOfTheVendor()
    {
        // ten seconds between routing and the label: hardly a box is packed in that; shorter, and the polling would be what is late. Not from picking: warehouses pick in waves, and between two of them nothing is picked for a while
        await using var host = await AppHost.StartAsync(new AppHostOptions
        {
            EditPlan = plan => plan.Replace(Kept, "      - { stage: label, from: routed, within: 100s, target: 96 }", StringComparison.Ordinal),
            ConfigureWorld = world => world.BackfillMinutes = 20,
        });
        using var ops = await host.TokenClientAsync("ops");

        JsonElement found = default;
        await AppHost.UntilAsync(async () =>
        {
            var cases = await ops.GetFromJsonAsync<JsonElement>("/api/v1/exceptions?phase=all&bucket=carrier-response-failure&limit=200");
            found = cases.GetProperty("items").EnumerateArray().FirstOrDefault(c => c.GetProperty("rule").GetString() == "sla-breach:label" && c.GetProperty("orderKey").ValueKind == JsonValueKind.String);
            return found.ValueKind == JsonValueKind.Object;
        }, "a label that is late becomes a case", TimeSpan.FromMinutes(2));
        Assert.Equal("vendor", found.GetProperty("team").GetString());
        Assert.StartsWith("No carrier label in time on ", found.GetProperty("title").GetString(), StringComparison.Ordinal);

        var order = await ops.GetFromJsonAsync<JsonElement>("/api/v1/orders/" + found.GetProperty("orderKey").GetString());
        var label = order.GetProperty("timers").EnumerateArray().Single(t => t.GetProperty("limit").GetString() == "label from routed");
        Assert.Equal("label", label.GetProperty("stage").GetString());
        Assert.Equal(JsonValueKind.String, label.GetProperty("breachedAt").ValueKind);

        var live = await ops.GetFromJsonAsync<JsonElement>("/api/v1/live");
        Assert.Contains(live.GetProperty("timers").EnumerateArray(), t => t.GetProperty("stage").GetString() == "label" && t.GetProperty("state").GetString() == "overdue");
        var lanes = await ops.GetFromJsonAsync<JsonElement>("/api/v1/lanes");
        var promise = lanes.GetProperty("items").EnumerateArray().Single(l => l.GetProperty("id").GetString() == "marketplace").GetProperty("sla").EnumerateArray().Single(s => s.GetProperty("due").ValueKind == JsonValueKind.String);
        Assert.Equal(("shipBy", JsonValueKind.Null, 2), (promise.GetProperty("due").GetString(), promise.GetProperty("withinSeconds").ValueKind, promise.GetProperty("atRiskLevelsSeconds").GetArrayLength()));
    }
}
