using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CommandCenter.Access.Approvals;

/// <summary>Registers what this feature offers.</summary>
public static class ApprovalsRegistration
{
    /// <summary>Every feature with a command that can need two people calls it; the second call adds nothing.</summary>
    public static IServiceCollection AddApprovals(this IServiceCollection services)
    {
        services.AddOptions<ApprovalOptions>().Validate(
            o => o.Lifetime >= TimeSpan.FromMinutes(1) && o.Lifetime <= TimeSpan.FromHours(24), "CommandCenter:Approvals:Lifetime must be 00:01:00 to 1.00:00:00.");
        services.TryAddSingleton<ApprovalDesk>();
        services.TryAddSingleton<ApprovalQueries>();
        services.TryAddSingleton<ApproveProposal>();
        return services;
    }

    /// <summary>What waits, in memory; for a process that serves.</summary>
    public static IServiceCollection AddApprovalWatch(this IServiceCollection services)
    {
        services.AddSingleton<ApprovalWatch>();
        services.AddHostedService(sp => sp.GetRequiredService<ApprovalWatch>());
        return services;
    }
}
