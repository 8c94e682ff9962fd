namespace CommandCenter.Sources;

/// <summary>What this feature adds to the web host.</summary>
public static class SourcesWebRegistration
{
    public static IServiceCollection AddSourcesWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }

    public static IEndpointRouteBuilder MapSources(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes;
    }
}
