using CommandCenter.Access;
using CommandCenter.Hosting;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Authorization;

namespace CommandCenter.Identity;

/// <summary>
/// Nothing below <c>/api/v1</c> or <c>/hubs</c> is reached without a person or token whose rights stand at this moment. Guards by path, so that an endpoint that forgot to ask is closed.
/// </summary>
internal sealed class ApiGate(RequestDelegate next, PeopleDirectory people, ILogger<ApiGate> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var guarded = path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase);
        if (!guarded || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        // what a person may see is nobody's to keep, neither the browser's nor a proxy's
        context.Response.Headers.CacheControl = "no-store";

        // a token was looked up for this very request; a cookie only says who somebody was when it was made
        if ((TokenAuthentication.Found(context) ?? await people.ActorOfAsync(context.User, context.RequestAborted)) is not { } actor)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "not-signed-in", "Sign in, or send a token as 'Authorization: Bearer …'.");
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !RequestOrigin.IsOwn(context.Request))
        {
            RefusalLog.Refused(log, actor.Name, What(context), "foreign-origin");
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "foreign-origin", "The call came from a page of another origin.");
            return;
        }

        var permission = context.GetEndpoint()?.Metadata.GetMetadata<PermissionRequired>()?.Permission ?? Permissions.See;
        if (Permissions.Refuse(actor, permission) is { } refusal)
        {
            RefusalLog.Refused(log, actor.Name, What(context), refusal.Code);
            await RefuseAsync(context, Problems.Status(refusal.Kind), refusal.Code, refusal.Message);
            return;
        }

        context.Items[typeof(CurrentActor)] = actor;
        await next(context);
    }

    // the pattern, not the address: what somebody wrote into an address is not copied into the log
    private static string What(HttpContext context) => $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "an address of the API"}";

    private static Task RefuseAsync(HttpContext context, int status, string code, string message) =>
        TypedResults.Problem(Problems.Details(status, code, message)).ExecuteAsync(context);
}
