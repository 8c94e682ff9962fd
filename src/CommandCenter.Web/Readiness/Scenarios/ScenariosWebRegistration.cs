using CommandCenter.Rehearsal;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>What this feature adds to the web host; needs <see cref="RehearsalSettings"/>.</summary>
public static class ScenariosWebRegistration
{
    public static IServiceCollection AddScenariosWeb(this IServiceCollection services) => services.AddSingleton<IScenarioWorld, RehearsalControl>();

    public static IEndpointRouteBuilder MapScenarios(this IEndpointRouteBuilder routes)
    {
        ScenarioEndpoints.Map(routes);
        return routes;
    }
}
