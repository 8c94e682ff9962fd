using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Decisions;

/// <summary>Registers what this feature offers.</summary>
public static class DecisionsRegistration
{
    public static IServiceCollection AddDecisions(this IServiceCollection services)
    {
        services.AddSingleton<DecisionLog>();
        services.AddSingleton<DecisionQueries>();
        services.AddSingleton<DecisionVerification>();
        services.AddSingleton<CommandRunner>();
        services.AddSingleton<RecordDecision>();
        services.AddSingleton<DecisionWatch>();
        services.AddHostedService(sp => sp.GetRequiredService<DecisionWatch>());
        return services;
    }
}
