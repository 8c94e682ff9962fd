namespace CommandCenter.Plan;

/// <summary>What this feature adds to the web host.</summary>
public static class PlanWebRegistration
{
    public static IServiceCollection AddPlanWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }

    public static IEndpointRouteBuilder MapPlan(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        PlanEndpoints.Map(routes);
        LandscapeEndpoints.Map(routes);
        return routes;
    }
}
