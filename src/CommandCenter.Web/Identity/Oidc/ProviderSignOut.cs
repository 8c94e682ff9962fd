using System.Net;
using CommandCenter.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CommandCenter.Identity.Oidc;

/// <summary>Signing out where the person came from, once the session here is over.</summary>
internal sealed class ProviderSignOut(OidcSettings settings, IServiceProvider services)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>Where the provider ends its own session; null for local people and where the provider offers nothing, or cannot be asked now.</returns>
    public async Task<Uri?> AddressAsync(HttpContext context, CancellationToken cancel)
    {
        if (!settings.IsConfigured || context.User.FindFirst(SessionSignIn.ProviderClaim) is null) return null;
        var options = services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(OidcRegistration.Scheme);
        OpenIdConnectConfiguration known;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            known = await options.ConfigurationManager!.GetConfigurationAsync(patience.Token);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return null; // the session here ends all the same
        }

        if (!Uri.TryCreate(known.EndSessionEndpoint, UriKind.Absolute, out var end) || !(end.Scheme == Uri.UriSchemeHttps || end.IsLoopback)) return null;
        var proof = (await context.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Properties?.GetTokenValue("id_token");
        var request = new OpenIdConnectMessage
        {
            IssuerAddress = known.EndSessionEndpoint, ClientId = settings.ClientId, IdTokenHint = proof,
            PostLogoutRedirectUri = $"{context.Request.Scheme}://{context.Request.Host}/sign-in",
        };
        return new Uri(request.CreateLogoutRequestUrl());
    }

    /// <summary>
    /// A page that goes on by itself. Not a redirect: the content policy lets forms lead to this site only, redirects of their answers included.
    /// </summary>
    public static IResult Page(HttpContext context, Uri onward)
    {
        context.Response.Headers["Refresh"] = $"0;url={onward.AbsoluteUri}";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Content($"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8" /><title>Signed out · Cutover Command Center</title><link rel="stylesheet" href="/tokens.css" /><link rel="stylesheet" href="/frame.css" /></head>
            <body><main class="main"><div class="sign-in"><h1>Signed out</h1><p class="t2">Your session here is over. <a class="in" href="{WebUtility.HtmlEncode(onward.AbsoluteUri)}">Sign out at your identity provider, too</a></p></div></main></body></html>
            """, "text/html; charset=utf-8");
    }
}
