using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CommandCenter.Benchmarks.Load;
using CommandCenter.Tests.Identity;
using CommandCenter.Tests.Intake;

namespace CommandCenter.Tests.Hosting;

/// <summary>Fault 27: viewers who misbehave hold up nobody but themselves.</summary>
[Collection(nameof(OnlyHost))]
public class ViewerFaultTests(PlannedApp app) : IClassFixture<PlannedApp>
{
    /// <summary>What waits for one viewer at most; the batch with which the page begins comes besides.</summary>
    private const int MostBatches = 10 + 2;

    private const int MostConnections = 5_000;

    [Fact]
    public async Task Viewer_ThatNeverAcknowledges_GetsNoMoreAndOthersGetEverything()
    {
        var cookie = await SignIn.AsAsync(app.Host.Url, "commander", "rehearsal", default);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = app.Host.Url };
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        var (silent, attentive) = (new CircuitTally(), new CircuitTally());
        await using var mute = await Circuit.OpenAsync(http, cookie, "/", silent, default, acknowledges: false);
        await using var viewer = await Circuit.OpenAsync(http, cookie, "/", attentive, default);

        await AppHost.UntilAsync(() => Task.FromResult(attentive.Batches >= 3 * MostBatches), "the other viewer's page moves on", TimeSpan.FromSeconds(60));

        Assert.InRange(silent.Batches, 1, MostBatches);
        await RoutesAsync("mute");
        Assert.Equal((0, 0), (attentive.Failures, silent.Failures));
    }

    [Fact]
    public async Task Connections_FiveThousand_AreTheMostAndRoutingGoesOn()
    {
        var cookie = await SignIn.AsAsync(app.Host.Url, "exec", "rehearsal", default);
        var open = new List<Socket>(MostConnections);
        var refused = 0;
        try
        {
            await Parallel.ForAsync(0, MostConnections + 100, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancel) =>
            {
                var (socket, answer) = await UpgradeAsync(cookie, cancel);
                lock (open)
                {
                    open.Add(socket);
                    if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) refused++;
                }
            });

            Assert.Equal(100, refused);
            await RoutesAsync("crowd");
        }
        finally
        {
            foreach (var socket in open) socket.Dispose();
        }

        // whoever comes when others have gone is served again
        await AppHost.UntilAsync(async () =>
        {
            var (socket, answer) = await UpgradeAsync(cookie, default);
            socket.Dispose();
            return answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal);
        }, "a connection is free again", TimeSpan.FromSeconds(30));
    }

    /// <summary>Orders are accepted, each soon, and the live state moves.</summary>
    private async Task RoutesAsync(string name)
    {
        using var client = await app.Host.TokenClientAsync("ops");
        var before = await RevisionAsync(client);
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 50; i++)
        {
            var clock = Stopwatch.StartNew();
            using var accepted = await IntakeSurfaceTests.PostAsync(client, $"VF-{name.ToUpperInvariant()}-{i:000}");
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, clock.Elapsed.Ticks));
        }

        TestContext.Current.SendDiagnosticMessage($"{name}: slowest of 50 orders {slowest.TotalMilliseconds:0} ms");
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await AppHost.UntilAsync(async () => await RevisionAsync(client) > before, "Live moves on");
    }

    private static async Task<long> RevisionAsync(HttpClient client) => JsonDocument.Parse(await client.GetStringAsync("/api/v1/live")).RootElement.GetProperty("revision").GetInt64();

    /// <summary>Asks for a circuit's connection as a browser does; the caller closes it.</summary>
    private async Task<(Socket Socket, string Answer)> UpgradeAsync(string cookie, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, app.Host.Url.Port, cancel);
        var ask = $"GET /_blazor HTTP/1.1\r\nHost: {app.Host.Url.Authority}\r\nOrigin: {app.Host.Url.GetLeftPart(UriPartial.Authority)}\r\nCookie: {cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OTAxMjM0NQ==\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(ask), cancel);
        var buffer = new byte[512];
        var got = await socket.ReceiveAsync(buffer, cancel);
        // the hub's handshake, as a masked frame with a mask of zeros: without it the connection would end by itself
        byte[] hello = [.. "{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8];
        if (got > 12 && buffer[9] == '1') await socket.SendAsync((byte[])[0x81, (byte)(0x80 | hello.Length), 0, 0, 0, 0, .. hello], cancel);
        return (socket, Encoding.ASCII.GetString(buffer, 0, got));
    }
}
