namespace CommandCenter.Sources.Http;

/// <summary>The one way out over HTTP: guarded at connect, without redirects, cookies and proxies of its own.</summary>
internal static class OutboundHandler
{
    /// <param name="connectTimeout">For one connection.</param>
    /// <param name="connections">At the same time to one server, at most; 0 = as many as are asked for.</param>
    public static HttpMessageInvoker Invoker(OutboundGuard guard, TimeSpan connectTimeout, int connections = 0)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync,
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = connectTimeout,
            MaxResponseHeadersLength = 64,
        };
        if (connections > 0)
        {
            handler.MaxConnectionsPerServer = connections;
        }

        return new HttpMessageInvoker(handler);
    }
}
