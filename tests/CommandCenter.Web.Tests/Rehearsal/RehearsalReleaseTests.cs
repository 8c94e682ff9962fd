using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Rehearsal;

/// <summary>Holding releases, refusing them, setting stock aside, capabilities that are missing and answers that get lost.</summary>
public class RehearsalReleaseTests
{
    private const string Key = "AR-1A1A-0001";

    public static TheoryData<string, string> Capabilities { get; } = new(
        from side in new[] { "legacy", "orchestration" }
        from capability in new[] { "create", "create-copy", "activate", "withdraw", "recall", "reserve", "unreserve", "cancel", "change", "hold", "resume", "shipped", "look-up", "ledger" }
        select (side, capability));

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Hold_ASegment_StopsItsReleasesUntilResumedAlsoOverARestart(string name)
    {
        var folder = WorldUnderTest.NewFolder();
        var clock = new FakeTimeProvider(WorldUnderTest.Noon);
        await using (var world = await WorldUnderTest.StartAsync(folder: folder, clock: clock))
        {
            var side = new TargetSide(world, name);
            await side.CreateAsync(Key);
            Assert.Equal("held", (await side.AskAsync("hold", "all", given: "h1", body: new { segment = new { region = "west" } })).Word);
            await side.CreateAsync("AR-1A1A-0002");
            await side.CreateAsync("AR-1A1A-0003", order: TargetSide.Order("AR-1A1A-0003", region: "east"));
            await side.UntilAsync("AR-1A1A-0003", "shipped", "delivered");
            Assert.Contains(await side.StageAsync(Key), new[] { "allocated", "routed" });
        }

        await using var restarted = await WorldUnderTest.StartAsync(folder: folder, clock: clock);
        var later = new TargetSide(restarted, name);
        restarted.Advance(TimeSpan.FromMinutes(30));
        Assert.Contains(await later.StageAsync(Key), new[] { "allocated", "routed" });
        Assert.Contains(await later.StageAsync("AR-1A1A-0002"), new[] { "allocated", "routed" });
        Assert.Equal(400, (await later.AskAsync("hold", "all", given: "h2", body: new { segment = new { planet = "mars" } })).Status);

        Assert.Equal("withdrawn", (await later.AskAsync("withdraw", "AR-1A1A-0002")).Word);
        Assert.Equal("resumed", (await later.AskAsync("resume", "all", given: "r1", body: new { segment = new { region = "west" } })).Word);
        await later.UntilAsync(Key, "shipped", "delivered");
        restarted.Advance(TimeSpan.FromHours(1));

        Assert.Single(await later.EffectsAsync(Key), "ship");
        Assert.Equal("withdrawn", await later.StandingAsync("AR-1A1A-0002"));
        Assert.DoesNotContain("ship", await later.EffectsAsync("AR-1A1A-0002"));
        Assert.Equal(0, (await later.Http.GetFromJsonAsync<JsonElement>("/control/releases")).GetProperty("waiting").GetInt32());
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Block_WhileTheSideIsUnreachable_MakesItsReleasesWait(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        await side.CreateAsync(Key);
        await side.CreateAsync("AR-1A1A-0002");
        using var down = await side.FaultAsync("unreachable", new { seconds = 3600 });
        await Assert.ThrowsAsync<HttpRequestException>(() => side.AskAsync("withdraw", Key));

        var blocked = await side.AskAsync("block", "all", given: "b1");
        world.Advance(TimeSpan.FromMinutes(30));
        using var up = await side.Http.DeleteAsync("/control/faults/unreachable");
        Assert.Contains(await side.StageAsync(Key), new[] { "allocated", "routed" });
        var withdrawn = await side.AskAsync("withdraw", Key);
        var unblocked = await side.AskAsync("unblock", "all", given: "u1");
        await side.UntilAsync("AR-1A1A-0002", "shipped", "delivered");

        Assert.Equal(["blocked", "withdrawn", "unblocked"], [blocked.Word, withdrawn.Word, unblocked.Word]);
        Assert.DoesNotContain("ship", await side.EffectsAsync(Key));
        Assert.Single(await side.EffectsAsync("AR-1A1A-0002"), "ship");
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Change_HoldOfAnOrder_StopsBeforeTheNextStage(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        await side.CreateAsync(Key);
        await side.UntilAsync(Key, "authorised", "routed", "allocated");

        var held = await side.AskAsync("change", Key, given: "c1", body: new { kind = "hold" });
        world.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("held", await side.StageAsync(Key));
        var address = await side.AskAsync("change", Key, given: "c2", body: new { kind = "address", change = new { street = "1 Alder Street" } });
        var back = await side.AskAsync("change", Key, given: "c3", body: new { kind = "return" });
        var released = await side.AskAsync("change", Key, given: "c4", body: new { kind = "release-hold" });
        await side.UntilAsync(Key, "shipped", "delivered");
        var late = await side.AskAsync("change", Key, given: "c5", body: new { kind = "address" });
        var returned = await side.AskAsync("change", Key, given: "c6", body: new { kind = "return" });
        world.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["recorded", "recorded", "refused", "recorded", "toolate", "recorded"], new[] { held, address, back, released, late, returned }.Select(s => s.Word));
        Assert.Equal("returned", await side.StageAsync(Key));
        Assert.Equal(["hold", "address", "release-hold", "return"], (await side.TruthAsync(Key)).GetProperty("changes").EnumerateArray().Select(c => c.GetProperty("kind").GetString()));
        Assert.Single(await side.EffectsAsync(Key), "ship");
        Assert.Equal(400, (await side.AskAsync("change", Key, given: "c7", body: new { kind = "repaint" })).Status);
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Reserve_Stock_IsSetAsideOnceAndGivenBack(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        var before = await ReservedAsync(world, side);
        var order = new { orderKey = Key, lane = "ship-to-home", region = "west", lines = new[] { new { sku = "TEE-1042-BLK-M", quantity = 3 } } };

        var reserved = await side.AskAsync("reserve", Key, body: new { order });
        var again = await side.AskAsync("reserve", Key, given: "again", body: new { order });
        var during = await ReservedAsync(world, side);
        var back = await side.AskAsync("unreserve", Key);
        var after = await ReservedAsync(world, side);
        var tooMuch = await side.AskAsync("reserve", "AR-2", body: new { order = new { orderKey = "AR-2", lane = "ship-to-home", region = "west", lines = new[] { new { sku = "TEE-1042-BLK-M", quantity = 999 } } } });
        using var none = await side.FaultAsync("no-stock");
        var without = await side.AskAsync("reserve", "AR-3");

        Assert.Equal(["reserved", "reserved", "unreserved", "nostock", "nostock"], new[] { reserved, again, back, tooMuch, without }.Select(s => s.Word));
        Assert.Equal((before + 3, before), (during, after));
    }

    [Theory]
    [MemberData(nameof(Capabilities))]
    public async Task Capability_SwitchedOff_Answers501AndDoesNothing(string name, string capability)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        await side.CreateAsync(Key);
        using var off = await side.FaultAsync("off-" + capability, new { seconds = 600 });
        off.EnsureSuccessStatusCode();

        var asked = capability.StartsWith("create", StringComparison.Ordinal)
            ? await side.CreateAsync("AR-5", copy: capability == "create-copy")
            : await side.AskAsync(capability, Key);
        var other = capability == "create" ? await side.CreateAsync("AR-6", copy: true) : await side.CreateAsync("AR-6");

        Assert.Equal(501, asked.Status);
        Assert.Equal(201, other.Status);
        Assert.Equal("owned", await side.StandingAsync(Key));
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Fault_LostAnswer_HappenedAndTheRepeatSaysSo(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        using var lost = await side.FaultAsync("lost-answer");

        await Assert.ThrowsAsync<HttpRequestException>(() => side.CreateAsync(Key));
        var found = await side.AskAsync("look-up", Key);
        var repeated = await side.CreateAsync(Key);
        await side.UntilAsync(Key, "shipped", "delivered");

        Assert.Equal([200, 201], [found.Status, repeated.Status]);
        Assert.Single(await side.EffectsAsync(Key), "ship");
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Fault_SlowAnswer_HappensThoughTheCallerHasGone(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        using var slow = await side.FaultAsync("slow-answer", new { count = 1, factor = 20 });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => side.SendAsync("create", Key, side.Create(TargetSide.Order(Key)), "k", patience.Token));
        Assert.Equal(404, (await side.AskAsync("look-up", Key)).Status);
        world.Advance(TimeSpan.FromSeconds(21));

        await AppHost.UntilAsync(async () => (await side.AskAsync("look-up", Key)).Status == 200, "the order arrives");
    }

    [Theory]
    [InlineData("refuse-422", 422)]
    [InlineData("error-500", 500)]
    public async Task Fault_BeforeDoingIt_LeavesNothing(string fault, int status)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        foreach (var side in new[] { new TargetSide(world, "legacy"), new TargetSide(world, "orchestration") })
        {
            using var on = await side.FaultAsync(fault, new { count = 1, feed = "create" });

            Assert.Equal(status, (await side.CreateAsync(Key)).Status);
            Assert.Equal(404, (await side.AskAsync("look-up", Key)).Status);
            Assert.Equal(201, (await side.CreateAsync(Key)).Status);
        }
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Shipped_OnTheOtherSide_IsNotedWithNoEffect(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        await side.CreateAsync(Key, copy: true);

        var noted = await side.AskAsync("shipped", Key);
        var unknown = await side.AskAsync("shipped", "AR-1A1A-0002");
        world.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["noted", "noted"], [noted.Word, unknown.Word]);
        foreach (var key in new[] { Key, "AR-1A1A-0002" })
        {
            Assert.Equal("copy", await side.StandingAsync(key));
            Assert.Empty(await side.EffectsAsync(key));
        }
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Ledger_PageByPage_TellsEveryOrderTheHistoryIncluded(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 10);
        var side = new TargetSide(world, name);
        await side.CreateAsync(Key);
        var (orders, next) = (new List<JsonElement>(), "");
        do
        {
            var page = await side.Http.GetFromJsonAsync<JsonElement>(side.IsOrchestration ? $"/v1/ledger?pageToken={next}&limit=300" : $"/oms/ledger?page={next}&limit=300");
            orders.AddRange(page.GetProperty("orders").EnumerateArray());
            next = page.GetProperty(side.IsOrchestration ? "nextPageToken" : "next").GetString();
        }
        while (next is not null);

        var summary = await side.Http.GetFromJsonAsync<JsonElement>("/control/ledger");
        var words = orders.CountBy(o => o.GetProperty(side.IsOrchestration ? "role" : "own").GetString()!).ToDictionary();
        Assert.Equal(summary.GetProperty("owned").GetInt32() + (words.Values.Sum() - summary.GetProperty("orders").GetInt32()), words[side.IsOrchestration ? "OWNER" : "O"]);
        Assert.True(words[side.IsOrchestration ? "REPLICA" : "C"] >= summary.GetProperty("copies").GetInt32());
        Assert.Equal(orders.Count, orders.Select(o => o.GetProperty(side.IsOrchestration ? "orderKey" : "ref").GetString()).Distinct().Count());
        Assert.All(orders, o => Assert.Equal(1, o.GetProperty("epoch").GetInt32()));
        Assert.All(orders, o => Assert.NotEqual(0, o.GetProperty("lines").GetArrayLength()));
        Assert.All(orders, o => Assert.True(o.GetProperty(side.IsOrchestration ? "attributes" : "att").TryGetProperty("lane", out _)));
        Assert.All(orders.Where(o => o.GetProperty(side.IsOrchestration ? "role" : "own").GetString() is "C" or "REPLICA"), o => Assert.Empty(o.GetProperty(side.IsOrchestration ? "effects" : "eff").EnumerateObject()));
    }

    private static async Task<long> ReservedAsync(WorldUnderTest world, TargetSide side)
    {
        var path = side.IsOrchestration ? "/v2/inventory?limit=1000" : "/wms/stock?limit=1000";
        using var page = JsonDocument.Parse(await (side.IsOrchestration ? world.Platform : world.Wms).GetStringAsync(path));
        return page.RootElement.GetProperty(side.IsOrchestration ? "data" : "stock").EnumerateArray().Where(r => r.GetProperty("sku").GetString() == "TEE-1042-BLK-M" && r.GetProperty(side.IsOrchestration ? "locationId" : "site").GetString() is "DC-RENO" or "0901")
            .Sum(r => r.GetProperty(side.IsOrchestration ? "reserved" : "rs").GetInt64());
    }
}
