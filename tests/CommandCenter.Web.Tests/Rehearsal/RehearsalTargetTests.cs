using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Rehearsal;

/// <summary>What the two sides do when they are sent orders.</summary>
public class RehearsalTargetTests
{
    private const string Key = "AR-1A1A-0001";

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Create_AnOrder_LivesOnLikeTheWorldsOwn(string name)
    {
        await using var world = await WorldUnderTest.StartAsync();
        var side = new TargetSide(world, name);

        var made = await side.CreateAsync(Key);
        var end = await side.UntilAsync(Key, "shipped", "delivered");
        var truth = await side.TruthAsync(Key);
        var effects = await side.EffectsAsync(Key);

        Assert.Equal(201, made.Status);
        Assert.Contains(end, new[] { "shipped", "delivered" });
        Assert.Equal("owned", truth.GetProperty("standing").GetString());
        Assert.Equal(["authorise", "capture", "label", "notify", "post", "reserve", "ship"], effects.Order(StringComparer.Ordinal));
        var told = side.IsOrchestration
            ? (await world.LogAsync("order-events")).Where(e => e.TryGetProperty("orderKey", out var k) && k.GetString() == Key).Select(e => e.GetProperty("type").GetString())
            : (await world.TransactionsAsync()).Where(t => RefOf(t) == Key).Select(t => t.GetProperty("tx_state").GetString());
        Assert.NotEmpty(told);
        await world.SignInAsync();
        var shipments = side.IsOrchestration ? await world.LogAsync("shipments") : await world.WmsShipmentsAsync();
        Assert.Contains(shipments, s => s.GetProperty(side.IsOrchestration ? "orderKey" : "ord").GetString() == Key);
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Create_MinimalOrder_GetsDefaults(string name)
    {
        await using var world = await WorldUnderTest.StartAsync();
        var side = new TargetSide(world, name);

        var made = await side.CreateAsync(Key, order: new { orderKey = Key, lane = "curbside-pickup" });

        Assert.Equal(201, made.Status);
        Assert.Equal("curbside-pickup", (await side.TruthAsync(Key)).GetProperty("attributes").GetProperty("lane").GetString());
        Assert.Contains("\"epoch\":1", (await side.AskAsync("look-up", Key)).Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Unusable { get; } = new()
    {
        { """{"orderKey":"ar-1","lane":"ship-to-home"}""", "orderKey" },
        { """{"orderKey":"AR-1","lane":"by-drone"}""", "lane" },
        { """{"orderKey":"AR-1"}""", "lane" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","store":"9999"}""", "store" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","placedAt":"yesterday"}""", "placedAt" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","placedAt":"2031-01-01T00:00:00Z"}""", "placedAt" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","lines":[]}""", "lines" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","lines":[{"quantity":0}]}""", "lines[0].quantity" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","lines":[{"node":"MOON"}]}""", "lines[0].node" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","lines":[{"line":"1"},{"line":"1"}]}""", "lines[1].line" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","money":{"goods":100,"total":50}}""", "money.total" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","money":{"currency":"EUR"}}""", "money.currency" },
        { """{"orderKey":"AR-1","lane":"ship-to-home","promises":{"shipBy":"2026-11-11"}}""", "promises.shipBy" },
        { "[1]", "orderKey" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Create_WhatCannotBeUsed_IsNamed(string order, string member)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        using var given = JsonDocument.Parse(order);
        foreach (var side in new[] { new TargetSide(world, "legacy"), new TargetSide(world, "orchestration") })
        {
            var said = await side.CreateAsync("AR-1", order: given.RootElement);

            Assert.Equal(400, said.Status);
            Assert.Contains(member, said.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Create_Repeated_AnswersTheOriginalAlsoAfterARestart(string name)
    {
        var folder = WorldUnderTest.NewFolder();
        var clock = new FakeTimeProvider(WorldUnderTest.Noon);
        Said first, again, other;
        await using (var world = await WorldUnderTest.StartAsync(folder: folder, clock: clock))
        {
            var side = new TargetSide(world, name);
            first = await side.CreateAsync(Key);
            again = await side.CreateAsync(Key);
            other = await side.CreateAsync(Key, order: TargetSide.Order(Key, region: "east"));
        }

        await using var restarted = await WorldUnderTest.StartAsync(folder: folder, clock: clock);
        var later = new TargetSide(restarted, name);
        var afterwards = await later.CreateAsync(Key);
        var otherKey = await later.CreateAsync(Key, given: "another");
        await later.UntilAsync(Key, "shipped", "delivered");

        Assert.Equal([201, 201, 409, 201, 409], new[] { first, again, other, afterwards, otherKey }.Select(s => s.Status));
        Assert.Equal(first.Text, afterwards.Text);
        Assert.Single(await later.EffectsAsync(Key), "ship");
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Request_WithoutKeyOrEpochOrSignIn_IsRefused(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        await side.CreateAsync(Key, epoch: 3);

        Assert.Equal(400, (await side.SendAsync("create", Key, side.Create(TargetSide.Order("AR-2")), given: null)).Status);
        Assert.Equal(400, (await side.AskAsync("withdraw", Key, body: new { })).Status);
        Assert.Equal(404, (await side.AskAsync("withdraw", "AR-404", epoch: 3)).Status);
        foreach (var capability in new[] { "withdraw", "cancel", "activate", "recall" })
        {
            Assert.Equal(409, (await side.AskAsync(capability, Key, epoch: 2)).Status);
        }

        side.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(401, (await side.CreateAsync("AR-3")).Status);
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Copy_ForAsLongAsItLives_HasNoEffectOutside(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        var keys = Enumerable.Range(0, 40).Select(i => $"AR-2B2B-{i:0000}").ToList();
        foreach (var key in keys)
        {
            Assert.Equal(201, (await side.CreateAsync(key, copy: true, until: key[^1] % 2 == 0 ? "allocated" : null)).Status);
            Assert.Equal("recorded", (await side.AskAsync("change", key, body: new { kind = "address", replica = true, copy = "Y" })).Word);
        }

        world.Advance(TimeSpan.FromMinutes(1));
        var truths = await Task.WhenAll(keys.Select(side.TruthAsync));
        world.Advance(TimeSpan.FromHours(3));
        await world.SignInAsync();
        var ends = await Task.WhenAll(keys.Select(side.TruthAsync));
        var shipments = side.IsOrchestration ? await world.LogAsync("shipments") : await world.WmsShipmentsAsync();

        Assert.All(ends, t => Assert.Equal("copy", t.GetProperty("standing").GetString()));
        Assert.All(ends, t => Assert.Empty(t.GetProperty("effects").EnumerateArray()));
        Assert.Contains(truths.Concat(ends), t => t.GetProperty("stage").GetString() == "routed");
        Assert.All(ends, t => Assert.Contains(t.GetProperty("stage").GetString(), new[] { "created", "routed", "allocated", "cancelled" }));
        Assert.DoesNotContain(shipments, s => keys.Contains(s.GetProperty(side.IsOrchestration ? "orderKey" : "ord").GetString()!));
        Assert.Equal(400, (await side.CreateAsync("AR-9", copy: true, until: "released")).Status);
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Transfer_WithdrawnThenActivated_ShipsOnceAndAuthorisesNothingAgain(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var old = new TargetSide(world, name);
        await old.CreateAsync(Key);
        await old.Other.CreateAsync(Key, copy: true);
        await old.UntilAsync(Key, "authorised", "allocated", "routed");

        var reserved = await old.Other.AskAsync("reserve", Key);
        var withdrawn = await old.AskAsync("withdraw", Key);
        var activated = await old.Other.AskAsync("activate", Key, epoch: 2);
        await old.Other.UntilAsync(Key, "shipped", "delivered");
        world.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["reserved", "withdrawn"], [reserved.Word, withdrawn.Word]);
        Assert.Equal(200, activated.Status);
        Assert.Equal("withdrawn", await old.StandingAsync(Key));
        Assert.Equal("owned", await old.Other.StandingAsync(Key));
        Assert.Equal(2, (await old.Other.TruthAsync(Key)).GetProperty("epoch").GetInt32());
        var before = await old.EffectsAsync(Key);
        var after = await old.Other.EffectsAsync(Key);
        Assert.Single(before.Concat(after), "authorise");
        Assert.Single(before.Concat(after), "ship");
        Assert.Single(after, "capture");
        Assert.DoesNotContain("notify", before);
        Assert.Equal(409, (await old.CreateAsync(Key, epoch: 1, given: "late")).Status);
        Assert.Equal(201, (await old.CreateAsync(Key, epoch: 3)).Status);
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Withdraw_AtEachStage_IsDoneOrTooLate(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        foreach (var (stage, i) in new[] { "created", "authorised", "routed", "allocated", "released", "picked", "packed", "shipped", "delivered", "cancelled" }.Select((s, i) => (s, i)))
        {
            var key = $"AR-3C3C-{i:0000}";
            await side.CreateAsync(key);
            if (stage == "cancelled")
            {
                Assert.Equal("cancelled", (await side.AskAsync("cancel", key)).Word);
                world.Advance(TimeSpan.FromSeconds(1));
            }
            else if (i < 4)
            {
                await side.UntilAsync(key, [.. new[] { "created", "authorised", "routed", "allocated" }.Skip(Math.Min(i, 2))]);
            }
            else
            {
                await side.UntilAsync(key, [.. new[] { "released", "picked", "packed", "shipped", "delivered" }.Skip(i - 4)]);
            }

            var said = await side.AskAsync("withdraw", key);
            var effects = await side.EffectsAsync(key);
            var records = await RecordsAsync(world, side, key);
            world.Advance(TimeSpan.FromMinutes(40));

            Assert.Equal(200, said.Status);
            Assert.Equal(i < 4 ? "withdrawn" : "toolate", said.Word);
            if (i < 4)
            {
                Assert.Equal("withdrawn", await side.StandingAsync(key));
                Assert.Equal(effects, await side.EffectsAsync(key));
                Assert.True(await RecordsAsync(world, side, key) - records <= 3, "what was said before may still arrive, nothing else does");
                Assert.DoesNotContain("ship", effects);
            }
            else if (stage != "cancelled")
            {
                Assert.Single(await side.EffectsAsync(key), "ship");
            }
        }
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Recall_BeforeAnybodyPicked_MakesTheOrderWithdrawable(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        await side.CreateAsync(Key);
        await side.UntilAsync(Key, "released");

        var recalled = await side.AskAsync("recall", Key);
        world.Advance(TimeSpan.FromSeconds(1));
        var stage = await side.StageAsync(Key);
        var withdrawn = await side.AskAsync("withdraw", Key);
        world.Advance(TimeSpan.FromHours(2));

        Assert.Equal(["recalled", "withdrawn"], [recalled.Word, withdrawn.Word]);
        Assert.Contains(stage, new[] { "allocated", "routed" });
        Assert.DoesNotContain("ship", await side.EffectsAsync(Key));

        const string kept = "AR-1A1A-0002";
        await side.CreateAsync(kept);
        await side.UntilAsync(kept, "released");
        await side.AskAsync("recall", kept);
        await side.UntilAsync(kept, "picked", "packed");
        Assert.Equal("refused", (await side.AskAsync("recall", kept, given: "again")).Word);
        await side.UntilAsync(kept, "shipped", "delivered");
        Assert.Single(await side.EffectsAsync(kept), "ship");
    }

    [Theory]
    [MemberData(nameof(TargetSide.Both), MemberType = typeof(TargetSide))]
    public async Task Cancel_Twice_HappensOnceAndNotAfterTheRelease(string name)
    {
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        var side = new TargetSide(world, name);
        await side.CreateAsync(Key);
        await side.CreateAsync("AR-1A1A-0002");
        await side.UntilAsync(Key, "authorised", "allocated", "routed");

        var once = await side.AskAsync("cancel", Key);
        world.Advance(TimeSpan.FromSeconds(1));
        var twice = await side.AskAsync("cancel", Key, given: "again");
        await side.UntilAsync("AR-1A1A-0002", "released", "picked", "packed", "shipped");
        var late = await side.AskAsync("cancel", "AR-1A1A-0002");
        world.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["cancelled", "cancelled", "toolate"], [once.Word, twice.Word, late.Word]);
        Assert.Equal("cancelled", await side.StageAsync(Key));
        Assert.DoesNotContain("ship", await side.EffectsAsync(Key));
        Assert.Single(await side.EffectsAsync(Key), "notify");
    }

    /// <summary>The registers write some keys small and with a blank.</summary>
    private static string RefOf(JsonElement transaction) => transaction.GetProperty("ref").GetString()!.Trim().ToUpperInvariant();

    private static async Task<int> RecordsAsync(WorldUnderTest world, TargetSide side, string key) => side.IsOrchestration
        ? (await world.LogAsync("order-events")).Count(e => e.TryGetProperty("orderKey", out var k) && k.GetString() == key)
        : (await world.TransactionsAsync()).Where(t => RefOf(t) == key).Sum(t => t.GetProperty("rev").GetInt32());
}
