using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Rehearsal;

/// <summary>The storefront posts to an intake, which is a stub here.</summary>
public class RehearsalStorefrontTests
{
    [Fact]
    public async Task SendTo_AnIntake_OrdersGoThereAndNoLongerIntoTheLedgers()
    {
        await using var intake = await Intake.StartAsync();
        await using var world = await WorldUnderTest.StartAsync();
        world.World.SendTo(intake.Url, "cc_secret");
        var before = await CountsAsync(world);

        await UntilAsync(world, async () => intake.Orders.Count > 150 && intake.Changes.Count > 1 && await WaitingAsync(world) == 0);
        var after = await CountsAsync(world);

        Assert.Equal(before, after);
        Assert.All(intake.Tokens.Keys, t => Assert.Equal("Bearer cc_secret", t));
        var order = intake.Orders.Values.First();
        Assert.Equal(order.GetProperty("money").GetProperty("goods").GetInt64(), order.GetProperty("lines").EnumerateArray().Sum(l => l.GetProperty("quantity").GetInt64() * l.GetProperty("unitPrice").GetInt64()));
        Assert.All(intake.Orders, o => Assert.Equal(o.Key, "storefront:" + o.Value.GetProperty("orderKey").GetString() + ":order"));
        Assert.All(intake.Changes.Values, c => Assert.Contains(c.GetProperty("kind").GetString(), new[] { "cancel", "address", "hold", "release-hold" }));
        Assert.Empty(intake.ChangesBeforeTheirOrder);
    }

    [Fact]
    public async Task SendTo_OrdersAsPosted_AreTakenByBothSides()
    {
        await using var intake = await Intake.StartAsync();
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        world.World.SendTo(intake.Url, null);
        await UntilAsync(world, () => Task.FromResult(intake.Orders.Count > 60));
        var (legacy, platform) = (new TargetSide(world, "legacy"), new TargetSide(world, "orchestration"));

        foreach (var order in intake.Orders.Values.Take(60))
        {
            var key = order.GetProperty("orderKey").GetString()!;
            Assert.Equal(201, (await platform.CreateAsync(key, order: order)).Status);
            Assert.Equal(201, (await legacy.CreateAsync(key, copy: true, order: order)).Status);
        }
    }

    [Theory]
    [InlineData(404)]
    [InlineData(401)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task Posts_IntakeNotThereYet_AreKeptAndArriveOnce(int status)
    {
        await using var intake = await Intake.StartAsync();
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        intake.Status = status;
        world.World.SendTo(intake.Url, "cc_secret");
        await UntilAsync(world, async () => intake.Asked > 2 && await WaitingAsync(world) > 20);
        Assert.Empty(intake.Orders);

        intake.Status = 202;
        await UntilAsync(world, async () => intake.Orders.Count > 20 && await WaitingAsync(world) == 0);

        Assert.All(intake.Times, t => Assert.Equal(1, t.Value));
        var counts = await world.Pos.GetFromJsonAsync<JsonElement>("/control/storefront");
        Assert.Equal(intake.Times.Count, counts.GetProperty("acknowledged").GetInt32());
        Assert.True(counts.GetProperty("posted").GetInt32() > intake.Times.Count, "repeats are counted as posts");
    }

    [Fact]
    public async Task Posts_RefusedForGood_AreCountedAndTheirChangesDropped()
    {
        await using var intake = await Intake.StartAsync();
        await using var world = await WorldUnderTest.StartAsync(backfillMinutes: 0);
        intake.Status = 400;
        world.World.SendTo(intake.Url, null);

        await UntilAsync(world, async () => intake.Asked > 100 && await WaitingAsync(world) == 0);

        var counts = await world.Pos.GetFromJsonAsync<JsonElement>("/control/storefront");
        Assert.True(counts.GetProperty("refused").GetInt32() > 100);
        Assert.Equal(0, counts.GetProperty("acknowledged").GetInt32());
        Assert.All(intake.Paths, p => Assert.Equal("/api/v1/orders", p));
    }

    [Fact]
    public async Task Posts_WorldRestarted_AreNeitherLostNorDoubled()
    {
        var folder = WorldUnderTest.NewFolder();
        var clock = new FakeTimeProvider(WorldUnderTest.Noon);
        var waiting = 0;
        await using var intake = await Intake.StartAsync();
        await using (var world = await WorldUnderTest.StartAsync(folder: folder, clock: clock, postOrders: true))
        {
            world.Advance(TimeSpan.FromMinutes(1));
            Assert.True(await WaitingAsync(world) > 20);
            intake.LoseAnswers = 7;
            world.World.SendTo(intake.Url, null);
            await UntilAsync(world, () => Task.FromResult(intake.Orders.Count > 10));
        }

        await using (var world = await WorldUnderTest.StartAsync(folder: folder, clock: clock, postOrders: true))
        {
            world.World.SendTo(intake.Url, null);
            await UntilAsync(world, async () => await WaitingAsync(world) == 0);
            world.World.SendTo(null, null);
            world.Advance(TimeSpan.FromSeconds(30));
            waiting = await WaitingAsync(world);
            Assert.True(waiting > 10, $"{waiting} wait when the world ends");
        }

        var arrived = intake.Times.Count;

        await using var last = await WorldUnderTest.StartAsync(folder: folder, clock: clock, postOrders: true);
        last.World.SendTo(intake.Url, null);
        await UntilAsync(last, async () => await WaitingAsync(last) == 0);

        Assert.True(intake.Times.Count >= arrived + waiting, $"{waiting} waited, {intake.Times.Count - arrived} arrived");

        // the stream is numbered without a gap: every number was accepted
        var numbers = intake.Orders.Values.Select(o => long.Parse(o.GetProperty("webNumber").GetString()![2..]) - 10_000_000).Order().ToList();
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        Assert.Equal(numbers[^1] - numbers[0] + 1, numbers.Count);
        Assert.True(intake.Times.Count(t => t.Value > 1) <= 7 + Shop, "only what was not answered comes again");
    }

    /// <summary>Posts that may be under way when a world ends.</summary>
    private const int Shop = 32;

    private static async Task<(int, int)> CountsAsync(WorldUnderTest world) =>
        ((await world.Pos.GetFromJsonAsync<JsonElement>("/control/ledger")).GetProperty("orders").GetInt32(), (await world.Platform.GetFromJsonAsync<JsonElement>("/control/ledger")).GetProperty("orders").GetInt32());

    private static async Task<int> WaitingAsync(WorldUnderTest world) => (await world.Pos.GetFromJsonAsync<JsonElement>("/control/storefront")).GetProperty("waiting").GetInt32();

    private static Task UntilAsync(WorldUnderTest world, Func<Task<bool>> condition) => AppHost.UntilAsync(
        async () =>
        {
            world.Advance(TimeSpan.FromMilliseconds(500));
            return await condition();
        },
        "the storefront posts", TimeSpan.FromSeconds(60));

    private sealed class Intake(WebApplication app) : IAsyncDisposable
    {
        private int asked;

        public ConcurrentDictionary<string, JsonElement> Orders { get; } = new();
        public ConcurrentDictionary<string, JsonElement> Changes { get; } = new();
        public ConcurrentDictionary<string, int> Times { get; } = new();
        public ConcurrentDictionary<string, bool> Tokens { get; } = new();
        public ConcurrentBag<string> Paths { get; } = [];
        public ConcurrentBag<string> ChangesBeforeTheirOrder { get; } = [];
        public int Status { get; set; } = 202;
        public int LoseAnswers { get; set; }
        public int Asked => asked;
        public string Url => app.Urls.First();

        public static async Task<Intake> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var intake = new Intake(app);
            app.Run(intake.TakeAsync);
            await app.StartAsync();
            return intake;
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        private async Task TakeAsync(HttpContext http)
        {
            var nth = Interlocked.Increment(ref asked);
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
            Paths.Add(http.Request.Path);
            Tokens[http.Request.Headers.Authorization.ToString()] = true;
            if (Status is 0 || Status >= 400)
            {
                if (Status == 0)
                {
                    http.Abort();
                }
                else
                {
                    http.Response.StatusCode = Status;
                }

                return;
            }

            var key = http.Request.Headers["Idempotency-Key"].ToString();
            Times.AddOrUpdate(key, 1, (_, times) => times + 1);
            var isOrder = http.Request.Path == "/api/v1/orders";
            if (!isOrder && !Orders.ContainsKey($"storefront:{key.Split(':')[1]}:order"))
            {
                ChangesBeforeTheirOrder.Add(key);
            }

            (isOrder ? Orders : Changes)[key] = body;
            if (nth <= LoseAnswers)
            {
                http.Abort();
                return;
            }

            http.Response.StatusCode = Status;
        }
    }
}
