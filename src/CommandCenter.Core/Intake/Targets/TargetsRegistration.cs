using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CommandCenter.Intake.Targets;

/// <summary>Registers the targets of the plan.</summary>
public static class TargetsRegistration
{
    /// <summary><see cref="IOrderTargets"/>; needs the plan, sources and the clock. The second call adds nothing.</summary>
    public static IServiceCollection AddOrderTargets(this IServiceCollection services)
    {
        services.TryAddSingleton<TargetCalls>();
        services.TryAddSingleton<IOrderTargets>(sp => new PlanTargets(
            sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<OutboundGuard>(), sp.GetRequiredService<ISecrets>(), sp.GetRequiredService<TargetCalls>(), sp.GetRequiredService<TimeProvider>()));
        return services;
    }
}
