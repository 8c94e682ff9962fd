using CommandCenter.Access;
using CommandCenter.Benchmarks.Peers;
using CommandCenter.Hosting;
using CommandCenter.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Benchmarks.Hosting;

/// <summary>
/// <c>host product …</c>, <c>host peer …</c> and so on: this program as the server that is measured, in a process of its own so that its counters are clean.
/// Says <c>READY address control</c> when it listens and ends when its standard input does.
/// </summary>
internal static class HostMode
{
    public const string Word = "host";
    public const string Product = "product";
    public const string Peer = "peer";
    public const string PeerIntake = "peer-intake";
    public const string PeerRollback = "peer-rollback";

    public static bool Knows(string kind) => kind is Product or Peer or PeerIntake or PeerRollback;

    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        var (served, extend) = Build(args[1], args[2..]);
        await using var app = served;
        await using var control = await ControlEndpoint.StartAsync(extend, stop.Token);
        await app.StartAsync(stop.Token);
        Console.WriteLine($"READY {app.Urls.First()} {control.Urls.First()}");
        while (await Console.In.ReadLineAsync(stop.Token) is not null)
        {
        }

        await app.StopAsync(stop.Token);
        return 0;
    }

    private static (WebApplication App, Action<WebApplication> Control) Build(string kind, string[] args)
    {
        switch (kind)
        {
            case Product:
                var product = BuildProduct(args);
                return (product, control => control.MapPost("/token/{role}", (Role role) => IssueAsync(product, role)));
            case PeerIntake:
                return (Peers.PeerIntake.Build(args), _ => { });
            case PeerRollback:
                var rollback = new Peers.PeerRollback(args);
                var empty = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
                empty.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
                var nothing = empty.Build();
                nothing.Lifetime.ApplicationStopped.Register(rollback.Dispose);
                return (nothing, rollback.MapControl);
            default:
                var feed = new PeerFeed();
                return (PeerServer.Build(feed, args), feed.MapControl);
        }
    }

    /// <summary>A token of its own, as the command <c>token</c> would issue it.</summary>
    private static async Task<string> IssueAsync(WebApplication product, Role role)
    {
        await using var scope = product.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ApiTokens>().IssueAsync("benchmark", role, 1, CancellationToken.None)).Value.Token;
    }

    /// <summary>The product's own composition, unchanged but for settings and the level of its log.</summary>
    private static WebApplication BuildProduct(string[] settings) =>
        CommandCenterHost.Build(settings, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
}
