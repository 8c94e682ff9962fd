namespace CommandCenter.Live;

/// <summary>What this feature adds to the web host.</summary>
public static class LiveWebRegistration
{
    public static IServiceCollection AddLiveWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }

    public static IEndpointRouteBuilder MapLive(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes;
    }
}
