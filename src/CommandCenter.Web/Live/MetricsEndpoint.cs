using System.Net;
using CommandCenter.Identity;
using CommandCenter.Shared;

namespace CommandCenter.Live;

/// <summary><c>GET /metrics</c>: open to callers on this machine, otherwise for signed-in people and API tokens.</summary>
internal static class MetricsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", AnswerAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> AnswerAsync(HttpContext context, PrometheusText exposition, PeopleDirectory people)
    {
        if (!IsLocal(context) && await people.ActorOfAsync(context.User, context.RequestAborted) is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem(Problems.Details(StatusCodes.Status401Unauthorized, "not-signed-in", "From another machine /metrics needs an API token: 'Authorization: Bearer …'."));
        }

        context.Response.Headers.CacheControl = "no-store";
        return await exposition.CollectAsync(context.RequestAborted) is { } text
            ? TypedResults.Text(text, PrometheusText.ContentType)
            : TypedResults.Problem(Problems.Details(StatusCodes.Status503ServiceUnavailable, "not-collected", "The metrics could not be collected in time."));
    }

    /// <summary>A proxy on this machine brings callers from elsewhere: whatever was forwarded is not local.</summary>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.Keys.Any(h => h.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase) || h.StartsWith("X-Original", StringComparison.OrdinalIgnoreCase)
            || h.Equals("Forwarded", StringComparison.OrdinalIgnoreCase) || h.Equals("Via", StringComparison.OrdinalIgnoreCase));
}
