using System.Threading.RateLimiting;
using CommandCenter.Shared;
using Microsoft.AspNetCore.RateLimiting;

namespace CommandCenter.Identity;

/// <summary>Bounds tries per address, beside the lockout per person. <c>CommandCenter:Identity:SignInsPerMinute</c>, default 60.</summary>
internal static class SignInLimiter
{
    public const string Policy = "sign-in";

    public static void Configure(RateLimiterOptions options, IConfiguration configuration)
    {
        var perMinute = configuration.GetValue("CommandCenter:Identity:SignInsPerMinute", 60);
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method) || context.Request.Path.Equals(Oidc.ProviderSignIn.Address, StringComparison.OrdinalIgnoreCase)
            ? RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter(""));
        options.OnRejected = async (context, cancel) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "60";
            await TypedResults.Problem(Problems.Details(StatusCodes.Status429TooManyRequests, "too-many-tries", "Too many tries from this address. Wait a minute.")).ExecuteAsync(context.HttpContext);
        };
    }
}
