using CommandCenter.Rehearsal;

namespace CommandCenter.Sources;

/// <summary>What this feature adds to the web host.</summary>
public static class SourcesWebRegistration
{
    public static IServiceCollection AddSourcesWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton(sp => new KnownSecrets(sp.GetRequiredService<RehearsalSettings>().Secrets));
        return services;
    }

    public static IEndpointRouteBuilder MapSources(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapIngest();
        return routes;
    }
}
