using CommandCenter.Hosting;
using CommandCenter.Identity.Administration;
using CommandCenter.Identity.Oidc;
using CommandCenter.Identity.Sessions;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CommandCenter.Identity;

/// <summary>People, cookie, tokens and who acts.</summary>
public static class IdentityWebRegistration
{
    private const string Either = "cookie-or-token";

    public static IServiceCollection AddIdentityWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<StorageOptions>().BindConfiguration("CommandCenter:Storage");
        services.AddDbContext<IdentityDb>((provider, builder) => IdentityStorage.Use(builder, provider));
        services.AddSingleton<DemoPeople>();
        services.AddSingleton<PeopleDirectory>();
        services.AddSingleton(SessionLimits.Read(configuration));
        services.AddSingleton<LastUses>();
        services.AddHostedService(provider => provider.GetRequiredService<LastUses>());
        services.AddScoped<SessionSignIn>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<ApiTokens>();
        services.AddSingleton<TokenBearers>();
        services.AddScoped<ActorAccessor>();
        services.AddSingleton<IdentityStart>();
        services.AddHostedService(provider => provider.GetRequiredService<IdentityStart>());
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitIdentity>();
        services.AddRateLimiter(o => SignInLimiter.Configure(o, configuration));

        var authentication = services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, o => o.ForwardDefaultSelector = context => TokenAuthentication.Presented(context.Request) is null ? IdentityConstants.ApplicationScheme : TokenAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme);
        services.AddAdministration();
        services.AddOidc(authentication, configuration);
        services.AddAuthorization();
        services.AddIdentityCore<Person>(o =>
        {
            o.Password.RequiredLength = 12;
            o.Password.RequireDigit = o.Password.RequireLowercase = o.Password.RequireUppercase = o.Password.RequireNonAlphanumeric = false;
            o.Lockout.MaxFailedAccessAttempts = 5;
            o.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
        }).AddRoles<IdentityRole>().AddEntityFrameworkStores<IdentityDb>().AddClaimsPrincipalFactory<DemoClaim>().AddSignInManager();
        services.Configure<SecurityStampValidatorOptions>(o =>
        {
            o.ValidationInterval = TimeSpan.FromSeconds(10);
            o.OnRefreshingPrincipal = SessionSignIn.KeepAsync;
        });

        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<Listeners>(ConfigureCookie);
        services.AddOptions<AntiforgeryOptions>().Configure<Listeners>((o, listeners) =>
        {
            o.Cookie.Name = "cc-antiforgery";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.HttpOnly = true;
            o.Cookie.SecurePolicy = Secure(listeners);
        });
        services.AddDataProtection().SetApplicationName("CommandCenter");
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<StorageOptions>, IHostEnvironment, ILoggerFactory>((o, storage, environment, loggers) =>
            o.XmlRepository = new FileSystemXmlRepository(KeyFolder(IdentityStorage.Folder(storage.Value, environment.ContentRootPath)), loggers));
        // the keys lie in a folder of this account alone, beside the store that holds all they protect: who reads one reads the other, sealed or not
        services.AddLogging(l => l.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        return services;
    }

    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.MapSession();
        routes.MapOidc();
        routes.MapAdministration();
        return routes;
    }

    private static DirectoryInfo KeyFolder(string storage)
    {
        var folder = Path.Combine(storage, "keys");
        if (OperatingSystem.IsWindows()) return Directory.CreateDirectory(folder);
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var made = Directory.CreateDirectory(folder, owner);
        made.UnixFileMode = owner; // also where an older version made it
        return made;
    }

    private static CookieSecurePolicy Secure(Listeners listeners) => listeners.AllLoopback ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;

    private static void ConfigureCookie(CookieAuthenticationOptions options, Listeners listeners)
    {
        options.Cookie.Name = "cc-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = Secure(listeners);
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized, "not-signed-in", "Sign in first.");
        options.Events.OnRedirectToAccessDenied = context => AnswerAsync(context, StatusCodes.Status403Forbidden, "not-permitted", "Your roles do not allow this.");
        options.Events.OnValidatePrincipal = async context =>
        {
            var demo = context.HttpContext.RequestServices.GetRequiredService<DemoPeople>();
            if (context.Principal?.HasClaim(DemoClaim.Type, "true") == true && !demo.ExistFor(context.HttpContext)) context.RejectPrincipal();
            else await ValidateAsync(context);
            // files that everybody may have are not worth the question
            if (context.Principal is { } person && context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is null
                && !await context.HttpContext.RequestServices.GetRequiredService<PeopleDirectory>().SessionStandsAsync(person, context.HttpContext.RequestAborted)) context.RejectPrincipal();
        };
    }

    /// <summary>
    /// Asks the store in a scope of its own. A circuit's request lasts as long as its page is open, and what its scope made for this one question would be kept as long: a
    /// database context with all that belongs to it.
    /// </summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var request = http.RequestServices;
        await using var scope = request.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await SecurityStampValidator.ValidatePrincipalAsync(context);
        }
        finally
        {
            http.RequestServices = request;
        }
    }

    /// <summary>Programs get a status, people the sign-in page.</summary>
    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int status, string code, string message)
    {
        var program = context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);
        if (program) return TypedResults.Problem(Problems.Details(status, code, message)).ExecuteAsync(context.HttpContext);
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
