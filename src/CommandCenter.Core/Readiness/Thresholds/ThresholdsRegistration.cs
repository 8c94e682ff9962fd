using CommandCenter.Access.Approvals;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>Registers what this feature offers; needs decisions and approvals.</summary>
public static class ThresholdsRegistration
{
    public static IServiceCollection AddThresholds(this IServiceCollection services) => services
        .AddSingleton<ThresholdBook>().AddSingleton<ThresholdQueries>().AddSingleton<SealThresholds>().AddSingleton<ChangeThreshold>()
        .AddSingleton<IAgreedAtOnce>(sp => sp.GetRequiredService<ChangeThreshold>());

    /// <summary>What pages show, in memory; for a process that serves.</summary>
    public static IServiceCollection AddThresholdWatch(this IServiceCollection services) => services
        .AddSingleton<ThresholdWatch>().AddHostedService(sp => sp.GetRequiredService<ThresholdWatch>());
}
