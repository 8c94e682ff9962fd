using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Tests.Rehearsal;

public class DemoPlanTests
{
    [Fact]
    public void Read_DemoPlan_HasNoProblem()
    {
        var read = DemoPlan.Read();

        Assert.Empty(read.Problems.Select(p => p.ToString()));
        Assert.Equal(84, read.Plan!.Stores.Count);
        Assert.Equal(9, read.Plan.Lanes.Count);
        Assert.Equal(13, read.Plan.SystemsOfRecord.Count);
    }

    [Fact]
    public async Task Mappings_EveryFeedOfTheWorld_RefuseOnlyTheMalformed()
    {
        var plan = DemoPlan.Read().Plan!;
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 15);

        Check(plan, "legacy-orders", await world.TransactionsAsync());
        Check(plan, "legacy-shipments", await world.WmsShipmentsAsync());
        Check(plan, "orch-orders", await world.LogAsync("order-events"));
        Check(plan, "orch-shipments", await world.LogAsync("shipments"));
        Check(plan, "care-contacts", await WorldUnderTest.WalkKeysetAsync(world.Pos, "/care/contacts", "contacts", "at", "cid", 500));
        Check(plan, "legacy-stock", await ItemsAsync(world.Wms, "/wms/stock?limit=1000", "stock"));
        Check(plan, "legacy-queues", await ItemsAsync(world.Wms, "/wms/queues", "queues"));
        Check(plan, "orch-stock", await ItemsAsync(world.Platform, "/v2/inventory?limit=1000", "data"));
        Check(plan, "orch-queues", await ItemsAsync(world.Platform, "/v2/queues", "data"));
    }

    private static void Check(CutoverPlan plan, string source, List<JsonElement> records)
    {
        var definition = plan.Source(source)!;
        var mapping = CompiledMapping.Compile(plan.Mapping(definition.Mapping)!, plan.LookupTables, MappingSalt.OfTrial, out var problems);
        Assert.Empty(problems);
        var scope = new MappingScope(source, definition.Side, WorldUnderTest.Noon);
        var mapped = records.ConvertAll(r => (Record: r, Outcome: mapping!.Map(r, scope)));
        var refused = mapped.Where(m => !m.Outcome.Accepted).ToList();

        Assert.NotEmpty(records);
        Assert.True(refused.Count <= 1 + records.Count * 0.004, $"{source}: {refused.Count} of {records.Count} refused: {string.Join(" | ", refused.Take(3).Select(r => string.Join("; ", r.Outcome.Reasons) + " " + r.Record))}");
        if (definition.Reports.Count > 0)
        {
            var made = mapped.Where(m => m.Outcome.Accepted).SelectMany(m => m.Outcome.Event!.Facts.Where(f => f.Path.StartsWith(FactPath.StagePrefix, StringComparison.Ordinal)).Select(f => f.Path[FactPath.StagePrefix.Length..])
                .Append(m.Outcome.Event.Stage?.Name() ?? "")).ToHashSet();
            Assert.Subset(made, definition.Reports.Where(s => s is not (Stage.Returned or Stage.Delivered)).Select(s => s.Name()).ToHashSet());
        }
    }

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient client, string path, string items)
    {
        using var page = JsonDocument.Parse(await client.GetStringAsync(path));
        return [.. page.RootElement.GetProperty(items).Clone().EnumerateArray()];
    }
}
