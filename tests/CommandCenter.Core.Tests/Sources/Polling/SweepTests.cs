using System.Globalization;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources.Polling;
using CommandCenter.Tests.Sources.Http;
using CommandCenter.Tests.Sources.Mapping;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Sources.Polling;

/// <summary>A source whose polls cannot be trusted, and the sweep that finds it out; a real server, a real store, a clock of the test's own.</summary>
public class SweepTests
{
    private static readonly DateTimeOffset begin = Shop.Begin;

    private static CommandCenter.Sources.Sweeping.SweepStanding? Standing(SourceWorld world) => world.Reports.LastOrDefault(r => r.Sweep is not null)?.Sweep;

    [Fact]
    public async Task CursorFieldStandsStill_SweepBringsTheChangeAndAlarms()
    {
        var shop = Shop.With("A1", "A2", "A3");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server);
        await using var _ = world;
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A1", Stage.Created), "the first poll");

        shop.Set("A2", "picked", begin.AddMinutes(-1), moveCursor: false);
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A2", Stage.Picked), "the sweep's news");
        await Shop.RunUntilAsync(time, () => Standing(world)?.MissedTotal > 0, "the alarm");

        var standing = Standing(world)!;
        Assert.Equal((1, 1L, "A2"), (standing.Missed, standing.MissedTotal, standing.MissedKey));
    }

    [Fact]
    public async Task CursorFieldStandsStill_NothingSweeps_NobodyNotices()
    {
        // the other half of the proof: it is the sweep that finds it
        var shop = Shop.With("A1", "A2");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server, sweep: false);
        await using var _ = world;
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A1", Stage.Created), "the first poll");

        shop.Set("A2", "picked", begin.AddMinutes(-1), moveCursor: false);
        var polls = server.Requests.Count + 30;
        await Shop.RunUntilAsync(time, () => server.Requests.Count >= polls, "thirty more polls");

        Assert.False(Shop.IsAt(world, "A2", Stage.Picked));
    }

    [Fact]
    public async Task CursorMovesAsItShould_SweptFirst_IsNoAlarm()
    {
        var shop = Shop.With("A1", "A2", "A3");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server);
        await using var _ = world;
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A1", Stage.Created), "the first poll");

        // polling is blind for a moment, so that the sweep is first; then it brings the same
        shop.LeftOut = ["A2"];
        shop.Set("A2", "picked", time.GetUtcNow());
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A2", Stage.Picked), "the sweep's news");
        shop.LeftOut = [];
        var walk = Standing(world)?.EndedAt;
        var until = time.GetUtcNow().AddMinutes(5);
        await Shop.RunUntilAsync(time, () => time.GetUtcNow() > until && Standing(world)?.EndedAt > (walk ?? begin), "five minutes");

        Assert.Equal(0, Standing(world)!.MissedTotal);
    }

    [Fact]
    public async Task PageMissingForLongerThanTheOverlap_IsClosedForOpenOrdersAndAlarmed()
    {
        var shop = Shop.With("A1", "A2", "A3", "A4", "A5");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server);
        await using var _ = world;
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A5", Stage.Created), "the first poll");

        shop.LeftOut = ["A2", "A3", "A4"];
        foreach (var key in new[] { "A2", "A3", "A4", "A5" })
        {
            shop.Set(key, "shipped", time.GetUtcNow());
        }

        await Shop.RunUntilAsync(time, () => new[] { "A2", "A3", "A4", "A5" }.All(k => Shop.IsAt(world, k, Stage.Shipped)), "what the page held");
        await Shop.RunUntilAsync(time, () => Standing(world)?.MissedTotal == 3, "the alarm about three");
        // and polling brings new orders as ever
        shop.Set("B1", "created", time.GetUtcNow());
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "B1", Stage.Created), "a new order");
    }

    [Fact]
    public async Task OrderUnknownToTheSource_IsCountedAndNamedAndKept()
    {
        var shop = Shop.With("A1", "A2", "A3");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server);
        await using var _ = world;
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "A3", Stage.Created), "the first poll");
        lock (shop.Rows)
        {
            shop.Rows.Remove("A2");
        }

        await Shop.RunUntilAsync(time, () => Standing(world) is { Walking: false, Unknown: 1 }, "a walk that misses one");
        Assert.Equal(["A2"], Standing(world)!.UnknownKeys);
        Assert.Equal((3, 3), (Standing(world)!.Checked, Standing(world)!.Open));
        Assert.Contains("A2", await world.OrdersAsync());
    }

    [Fact]
    public async Task FinalOrders_AreNotAskedFor()
    {
        var shop = Shop.With("A1", "A2", "A3");
        shop.Set("A2", "delivered", begin.AddMinutes(-9));
        shop.Set("A3", "cancelled", begin.AddMinutes(-8));
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server);
        await using var _ = world;

        await Shop.RunUntilAsync(time, () => Standing(world)?.EndedAt is not null, "a walk");

        Assert.Equal(["A1"], shop.Asked.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task LookUpThatFails_SaysSoKeepsItsPlaceAndPollingGoesOn()
    {
        var shop = Shop.With("A1", "A2", "A3");
        shop.LookUpStatus = 403;
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server);
        await using var _ = world;

        await Shop.RunUntilAsync(time, () => Standing(world)?.Error is { } error && error.Contains("403", StringComparison.Ordinal), "a sweep that stands still");
        shop.Set("B1", "created", time.GetUtcNow());
        await Shop.RunUntilAsync(time, () => Shop.IsAt(world, "B1", Stage.Created), "polling as ever");
        shop.LookUpStatus = 200;
        await Shop.RunUntilAsync(time, () => Standing(world) is { Error: null, EndedAt: not null, Checked: >= 3 }, "a whole walk");
        Assert.DoesNotContain(world.Reports, r => !r.Succeeded);
    }

    [Fact]
    public async Task Rate_LookUps_AreNoFasterThanThePlanSays()
    {
        var shop = Shop.With([.. Enumerable.Range(0, 30).Select(i => $"A{i:00}")]);
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await Shop.WatchAsync(server, batch: 1);
        await using var _ = world;
        await Shop.RunUntilAsync(time, () => shop.Asked.Count > 0, "the first look-up");
        var began = time.GetUtcNow();

        await Shop.RunUntilAsync(time, () => Standing(world)?.EndedAt is not null, "a walk over thirty");

        // the clock moves by seconds here, so a look-up a step is the most that can be seen
        Assert.Equal(30, shop.Asked.Count);
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromSeconds(3), "thirty look-ups took less than three seconds");
    }
}
