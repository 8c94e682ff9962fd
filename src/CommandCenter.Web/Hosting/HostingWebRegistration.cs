using CommandCenter.Identity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;

namespace CommandCenter.Hosting;

/// <summary>Limits, headers and error answers of the whole host.</summary>
internal static class HostingWebRegistration
{
    /// <summary>Bytes of a request's body, unless its endpoint sets its own limit.</summary>
    private const long MaxBody = 1024 * 1024;

    public static IServiceCollection AddHostingWeb(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Listeners>();
        services.Configure<KestrelServerOptions>(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = MaxBody;
            o.Limits.MaxConcurrentConnections = 10_000;
            o.Limits.MaxConcurrentUpgradedConnections = 5_000;
            o.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Configure<CircuitOptions>(o =>
        {
            o.DetailedErrors = false;
            o.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            o.DisconnectedCircuitMaxRetained = 200;
            o.MaxBufferedUnacknowledgedRenderBatches = 10;
            o.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(30);
        });
        services.Configure<HubOptions>(o =>
        {
            o.EnableDetailedErrors = false;
            o.MaximumReceiveMessageSize = 128 * 1024;
        });
        services.AddSingleton<Readiness>();
        services.AddOpenApi("v1", o => o.AddDocumentTransformer(OpenApiDocument.DescribeAsync));
        return services;
    }

    public static void UseHostingWeb(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            DemoPeople.Mark(context);
            return next(context);
        });
        UseTrustedProxies(app);
        app.UseSecurityHeaders();
        app.UseWhen(context => !IsProgram(context), branch => branch.Use(HttpsOnly.AskAsync));
        app.UseWhen(IsProgram, branch => branch.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = StatusOf }).UseStatusCodePages());
        app.UseWhen(context => !IsProgram(context), branch => branch
            .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/failed", CreateScopeForErrors = true, StatusCodeSelector = StatusOf })
            .UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.Use(ReadAgain);
        app.UseRouting();
    }

    public static void MapHosting(this WebApplication app)
    {
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    /// <summary>An error page is read, not posted to: without this a refused form would be validated, and refused, once more.</summary>
    private static Task ReadAgain(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerPathFeature>() is not null)
        {
            context.Request.Method = HttpMethods.Get;
            context.Features.Set<IAntiforgeryValidationFeature>(null);
        }

        return next(context);
    }

    /// <summary>A request that could not be read is the caller's fault, everything else is ours; neither shows what was thrown.</summary>
    private static int StatusOf(Exception exception) => exception switch
    {
        Microsoft.AspNetCore.Http.BadHttpRequestException bad => bad.StatusCode,
        // the store is away, which passes: nothing was acknowledged and the same may be asked again
        System.Data.Common.DbException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Those who get problem details instead of a page.</summary>
    private static bool IsProgram(HttpContext context)
    {
        var path = context.Request.Path;
        return path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/ingest", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/healthz", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Forwarded headers count only from the proxies that <c>CommandCenter:Proxy:Trusted</c> names.</summary>
    private static void UseTrustedProxies(WebApplication app)
    {
        var trusted = app.Configuration.GetSection("CommandCenter:Proxy:Trusted").Get<string[]>() ?? [];
        if (trusted.Length == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in trusted) options.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
        app.UseForwardedHeaders(options);
    }
}
