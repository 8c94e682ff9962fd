using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CommandCenter.Tests.Rehearsal;

public class RehearsalFaultTests
{
    [Fact]
    public async Task Control_WithOrigin_IsRefused()
    {
        await using var world = await WorldUnderTest.StartAsync();
        using var fromAPage = new HttpRequestMessage(HttpMethod.Get, "/control");
        fromAPage.Headers.Add("Origin", "http://127.0.0.1:5080");

        using var answer = await world.Pos.SendAsync(fromAPage);
        var list = await world.Pos.GetFromJsonAsync<JsonElement>("/control");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.True(list.GetProperty("faults").GetArrayLength() >= 19);
    }

    [Theory]
    [InlineData("error-500", 500)]
    [InlineData("error-503", 503)]
    [InlineData("throttle-429", 429)]
    public async Task Fault_StatusForTwoRequests_EndsByItself(string id, int status)
    {
        await using var world = await WorldUnderTest.StartAsync();
        using var _ = await world.FaultAsync(world.Pos, id, new { count = 2, feed = "transactions" });

        var answers = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await world.Pos.GetAsync("/pos/transactions?limit=1");
            answers.Add((int)answer.StatusCode);
            Assert.Equal(status == 429 && i < 2, answer.Headers.RetryAfter is not null);
        }

        Assert.Equal([status, status, 200], answers);
        using var other = await world.Wms.GetAsync("/wms/queues");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Fault_ForSeconds_EndsWithTheClockOrWhenStopped()
    {
        await using var world = await WorldUnderTest.StartAsync();
        using var on = await world.FaultAsync(world.Platform, "error-503", new { seconds = 10 });
        using (var failing = await world.Platform.GetAsync("/v2/queues"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, failing.StatusCode);
        }

        world.Advance(TimeSpan.FromSeconds(11));
        using (var well = await world.Platform.GetAsync("/v2/queues"))
        {
            Assert.Equal(HttpStatusCode.OK, well.StatusCode);
        }

        using var again = await world.FaultAsync(world.Platform, "error-503", new { seconds = 10 });
        using var stopped = await world.Platform.DeleteAsync("/control/faults/error-503");
        using var after = await world.Platform.GetAsync("/v2/queues");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task Fault_UnknownOrOutOfRange_SaysWhatIsAllowed()
    {
        await using var world = await WorldUnderTest.StartAsync();
        using var unknown = await world.FaultAsync(world.Pos, "earthquake", new { });
        using var wrong = await world.FaultAsync(world.Pos, "hang", new { count = 0 });
        using var feed = await world.FaultAsync(world.Pos, "hang", new { feed = "moon" });

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("allowed: error-500", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("count: found 0", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("allowed: transactions", await feed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_HangAndSlowDrip_OutlastAClientsPatience()
    {
        await using var world = await WorldUnderTest.StartAsync();
        foreach (var id in new[] { "hang", "slow-drip" })
        {
            using var on = await world.FaultAsync(world.Pos, id, new { count = 1 });
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Pos.GetStringAsync("/pos/transactions?limit=5", patience.Token));
        }
    }

    [Fact]
    public async Task Fault_BrokenBodies_AreBroken()
    {
        await using var world = await WorldUnderTest.StartAsync();
        using var cut = await world.FaultAsync(world.Pos, "truncated-json", new { count = 1 });
        var half = await world.Pos.GetStringAsync("/pos/transactions?limit=5");
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(half));

        using var changed = await world.FaultAsync(world.Pos, "changed-schema", new { count = 1 });
        var renamed = await world.Pos.GetFromJsonAsync<JsonElement>("/pos/transactions?limit=1");
        Assert.False(renamed.GetProperty("transactions")[0].TryGetProperty("tx_state", out _));

        using var littered = await world.FaultAsync(world.Pos, "garbage-records", new { count = 1 });
        var page = await world.Pos.GetFromJsonAsync<JsonElement>("/pos/transactions?limit=5");
        Assert.Equal(6, page.GetProperty("transactions").GetArrayLength());

        using var tenfold = await world.FaultAsync(world.Platform, "duplicate-events", new { count = 1 });
        var repeated = await world.Platform.GetFromJsonAsync<JsonElement>("/v2/order-events?limit=2");
        Assert.Equal(20, repeated.GetProperty("data").GetArrayLength());
        Assert.Equal(2, repeated.GetProperty("data").EnumerateArray().Select(e => e.GetRawText()).Distinct().Count());

        var straight = await world.Platform.GetFromJsonAsync<JsonElement>("/v2/order-events?limit=20");
        using var shuffle = await world.FaultAsync(world.Platform, "shuffle", new { count = 1 });
        var mixed = await world.Platform.GetFromJsonAsync<JsonElement>("/v2/order-events?limit=20");
        Assert.NotEqual(Ids(straight), Ids(mixed));
        Assert.Equal(Ids(straight).Order(), Ids(mixed).Order());
    }

    [Fact]
    public async Task Fault_GzipBombAndHugeBody_AreFarLargerThanAnyLimit()
    {
        await using var world = await WorldUnderTest.StartAsync();
        using var bomb = await world.FaultAsync(world.Pos, "gzip-bomb", new { count = 1 });
        using (var answer = await world.Pos.GetAsync("/pos/transactions", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
            await using var unpacked = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
            Assert.Equal(40_000_000, await CountAsync(unpacked, 40_000_000));
        }

        using var huge = await world.FaultAsync(world.Platform, "huge-body", new { count = 1 });
        using var body = await world.Platform.GetAsync("/v2/order-events", HttpCompletionOption.ResponseHeadersRead);
        await using var raw = await body.Content.ReadAsStreamAsync();
        Assert.Equal(40_000_000, await CountAsync(raw, 40_000_000));
    }

    [Fact]
    public async Task Fault_ExpireSessions_AsksForANewSignIn()
    {
        await using var world = await WorldUnderTest.StartAsync();
        using var before = await world.Wms.GetAsync("/wms/queues");
        using var on = await world.FaultAsync(world.Pos, "expire-sessions", new { });
        using var expired = await world.Wms.GetAsync("/wms/queues");
        await world.SignInAsync();
        using var again = await world.Wms.GetAsync("/wms/queues");
        world.Advance(TimeSpan.FromMinutes(6));
        using var old = await world.Wms.GetAsync("/wms/queues");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.Unauthorized], new[] { before, expired, again, old }.Select(a => a.StatusCode));
    }

    [Fact]
    public async Task Fault_PageMissing_IsClosedByReadingAgain()
    {
        await using var world = await WorldUnderTest.StartAsync();
        var whole = await world.TransactionsAsync(50);
        using var on = await world.FaultAsync(world.Pos, "page-missing", new { count = 1 });

        var holed = await world.TransactionsAsync(50);
        var healed = await world.TransactionsAsync(50);

        Assert.Equal(whole.Count - 50, holed.Count);
        Assert.Equal(whole.Count, healed.Count);
    }

    [Fact]
    public async Task Fault_RowsMoving_AreMetAgainAtTheEnd()
    {
        await using var world = await WorldUnderTest.StartAsync();
        var whole = (await world.TransactionsAsync()).Select(t => t.GetProperty("txn").GetInt64()).ToHashSet();
        using var on = await world.FaultAsync(world.Pos, "rows-moving", new { count = 2 });

        var walked = (await world.TransactionsAsync(100)).Select(t => t.GetProperty("txn").GetInt64()).ToList();

        Assert.Equal(whole, walked.ToHashSet());
        Assert.True(walked.Count > whole.Count, "touched rows are read a second time");
    }

    [Fact]
    public async Task Fault_LateCommit_LandsBehindTheCursor()
    {
        await using var world = await WorldUnderTest.StartAsync();
        using var on = await world.FaultAsync(world.Pos, "late-commit", new { seconds = 60 });
        world.Advance(TimeSpan.FromSeconds(5));
        var seen = (await world.TransactionsAsync()).Select(t => (t.GetProperty("txn").GetInt64(), t.GetProperty("rev").GetInt32())).ToHashSet();
        var cursor = (await world.TransactionsAsync())[^1].GetProperty("updated").GetString();

        world.Advance(TimeSpan.FromSeconds(20));
        var behind = (await world.TransactionsAsync()).Where(t => string.CompareOrdinal(t.GetProperty("updated").GetString(), cursor) < 0 && !seen.Contains((t.GetProperty("txn").GetInt64(), t.GetProperty("rev").GetInt32())));

        Assert.NotEmpty(behind);
    }

    [Fact]
    public async Task Fault_FreezeCursor_HidesChangesFromTheCursorAlone()
    {
        await using var world = await WorldUnderTest.StartAsync();
        using var on = await world.FaultAsync(world.Pos, "freeze-cursor", new { seconds = 600 });
        var before = (await world.TransactionsAsync()).Max(t => t.GetProperty("updated").GetString());

        world.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(before, (await world.TransactionsAsync()).Max(t => t.GetProperty("updated").GetString()));
        var orders = await world.Pos.GetFromJsonAsync<JsonElement>("/control/ledger/orders?limit=1");
        var newest = orders[0].GetProperty("orderKey").GetString();
        var asked = await world.Pos.GetFromJsonAsync<JsonElement>($"/pos/transactions/{newest}");
        Assert.True(asked.GetProperty("transactions").GetArrayLength() > 0, "asked for by key it is there");
    }

    [Fact]
    public async Task Fault_Burst_BringsSeveralTimesTheOrders()
    {
        await using var world = await WorldUnderTest.StartAsync();
        var start = await CountOrdersAsync(world);
        world.Advance(TimeSpan.FromSeconds(60));
        var ordinary = await CountOrdersAsync(world) - start;
        using var on = await world.FaultAsync(world.Platform, "burst", new { seconds = 61, factor = 5 });
        world.Advance(TimeSpan.FromSeconds(60));
        var burst = await CountOrdersAsync(world) - start - ordinary;

        Assert.InRange((double)burst / ordinary, 3, 8);
    }

    private static async Task<long> CountOrdersAsync(WorldUnderTest world) => (await world.Platform.GetFromJsonAsync<JsonElement>("/control/ledger")).GetProperty("orders").GetInt64();

    private static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetString()!);

    private static async Task<long> CountAsync(Stream stream, long enough)
    {
        var buffer = new byte[1 << 20];
        long total = 0;
        int read;
        while (total < enough && (read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, enough - total)))) > 0)
        {
            total += read;
        }

        return total;
    }
}
