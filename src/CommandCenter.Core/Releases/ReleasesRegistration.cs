using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Targets;
using CommandCenter.Live;
using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Releases;

/// <summary>Registers what this feature offers; needs decisions, targets and the intake.</summary>
public static class ReleasesRegistration
{
    public static IServiceCollection AddReleases(this IServiceCollection services)
    {
        services.TryAddSingleton<StandingCommands>();
        services.AddSingleton<ReleaseQueries>();
        services.AddSingleton(sp => new ReleaseWorker(
            sp.GetRequiredService<ReleaseQueries>(), sp.GetRequiredService<IDbContextFactory<CommandsDb>>(), sp.GetRequiredService<CommandsGate>(), sp.GetRequiredService<IOrderTargets>(),
            sp.GetRequiredService<BackOff>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<StepProbe>(), sp.GetRequiredService<StandingCommands>(), sp.GetRequiredService<ILogger<ReleaseWorker>>()));
        services.AddSingleton<ReleaseCommands>();
        services.AddHostedService(sp => sp.GetRequiredService<ReleaseWorker>());
        return services;
    }
}
