using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Benchmarks.Hosting;

/// <summary>A second, tiny server on loopback in a host process: its counters, and what a peer lets be set. Exists in the benchmark only.</summary>
internal static class ControlEndpoint
{
    public static async Task<WebApplication> StartAsync(Action<WebApplication>? extend, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/stats", (bool collect) => TypedResults.Ok(ProcessStats.Take(collect)));
        extend?.Invoke(app);
        await app.StartAsync(cancel);
        return app;
    }
}
