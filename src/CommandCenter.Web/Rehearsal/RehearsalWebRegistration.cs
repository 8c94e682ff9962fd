namespace CommandCenter.Rehearsal;

/// <summary>The built-in world, while rehearsing.</summary>
public static class RehearsalWebRegistration
{
    public static IServiceCollection AddRehearsalWeb(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(RehearsalSettings.Read(configuration));
        services.AddSingleton<StorefrontToken>();
        services.AddHostedService<RehearsalHost>();
        return services;
    }

    public static IEndpointRouteBuilder MapRehearsal(this IEndpointRouteBuilder routes) => routes;
}
