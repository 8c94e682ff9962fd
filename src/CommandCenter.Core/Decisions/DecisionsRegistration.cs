using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CommandCenter.Decisions;

/// <summary>Registers what this feature offers.</summary>
public static class DecisionsRegistration
{
    /// <summary>Every feature that commands calls it; the second call adds nothing.</summary>
    public static IServiceCollection AddDecisions(this IServiceCollection services)
    {
        services.TryAddSingleton<DecisionLog>();
        services.TryAddSingleton<DecisionQueries>();
        services.TryAddSingleton<DecisionVerification>();
        services.TryAddSingleton<CommandRunner>();
        services.TryAddSingleton<RecordDecision>();
        return services;
    }

    /// <summary>Verification at start and the anchors; for a process that serves.</summary>
    public static IServiceCollection AddDecisionWatch(this IServiceCollection services)
    {
        services.AddSingleton<DecisionWatch>();
        services.AddHostedService(sp => sp.GetRequiredService<DecisionWatch>());
        return services;
    }
}
