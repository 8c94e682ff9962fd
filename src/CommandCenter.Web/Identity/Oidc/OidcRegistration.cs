using CommandCenter.Hosting;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CommandCenter.Identity.Oidc;

/// <summary>Sign-in by an identity provider: authorisation code flow with PKCE. Where no provider is configured nothing of it exists.</summary>
internal static class OidcRegistration
{
    public const string Scheme = "oidc";

    // none by a shared secret: whoever knows the client's secret could write tokens
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void AddOidc(this IServiceCollection services, AuthenticationBuilder authentication, IConfiguration configuration)
    {
        var (settings, problems) = OidcSettings.Read(configuration);
        services.AddSingleton(settings);
        // asked when the product starts to serve: commands on the machine work meanwhile, or nobody could be added by hand
        services.AddHostedService(provider => new OidcStart(settings, problems, provider.GetRequiredService<ISecrets>()));
        services.AddScoped<OidcPeople>();
        services.AddScoped<ProviderSignOut>();
        if (!settings.IsConfigured) return;
        authentication.AddOpenIdConnect(Scheme, settings.Name, _ => { });
        services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<ISecrets, OutboundGuard, Listeners>((options, secrets, guard, listeners) => Configure(options, settings, secrets, guard, listeners));
    }

    public static void MapOidc(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<OidcSettings>().IsConfigured)
            routes.MapGet(ProviderSignIn.Address, ProviderSignIn.StartAsync).AllowAnonymous().RequireRateLimiting(SignInLimiter.Policy).ExcludeFromDescription();
    }

    private static void Configure(OpenIdConnectOptions options, OidcSettings settings, ISecrets secrets, OutboundGuard guard, Listeners listeners)
    {
        options.Authority = settings.Authority;
        options.ClientId = settings.ClientId;
        if (settings.ClientSecret.Length > 0) options.ClientSecret = secrets.Resolve(settings.ClientSecret).Value;
        options.RequireHttpsMetadata = settings.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        options.ResponseType = OpenIdConnectResponseType.Code;
        // by address, not by a form of the provider's page: the cookies of state and nonce can stay with this site
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.CallbackPath = "/sign-in/oidc";
        options.SignInScheme = IdentityConstants.ApplicationScheme;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.Scope.Clear();
        foreach (var scope in settings.Scopes.Prepend("openid").Distinct(StringComparer.Ordinal)) options.Scope.Add(scope);
        options.ClaimActions.Remove("iss"); // it says whose the subject is
        options.ClaimActions.MapJsonKey(settings.RoleClaim, settings.RoleClaim);
        options.ClaimActions.MapJsonKey(settings.NameClaim, settings.NameClaim);
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        options.TokenValidationParameters.ClockSkew = TimeSpan.FromMinutes(1);
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), MaxResponseHeadersLength = 32, ConnectCallback = guard.ConnectAsync };
        foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.HttpOnly = true;
            cookie.SecurePolicy = listeners.AllLoopback ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        }

        options.Events.OnTokenValidated = ProviderSignIn.KeepProofAsync;
        options.Events.OnTicketReceived = ProviderSignIn.FinishAsync;
        options.Events.OnRemoteFailure = ProviderSignIn.RefuseAsync;
        options.Events.OnAccessDenied = ProviderSignIn.RefuseAsync;
    }
}

/// <summary>Stops the start where the settings of the provider cannot be used, with every reason.</summary>
internal sealed class OidcStart(OidcSettings settings, IReadOnlyList<string> problems, ISecrets secrets) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (problems.Count > 0) throw new BadSettingsException(string.Join(' ', problems));
        if (settings is { IsConfigured: true, ClientSecret.Length: > 0 } && secrets.Resolve(settings.ClientSecret).Error is { } missing)
            throw new BadSettingsException($"{OidcSettings.Section}:{nameof(OidcSettings.ClientSecret)}: {missing.Message}");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Settings that cannot be used; the message names each key and what is allowed.</summary>
public sealed class BadSettingsException(string message) : Exception(message);
