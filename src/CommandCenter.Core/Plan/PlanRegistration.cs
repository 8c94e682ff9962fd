using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Plan;

/// <summary>Registers what this feature offers.</summary>
public static class PlanRegistration
{
    public static IServiceCollection AddPlan(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }
}
