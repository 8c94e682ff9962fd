using CommandCenter.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CommandCenter.Readiness.Deadlines;

/// <summary>Registers what this feature offers; needs plan, decisions and persistence.</summary>
public static class DeadlinesRegistration
{
    public static IServiceCollection AddDeadlines(this IServiceCollection services) => services.AddSingleton<DeadlineBoard>();

    /// <summary>What pages and Live show, in memory; for a process that serves.</summary>
    public static IServiceCollection AddDeadlineWatch(this IServiceCollection services)
    {
        services.TryAddSingleton<StandingCommands>();
        return services.AddSingleton<DeadlineWatch>().AddHostedService(sp => sp.GetRequiredService<DeadlineWatch>());
    }
}
