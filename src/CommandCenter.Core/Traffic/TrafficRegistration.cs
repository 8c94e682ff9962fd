using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using Microsoft.Extensions.DependencyInjection;

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
        services.AddSingleton<ProposeMove>();
        return services;
    }
}
