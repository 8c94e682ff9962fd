using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>Registers what this feature offers; needs decisions and approvals.</summary>
public static class ThresholdsRegistration
{
    public static IServiceCollection AddThresholds(this IServiceCollection services) => services.AddSingleton<ThresholdBook>().AddSingleton<SealThresholds>().AddSingleton<ChangeThreshold>();
}
