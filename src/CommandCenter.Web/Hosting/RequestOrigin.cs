namespace CommandCenter.Hosting;

/// <summary>Whether a request comes from this site's own pages. Programs send no Origin; browsers always do where it matters.</summary>
internal static class RequestOrigin
{
    public static bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && string.Equals(uri.Authority, Authority(request), StringComparison.OrdinalIgnoreCase) && string.Equals(uri.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase));
    }

    private static string Authority(HttpRequest request)
    {
        var port = request.Host.Port ?? (request.IsHttps ? 443 : 80);
        var standard = port == (request.IsHttps ? 443 : 80);
        return standard ? request.Host.Host : $"{request.Host.Host}:{port}";
    }
}
