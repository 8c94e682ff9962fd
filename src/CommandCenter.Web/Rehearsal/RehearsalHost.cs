using System.Data.Common;
using CommandCenter.Hosting;
using CommandCenter.Sources;

namespace CommandCenter.Rehearsal;

/// <summary>
/// Runs the built-in world inside this process: before the pollers start, so that they find it, and with its webhooks, and its storefront where orders are to be posted, pointed here as
/// soon as this process listens.
/// </summary>
internal sealed class RehearsalHost(RehearsalSettings settings, Listeners listeners, IEnumerable<ISecrets> secrets, StorefrontToken storefront, IHostApplicationLifetime lifetime, ILogger<RehearsalHost> log) : IHostedService, IAsyncDisposable
{
    private RehearsalWorld? world;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, value) in settings.Secrets)
        {
            foreach (var known in secrets) known.Add(name, value);
        }

        if (!settings.Enabled || !settings.InProcess) return;
        world = await RehearsalWorld.StartAsync(settings.World, cancel: cancellationToken);
        RehearsalLog.Started(log, world.LegacyUrl, world.OrchestrationUrl, settings.World.Speed);
        lifetime.ApplicationStarted.Register(() => world?.PushTo(OwnAddress()));
        if (settings.World is { PostOrders: true, IntakeUrl: null }) lifetime.ApplicationStarted.Register(() => _ = OpenShopAsync(lifetime.ApplicationStopping));
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref world, null) is { } running) await running.DisposeAsync();
    }

    /// <summary>Until it is open, orders wait; they are not lost.</summary>
    private async Task OpenShopAsync(CancellationToken cancel)
    {
        try
        {
            world?.SendTo(OwnAddress(), await storefront.IssueAsync(cancel));
        }
        catch (Exception failed) when (failed is DbException or OperationCanceledException)
        {
            RehearsalLog.ShopClosed(log, failed);
        }
    }

    /// <summary>This process as its own machine reaches it.</summary>
    private string? OwnAddress()
    {
        if (settings.World.IngestUrl is { Length: > 0 } configured) return configured;
        if (listeners.Addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) is not { } address) return null;
        var binding = BindingAddress.Parse(address);
        return $"http://{(binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : binding.Host)}:{binding.Port}";
    }
}

internal static partial class RehearsalLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Rehearsal: legacy stack on {Legacy}, orchestration platform on {Orchestration}, speed {Speed}.")]
    public static partial void Started(ILogger logger, string legacy, string orchestration, double speed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rehearsal: the storefront got no token; its orders wait until the next start.")]
    public static partial void ShopClosed(ILogger logger, Exception failed);
}
