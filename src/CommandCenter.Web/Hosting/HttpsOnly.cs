namespace CommandCenter.Hosting;

/// <summary>
/// Beyond this machine people come in over https only: the session's cookie would otherwise travel in the clear, and the browser would not keep it anyway. Programs (health,
/// metrics, API with a token) are left to the network that they live in.
/// </summary>
internal static class HttpsOnly
{
    private const string Words = "This command center can be reached from other machines, so its pages are served over https only.\n"
        + "Open it at its https address. Whoever runs it: put a proxy with a certificate before it and name the proxy in CommandCenter:Proxy:Trusted, or give Kestrel a certificate.\n";

    public static Task AskAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.IsHttps || context.RequestServices.GetRequiredService<Listeners>().AllLoopback)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        context.Response.Headers.Upgrade = "TLS/1.2, HTTP/1.1";
        context.Response.Headers.Connection = "Upgrade";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(Words, context.RequestAborted);
    }
}
