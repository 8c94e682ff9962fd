using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CommandCenter.Traffic;

/// <summary>Registers what this feature offers.</summary>
public static class TrafficRegistration
{
    public static IServiceCollection AddTraffic(this IServiceCollection services)
    {
        services.AddDecisions();
        services.AddSingleton<TrafficTables>();
        services.AddApprovals();
        services.AddSingleton<MoveTraffic>();
        services.AddHostedService<StartRules>();
        services.TryAddSingleton<StandingCommands>();
        services.AddHostedService<TrafficWatch>();
        services.AddSingleton<ProposeMove>();
        return services;
    }
}
