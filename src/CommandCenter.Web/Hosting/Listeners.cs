using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CommandCenter.Hosting;

/// <summary>Where this process listens: what was bound once it runs, what is configured before.</summary>
public sealed class Listeners(IServer server, IConfiguration configuration)
{
    /// <summary>True while nothing outside this machine can connect. Nothing known counts as reachable.</summary>
    public bool AllLoopback
    {
        get
        {
            var addresses = Addresses;
            return addresses.Count > 0 && addresses.All(IsLoopback);
        }
    }

    /// <summary>Such as <c>http://localhost:5080</c>.</summary>
    public IReadOnlyCollection<string> Addresses
    {
        get
        {
            var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses;
            return bound is { Count: > 0 } ? [.. bound] : Configured(configuration);
        }
    }

    private static IReadOnlyCollection<string> Configured(IConfiguration configuration)
    {
        var kestrel = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>().ToArray();
        if (kestrel.Length > 0) return kestrel;
        if (configuration["http_ports"] is { Length: > 0 } || configuration["https_ports"] is { Length: > 0 }) return ["http://*"];
        return configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
    }

    private static bool IsLoopback(string address)
    {
        var host = BindingAddress.Parse(address).Host;
        return string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
