namespace CommandCenter.Jobs;

/// <summary>What this feature adds to the web host.</summary>
public static class JobsWebRegistration
{
    public static IServiceCollection AddJobsWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }

    public static IEndpointRouteBuilder MapJobs(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes;
    }
}
