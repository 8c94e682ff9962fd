using System.Net;
using System.Text.Json;

namespace CommandCenter.Rehearsal;

/// <summary>A bare Kestrel on loopback that reads no configuration of the process it lives in.</summary>
internal static class ServerHost
{
    /// <exception cref="ArgumentException">Not a plain loopback http address.</exception>
    public static WebApplication Build(string url, string option)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp || !address.IsLoopback || address.AbsolutePath != "/")
        {
            throw new ArgumentException($"{option}: found '{url}'; allowed: http://127.0.0.1:PORT or http://localhost:PORT, PORT 0 to 65535.", option);
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, address.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);
        return builder.Build();
    }

    public static string UrlOf(WebApplication app) => app.Urls.First().TrimEnd('/');
}
