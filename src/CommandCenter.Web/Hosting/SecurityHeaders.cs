namespace CommandCenter.Hosting;

/// <summary>Headers of every answer, and the refusal of foreign or anonymous connections before a circuit or hub exists.</summary>
internal static class SecurityHeaders
{
    // style attributes come from Radzen's components and from bars drawn in pages; scripts come from this origin only, never inline
    private const string ContentPolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            // a machine's own name is used by everything that runs on it, and most of that speaks http
            if (context.Request.IsHttps && !IsLoopback(context.Request.Host.Host)) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    /// <summary>A page of another origin never gets a circuit or a hub connection, and nobody gets a circuit without being signed in.</summary>
    public static void UseConnectionGuard(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var path = context.Request.Path;
        var circuit = path.Equals("/_blazor", StringComparison.OrdinalIgnoreCase) || path.Equals("/_blazor/negotiate", StringComparison.OrdinalIgnoreCase);
        if ((circuit || path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)) && !RequestOrigin.IsOwn(context.Request)) return Refuse(context, StatusCodes.Status403Forbidden);
        if (circuit && context.User.Identity?.IsAuthenticated != true) return Refuse(context, StatusCodes.Status401Unauthorized);
        return next(context);
    });

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
