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
    private static readonly DateTimeOffset begin = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    /// <summary>A row of the source: what it says, and the cursor field, which a careful source moves with it.</summary>
    private sealed record Row(string Key, string State, DateTimeOffset Changed, DateTimeOffset Cursor);

    private sealed class Shop
    {
        public readonly Dictionary<string, Row> Rows = new(StringComparer.Ordinal);
        public readonly List<string> Asked = [];
        public int LookUpStatus = 200;
        public HashSet<string> LeftOut = [];

        public void Set(string key, string state, DateTimeOffset changed, bool moveCursor = true)
        {
            lock (Rows)
            {
                Rows[key] = new Row(key, state, changed, moveCursor ? changed : Rows[key].Cursor);
            }
        }

        public async Task AnswerAsync(HttpContext context)
        {
            var query = context.Request.Query;
            List<Row> rows;
            lock (Rows)
            {
                if (context.Request.Path == "/search")
                {
                    var keys = query["keys"].ToString().Split(',');
                    Asked.AddRange(keys);
                    rows = [.. keys.Where(Rows.ContainsKey).Select(k => Rows[k])];
                }
                else
                {
                    var since = query["since"] == "" ? DateTimeOffset.MinValue : DateTimeOffset.Parse(query["since"].ToString(), CultureInfo.InvariantCulture);
                    rows = [.. Rows.Values.Where(r => r.Cursor > since && !LeftOut.Contains(r.Key)).OrderBy(r => r.Cursor).Take(100)];
                }
            }

            context.Response.StatusCode = context.Request.Path == "/search" ? LookUpStatus : 200;
            await context.Response.WriteAsJsonAsync(new { rows = rows.Select(r => new { @ref = r.Key, state = r.State, at = r.Changed, t = r.Cursor }).ToArray() });
        }
    }

    private static readonly MappingDefinition mapping = new()
    {
        Id = "m", Hash = "m1", Kind = RecordKind.Order, Key = MappingFixture.Path("$.ref"), OccurredAt = MappingFixture.Path("$.at"), Stage = MappingFixture.Path("$.state"),
        Fields = new Dictionary<string, FieldRule> { ["sideId"] = MappingFixture.Path("$.ref") },
    };

    private static async Task<(SourceWorld World, FakeTimeProvider Time)> StartAsync(ForeignServer server, int batch = 2, bool sweep = true)
    {
        var time = new FakeTimeProvider(begin);
        var http = Reading.Simple with { Url = "/orders?since={cursor}", CursorTime = "$.t", Timeout = TimeSpan.FromSeconds(60) };
        var source = server.Source(http, TimeSpan.FromSeconds(30)) with { Every = TimeSpan.FromSeconds(5) };
        source = source with
        {
            Http = source.Http! with { LookUp = new LookUpSettings { Url = server.Url + "/search?keys={keys}", Items = "$.rows" } },
            Sweep = sweep ? new SweepSettings { Every = TimeSpan.FromSeconds(60), OlderThan = TimeSpan.Zero, Batch = batch, PerSecond = 10 } : null,
        };
        return (await SourceWorld.StartAsync(SourceWorld.Plan([source], mapping), time: time, allowed: [server.Authority]), time);
    }

    /// <summary>Lets the clock run in small steps until something holds.</summary>
    private static Task RunUntilAsync(FakeTimeProvider time, Func<bool> holds, string what) => SourceWorld.UntilAsync(() =>
    {
        if (holds())
        {
            return true;
        }

        time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }, what);

    private static CommandCenter.Sources.Sweeping.SweepStanding? Standing(SourceWorld world) => world.Reports.LastOrDefault(r => r.Sweep is not null)?.Sweep;

    private static bool IsAt(SourceWorld world, string key, Stage stage) => world.Batches.SelectMany(b => b.Orders).LastOrDefault(o => o.OrderKey == key)?.Stage == stage;

    private static Shop ShopWith(params string[] keys)
    {
        // the newest row is finished: the others lie further behind the cursor than the overlap
        var shop = new Shop();
        shop.Set("Z9", "delivered", begin.AddMinutes(-1));
        foreach (var key in keys)
        {
            shop.Set(key, "created", begin.AddMinutes(-10));
        }

        return shop;
    }

    [Fact]
    public async Task CursorFieldStandsStill_SweepBringsTheChangeAndAlarms()
    {
        var shop = ShopWith("A1", "A2", "A3");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await StartAsync(server);
        await using var _ = world;
        await RunUntilAsync(time, () => IsAt(world, "A1", Stage.Created), "the first poll");

        shop.Set("A2", "picked", begin.AddMinutes(-1), moveCursor: false);
        await RunUntilAsync(time, () => IsAt(world, "A2", Stage.Picked), "the sweep's news");
        await RunUntilAsync(time, () => Standing(world)?.MissedTotal > 0, "the alarm");

        var standing = Standing(world)!;
        Assert.Equal((1, 1L, "A2"), (standing.Missed, standing.MissedTotal, standing.MissedKey));
    }

    [Fact]
    public async Task CursorFieldStandsStill_NothingSweeps_NobodyNotices()
    {
        // the other half of the proof: it is the sweep that finds it
        var shop = ShopWith("A1", "A2");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await StartAsync(server, sweep: false);
        await using var _ = world;
        await RunUntilAsync(time, () => IsAt(world, "A1", Stage.Created), "the first poll");

        shop.Set("A2", "picked", begin.AddMinutes(-1), moveCursor: false);
        var polls = server.Requests.Count + 30;
        await RunUntilAsync(time, () => server.Requests.Count >= polls, "thirty more polls");

        Assert.False(IsAt(world, "A2", Stage.Picked));
    }

    [Fact]
    public async Task CursorMovesAsItShould_SweptFirst_IsNoAlarm()
    {
        var shop = ShopWith("A1", "A2", "A3");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await StartAsync(server);
        await using var _ = world;
        await RunUntilAsync(time, () => IsAt(world, "A1", Stage.Created), "the first poll");

        // polling is blind for a moment, so that the sweep is first; then it brings the same
        shop.LeftOut = ["A2"];
        shop.Set("A2", "picked", time.GetUtcNow());
        await RunUntilAsync(time, () => IsAt(world, "A2", Stage.Picked), "the sweep's news");
        shop.LeftOut = [];
        var walk = Standing(world)?.EndedAt;
        var until = time.GetUtcNow().AddMinutes(5);
        await RunUntilAsync(time, () => time.GetUtcNow() > until && Standing(world)?.EndedAt > (walk ?? begin), "five minutes");

        Assert.Equal(0, Standing(world)!.MissedTotal);
    }

    [Fact]
    public async Task PageMissingForLongerThanTheOverlap_IsClosedForOpenOrdersAndAlarmed()
    {
        var shop = ShopWith("A1", "A2", "A3", "A4", "A5");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await StartAsync(server);
        await using var _ = world;
        await RunUntilAsync(time, () => IsAt(world, "A5", Stage.Created), "the first poll");

        shop.LeftOut = ["A2", "A3", "A4"];
        foreach (var key in new[] { "A2", "A3", "A4", "A5" })
        {
            shop.Set(key, "shipped", time.GetUtcNow());
        }

        await RunUntilAsync(time, () => new[] { "A2", "A3", "A4", "A5" }.All(k => IsAt(world, k, Stage.Shipped)), "what the page held");
        await RunUntilAsync(time, () => Standing(world)?.MissedTotal == 3, "the alarm about three");
        // and polling brings new orders as ever
        shop.Set("B1", "created", time.GetUtcNow());
        await RunUntilAsync(time, () => IsAt(world, "B1", Stage.Created), "a new order");
    }

    [Fact]
    public async Task OrderUnknownToTheSource_IsCountedAndNamedAndKept()
    {
        var shop = ShopWith("A1", "A2", "A3");
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await StartAsync(server);
        await using var _ = world;
        await RunUntilAsync(time, () => IsAt(world, "A3", Stage.Created), "the first poll");
        lock (shop.Rows)
        {
            shop.Rows.Remove("A2");
        }

        await RunUntilAsync(time, () => Standing(world) is { Walking: false, Unknown: 1 }, "a walk that misses one");
        Assert.Equal(["A2"], Standing(world)!.UnknownKeys);
        Assert.Equal((3, 3), (Standing(world)!.Checked, Standing(world)!.Open));
        Assert.Contains("A2", await world.OrdersAsync());
    }

    [Fact]
    public async Task FinalOrders_AreNotAskedFor()
    {
        var shop = ShopWith("A1", "A2", "A3");
        shop.Set("A2", "delivered", begin.AddMinutes(-9));
        shop.Set("A3", "cancelled", begin.AddMinutes(-8));
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await StartAsync(server);
        await using var _ = world;

        await RunUntilAsync(time, () => Standing(world)?.EndedAt is not null, "a walk");

        Assert.Equal(["A1"], shop.Asked.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task LookUpThatFails_SaysSoKeepsItsPlaceAndPollingGoesOn()
    {
        var shop = ShopWith("A1", "A2", "A3");
        shop.LookUpStatus = 403;
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await StartAsync(server);
        await using var _ = world;

        await RunUntilAsync(time, () => Standing(world)?.Error is { } error && error.Contains("403", StringComparison.Ordinal), "a sweep that stands still");
        shop.Set("B1", "created", time.GetUtcNow());
        await RunUntilAsync(time, () => IsAt(world, "B1", Stage.Created), "polling as ever");
        shop.LookUpStatus = 200;
        await RunUntilAsync(time, () => Standing(world) is { Error: null, EndedAt: not null, Checked: >= 3 }, "a whole walk");
        Assert.DoesNotContain(world.Reports, r => !r.Succeeded);
    }

    [Fact]
    public async Task Rate_LookUps_AreNoFasterThanThePlanSays()
    {
        var shop = ShopWith([.. Enumerable.Range(0, 30).Select(i => $"A{i:00}")]);
        await using var server = await ForeignServer.StartAsync(shop.AnswerAsync);
        var (world, time) = await StartAsync(server, batch: 1);
        await using var _ = world;
        await RunUntilAsync(time, () => shop.Asked.Count > 0, "the first look-up");
        var began = time.GetUtcNow();

        await RunUntilAsync(time, () => Standing(world)?.EndedAt is not null, "a walk over thirty");

        // the clock moves by seconds here, so a look-up a step is the most that can be seen
        Assert.Equal(30, shop.Asked.Count);
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromSeconds(3), "thirty look-ups took less than three seconds");
    }
}
