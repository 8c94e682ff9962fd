using System.IO.Compression;
using System.Text;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Paging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Sources.Http;

public class HttpFaultTests
{
    private static readonly byte[] megabyte = new byte[1024 * 1024];

    private static async Task<string?> FailureOf(Func<HttpContext, Task> answer, HttpSettings? settings = null)
    {
        await using var server = await ForeignServer.StartAsync(answer);
        await using var source = server.Read(settings ?? Reading.Simple);
        var read = await source.ReadAsync(SourceCursor.Start, TestContext.Current.CancellationToken);
        return read.Error?.Code;
    }

    private static Task Text(HttpContext context, string body, int status = 200)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    }

    [Theory]
    [InlineData("""{"rows":[{"id":1},{"id":""")]
    [InlineData("<html>maintenance</html>")]
    [InlineData("")]
    [InlineData("{\"rows\":[]} trailing")]
    public async Task Answer_GarbageOrTruncated_FailsWithoutMoving(string body) => Assert.Equal("not-json", await FailureOf(c => Text(c, body)));

    [Theory]
    [InlineData("""{"orders":[]}""")]
    [InlineData("""{"rows":{}}""")]
    [InlineData("null")]
    public async Task Answer_OfAnotherShape_Fails(string body) => Assert.Equal("no-items", await FailureOf(c => Text(c, body)));

    [Fact]
    public async Task Answer_DeeperThanAllowed_Fails() => Assert.Equal("not-json", await FailureOf(c => Text(c, "{\"rows\":" + new string('[', 200) + new string(']', 200) + "}")));

    [Theory]
    [InlineData(null)]
    [InlineData(1024L * 1024 * 1024)]
    public async Task Answer_AGigabyteLong_IsCutOffAtItsLimit(long? announced)
    {
        // stops in the middle and never ends: a reader that wants the whole answer runs into its time limit, which has another code
        var code = await FailureOf(async context =>
        {
            context.Response.ContentLength = announced;
            for (var i = 0; i < 64; i++)
            {
                await context.Response.Body.WriteAsync(megabyte, context.RequestAborted);
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }, Reading.Simple with { MaxBytes = 2 * 1024 * 1024 });

        Assert.Equal("too-large", code);
    }

    [Fact]
    public async Task Answer_AGzipBomb_IsCutOffAtItsDecompressedLimit()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var i = 0; i < 64; i++)
            {
                gzip.Write(megabyte);
            }
        }

        var code = await FailureOf(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(bomb.ToArray());
        }, Reading.Simple with { MaxBytes = 1024 * 1024 });

        Assert.Equal("too-large", code);
    }

    [Fact]
    public async Task Answer_OneByteAtATime_RunsIntoTheDeadline()
    {
        var code = await FailureOf(async context =>
        {
            var drip = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (await drip.WaitForNextTickAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }, Reading.Simple with { Timeout = TimeSpan.FromMilliseconds(400) });

        Assert.Equal("timeout", code);
    }

    [Fact]
    public async Task Answer_RedirectToAnotherHost_IsRefused()
    {
        await using var other = await ForeignServer.StartAsync(_ => new { rows = Array.Empty<object>() });
        var code = await FailureOf(context =>
        {
            context.Response.Redirect(other.Url + "/orders");
            return Task.CompletedTask;
        });

        Assert.Equal("redirected", code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Answer_RedirectOnTheSameHost_IsFollowed()
    {
        var code = await FailureOf(context =>
        {
            if (context.Request.Path == "/orders")
            {
                context.Response.Redirect("/v2/orders");
                return Task.CompletedTask;
            }

            return Text(context, """{"rows":[]}""");
        });

        Assert.Null(code);
    }

    [Fact]
    public async Task Connect_PrivateAddressWithoutAllowance_IsRefused()
    {
        await using var server = await ForeignServer.StartAsync(_ => new { rows = Array.Empty<object>() });
        await using var source = new HttpJsonSource(server.Source(Reading.Simple), new OutboundGuard(["127.0.0.1:1"]), new Secrets("/nowhere"), TimeProvider.System);

        Assert.Equal("outbound-refused", (await source.ReadAsync(SourceCursor.Start, default)).Error?.Code);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("64:ff9b::7f00:1", true)]
    [InlineData("2001:4860:4860::8888", false)]
    public void IsPrivate_Address_Judges(string address, bool expected) => Assert.Equal(expected, OutboundGuard.IsPrivate(System.Net.IPAddress.Parse(address)));

    [Fact]
    public async Task Answers_FailThenSucceed_AreRetriedWithinOneRead()
    {
        var calls = 0;
        var code = await FailureOf(c => ++calls switch
        {
            1 => Text(c, "", 500),
            2 => Text(c, "", 503),
            _ => Text(c, """{"rows":[]}"""),
        }, Reading.Simple with { Attempts = 4 });

        Assert.Null(code);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Answer_404_IsNotRetried()
    {
        var calls = 0;
        var code = await FailureOf(c => Text(c, "", 404 + (calls++ * 0)), Reading.Simple with { Attempts = 4 });

        Assert.Equal(("http-404", 1), (code, calls));
    }

    [Fact]
    public async Task Answer_429WithALongRetryAfter_IsNotSleptThroughAndNotAskedBefore()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 6, 0, 0, TimeSpan.Zero));
        var wait = "40";
        await using var server = await ForeignServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = wait;
            return Text(context, "", 429);
        });
        await using var source = server.Read(Reading.Simple with { Attempts = 4 }, time: time);

        var read = await source.ReadAsync(SourceCursor.Start, default);
        Assert.Equal("http-429", read.Error?.Code);
        Assert.Equal(time.GetUtcNow().AddSeconds(40), source.Standing.NotBefore);
        Assert.Single(server.Requests);

        wait = "999999";
        await source.ReadAsync(SourceCursor.Start, default);
        Assert.Equal(time.GetUtcNow().AddMinutes(15), source.Standing.NotBefore);
    }

    [Fact]
    public async Task Answer_429WithAShortRetryAfter_WaitsItOnTheClock()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 6, 0, 0, TimeSpan.Zero));
        var calls = 0;
        await using var server = await ForeignServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "3";
            return ++calls == 1 ? Text(context, "", 429) : Text(context, """{"rows":[]}""");
        });
        await using var source = server.Read(Reading.Simple with { Attempts = 4, Timeout = TimeSpan.FromMinutes(2) }, time: time);

        var reading = source.ReadAsync(SourceCursor.Start, default);
        var waited = TimeSpan.Zero;
        while (!reading.IsCompleted)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            if (calls == 1)
            {
                time.Advance(TimeSpan.FromMilliseconds(250));
                waited += TimeSpan.FromMilliseconds(250);
            }
        }

        Assert.True((await reading).Succeeded);
        Assert.True(waited >= TimeSpan.FromSeconds(3), $"waited {waited}");
    }

    [Fact]
    public async Task Circuit_SourceThatKeepsFailing_OpensAndClosesOnRequest()
    {
        var status = 500;
        await using var server = await ForeignServer.StartAsync(context => Text(context, """{"rows":[]}""", status));
        await using var source = server.Read(Reading.Simple);
        for (var i = 0; i < 12; i++)
        {
            await source.ReadAsync(SourceCursor.Start, default);
        }

        Assert.True(source.Standing.CircuitOpen);
        Assert.NotNull(source.Standing.NotBefore);
        Assert.Equal(8, server.Requests.Count);

        status = 200;
        Assert.Equal("circuit-open", (await source.ReadAsync(SourceCursor.Start, default)).Error?.Code);
        await source.ForgetFailuresAsync();
        Assert.True((await source.ReadAsync(SourceCursor.Start, default)).Succeeded);
        Assert.False(source.Standing.CircuitOpen);
    }

    [Fact]
    public async Task Answer_OneBadElementAtTheEnd_DoesNotHideWhereThePageEnded()
    {
        await using var server = await ForeignServer.StartAsync(c => Text(c, """{"rows":[{"id":1,"t":"2026-11-10T05:00:00Z"},17]}"""));
        await using var source = server.Read(Reading.Simple);

        var (cursor, records) = await source.DrainAsync(SourceCursor.Start);

        Assert.Equal(2, records.Count);
        Assert.Equal("2026-11-10T05:00:00Z", PagingPosition.Read(cursor.Position).Time);
    }

    [Fact]
    public async Task Watermark_SourcesOwnClock_IsTakenWhenCaughtUp()
    {
        await using var server = await ForeignServer.StartAsync(c => Text(c, """{"rows":[],"now":"2026-11-01 01:30:00"}"""));
        var rule = new ParseRule { Kind = ParseKind.Instant, Formats = ["yyyy-MM-dd HH:mm:ss"], Zone = "America/Los_Angeles" };
        await using var source = server.Read(Reading.Simple with { Watermark = "$.now", WatermarkFormat = rule });

        var read = await source.ReadAsync(SourceCursor.Start, default);

        // of the two instants that the clock may mean, the one that claims less
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 8, 30, 0, TimeSpan.Zero), read.Value.Watermark);
    }

    [Fact]
    public async Task Watermark_WithoutTheSourcesClock_IsTheFirstRequestLessTheOverlap()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 6, 0, 0, TimeSpan.Zero));
        await using var server = await ForeignServer.StartAsync(c => Text(c, c.Request.Query["since"] == ""
            ? """{"rows":[{"id":1,"t":"2026-11-10T05:00:00Z"},{"id":2,"t":"2026-11-10T05:00:01Z"},{"id":3,"t":"2026-11-10T05:00:02Z"}]}"""
            : """{"rows":[]}"""));
        await using var source = server.Read(Reading.Simple, TimeSpan.FromSeconds(30), time);

        var first = await source.ReadAsync(SourceCursor.Start, default);
        time.Advance(TimeSpan.FromSeconds(5));
        var second = await source.ReadAsync(new SourceCursor(1, first.Value.Position, null), default);

        Assert.Null(first.Value.Watermark);
        Assert.Equal(new DateTimeOffset(2026, 11, 10, 5, 59, 30, TimeSpan.Zero), second.Value.Watermark);
    }
}
