using CommandCenter.Benchmarks.Peers;
using CommandCenter.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Benchmarks.Hosting;

/// <summary>
/// <c>host product …</c> or <c>host peer …</c>: this program as the server that is measured, in a process of its own so that its counters are clean.
/// Says <c>READY address control</c> when it listens and ends when its standard input does.
/// </summary>
internal static class HostMode
{
    public const string Word = "host";
    public const string Product = "product";
    public const string Peer = "peer";

    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        var peer = args[1] == Peer ? new PeerFeed() : null;
        await using var app = peer is null ? BuildProduct(args[2..]) : PeerServer.Build(peer, args[2..]);
        await using var control = await ControlEndpoint.StartAsync(peer is null ? null : peer.MapControl, stop.Token);
        await app.StartAsync(stop.Token);
        Console.WriteLine($"READY {app.Urls.First()} {control.Urls.First()}");
        while (await Console.In.ReadLineAsync(stop.Token) is not null)
        {
        }

        await app.StopAsync(stop.Token);
        return 0;
    }

    /// <summary>The product's own composition, unchanged but for settings and the level of its log.</summary>
    private static WebApplication BuildProduct(string[] settings) =>
        CommandCenterHost.Build(settings, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
}
