using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>Registers what this feature offers; needs decisions, intake, orders and traffic, and an <see cref="IScenarioWorld"/>.</summary>
public static class ScenariosRegistration
{
    public static IServiceCollection AddScenarios(this IServiceCollection services) => services
        .AddSingleton<ScenarioResults>().AddSingleton<StartScenarios>().AddSingleton<StopScenario>().AddSingleton<ReportScenario>()
        .AddSingleton<ScenarioPlayer>().AddSingleton<ScenarioWatch>().AddSingleton<ScenarioRunner>().AddHostedService(sp => sp.GetRequiredService<ScenarioRunner>());
}
