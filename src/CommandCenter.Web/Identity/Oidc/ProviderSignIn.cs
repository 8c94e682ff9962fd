using CommandCenter.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace CommandCenter.Identity.Oidc;

/// <summary>The way to the provider and back. Whatever fails ends on the sign-in page with one of a few known words; what the provider or the caller wrote is never shown.</summary>
internal static partial class ProviderSignIn
{
    public const string Address = "/sign-in/provider";

    /// <summary>Longer ones are not kept: the cookie would outgrow what servers take.</summary>
    private const int LongestProof = 3000;

    private const string Proof = "oidc-id-token";

    public static async Task<IResult> StartAsync(HttpContext context, string? returnUrl, ILoggerFactory loggers)
    {
        var local = LocalUrl.OrHome(returnUrl);
        try
        {
            await context.ChallengeAsync(OidcRegistration.Scheme, new AuthenticationProperties { RedirectUri = local });
            return Results.Empty;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException or TaskCanceledException && !context.Response.HasStarted)
        {
            LogUnreachable(Logger(loggers), (e.InnerException ?? e).Message);
            return TypedResults.LocalRedirect(SignInAddress("unreachable", local));
        }
    }

    /// <summary>What the provider wants to see again when the person signs out.</summary>
    public static Task KeepProofAsync(TokenValidatedContext context)
    {
        if (context.TokenEndpointResponse?.IdToken is { Length: <= LongestProof } token) context.HttpContext.Items[Proof] = token;
        return Task.CompletedTask;
    }

    public static async Task FinishAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        var services = http.RequestServices;
        var local = LocalUrl.OrHome(context.ReturnUri);
        var found = await services.GetRequiredService<OidcPeople>().FindAsync(context.Principal!, http.RequestAborted);
        if (found.Error is { } error)
        {
            LogRefused(Logger(services.GetRequiredService<ILoggerFactory>()), error.Code, http.Connection.RemoteIpAddress?.ToString() ?? "");
            context.Response.Redirect(SignInAddress(error.Code, local));
            return;
        }

        await services.GetRequiredService<SessionSignIn>().OpenAsync(found.Value, http, services.GetRequiredService<OidcSettings>().Name, http.Items[Proof] as string, http.RequestAborted);
        context.Response.Redirect(local);
    }

    /// <summary>A wrong state, nonce, code or signature, a provider that does not answer, or a person who said no there.</summary>
    public static Task RefuseAsync<T>(HandleRequestContext<T> context) where T : AuthenticationSchemeOptions
    {
        var failure = (context as RemoteFailureContext)?.Failure;
        var problem = failure switch
        {
            null => "denied",
            HttpRequestException or TaskCanceledException or IOException => "unreachable",
            { InnerException: HttpRequestException or TaskCanceledException or IOException } => "unreachable",
            _ => "failed",
        };
        LogFailed(Logger(context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>()), problem, failure?.Message ?? "the provider said no");
        context.HandleResponse();
        context.Response.Redirect(SignInAddress(problem, "/"));
        return Task.CompletedTask;
    }

    /// <summary>The sentence for a word of <see cref="SignInAddress"/>; null for any other text.</summary>
    public static string? Sentence(string? problem, string provider) => problem switch
    {
        "unreachable" => $"{provider} does not answer. Try again in a minute, or sign in with a local account.",
        "failed" => $"The answer of {provider} could not be trusted, or it came too late. Sign in again from this page.",
        "denied" => $"{provider} did not let you in.",
        "no-role" => $"You are known to {provider}, but it gives you no role here. Ask for one of the groups that do.",
        "locked" => "An administrator has locked this account.",
        "bad-identity" => $"{provider} did not say who you are: subject or issuer is missing or too long.",
        "store-unwritable" => "The sign-in could not be recorded, so it did not happen. Try again.",
        _ => null,
    };

    private static string SignInAddress(string problem, string returnUrl) => $"/sign-in?problem={problem}&returnUrl={Uri.EscapeDataString(returnUrl)}";

    private static ILogger Logger(ILoggerFactory loggers) => loggers.CreateLogger("CommandCenter.Identity.Oidc");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider cannot be reached: {Reason}")]
    private static partial void LogUnreachable(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in by the identity provider was refused ({Code}), from {Address}")]
    private static partial void LogRefused(ILogger log, string code, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in by the identity provider failed ({Problem}): {Reason}")]
    private static partial void LogFailed(ILogger log, string problem, string reason);
}
