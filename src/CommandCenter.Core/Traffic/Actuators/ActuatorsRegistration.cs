using CommandCenter.Decisions;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Polling;
using CommandCenter.Traffic.Actuators.BreakGlass;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic.Actuators;

/// <summary>Registers what this feature offers; needs traffic and sources, and comes before the intake, so that a broken glass is taken up before an order is accepted.</summary>
public static class ActuatorsRegistration
{
    public static IServiceCollection AddActuators(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton<StandingCommands>();
        services.AddSingleton<ActuatorBoard>();
        services.AddSingleton<ActuatorMeter>();
        services.AddSingleton<ActuatorStates>();
        services.AddSingleton<IOutsideActuators, OutsideActuators>();
        services.AddSingleton(sp => new GlassFolder(sp.GetRequiredService<StoragePaths>().Directory));
        services.AddSingleton<TakeUpGlass>();
        services.AddHostedService(sp => sp.GetRequiredService<TakeUpGlass>());
        services.AddSingleton(sp => new ActuatorReach(
            Folders(configuration, sp.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory, sp.GetRequiredService<StoragePaths>().Directory), sp.GetRequiredService<OutboundGuard>(),
            sp.GetRequiredService<ISecrets>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton(sp => new ActuatorLoop(
            sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<TrafficTables>(), sp.GetRequiredService<ActuatorStates>(),
            new CarryOut(sp.GetRequiredService<TrafficTables>(), sp.GetRequiredService<TakeUpGlass>(), new BackOff(new Random()), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<CarryOut>>()),
            new PlanActuators(sp.GetRequiredService<ActuatorReach>()), sp.GetRequiredService<TakeUpGlass>(), sp.GetRequiredService<SourceLeases>(), sp.GetRequiredService<ActuatorBoard>(),
            sp.GetRequiredService<StandingCommands>(), sp.GetRequiredService<DecisionLog>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<ActuatorLoop>>()));
        services.AddHostedService(sp =>
        {
            // an instrument lives as long as somebody made it
            sp.GetRequiredService<ActuatorMeter>();
            return sp.GetRequiredService<ActuatorLoop>();
        });
        return services;
    }

    /// <summary>Where a plan may name files and sockets of actuators.</summary>
    internal static AllowedFolders Folders(IConfiguration configuration, string contentRoot, string storage)
    {
        const string setting = "CommandCenter:Actuators:AllowedFolders";
        return new AllowedFolders(configuration.GetSection(setting).Get<string[]>() ?? [], contentRoot, [storage], setting);
    }
}
