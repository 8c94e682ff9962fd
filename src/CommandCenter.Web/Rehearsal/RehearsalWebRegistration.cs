namespace CommandCenter.Rehearsal;

/// <summary>What this feature adds to the web host.</summary>
public static class RehearsalWebRegistration
{
    public static IServiceCollection AddRehearsalWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }

    public static IEndpointRouteBuilder MapRehearsal(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes;
    }
}
