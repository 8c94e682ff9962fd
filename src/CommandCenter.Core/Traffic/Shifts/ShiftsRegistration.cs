using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Releases;
using CommandCenter.Rollback;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Registers what this feature offers; needs traffic, thresholds, releases and rollback.</summary>
public static class ShiftsRegistration
{
    public static IServiceCollection AddShifts(this IServiceCollection services)
    {
        services.AddSingleton<ShiftQueries>().AddSingleton<ShiftCommands>().AddSingleton<ShiftMoves>();
        services.AddSingleton(sp => new ShiftGuard(
            sp.GetRequiredService<ShiftQueries>(), sp.GetRequiredService<ThresholdBook>(), sp.GetRequiredService<IDbContextFactory<CommandsDb>>(), sp.GetRequiredService<IDbContextFactory<EventsDb>>(),
            sp.GetRequiredService<ISideWatermarks>(), sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<LiveBoard>(), sp.GetServices<IShiftReadings>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton(sp => new ShiftRunner(
            sp.GetRequiredService<ShiftQueries>(), sp.GetRequiredService<ShiftGuard>(), sp.GetRequiredService<ShiftMoves>(), sp.GetRequiredService<RollBack>(), sp.GetRequiredService<ReleaseCommands>(),
            sp.GetRequiredService<PreviewRollback>(), sp.GetRequiredService<IDbContextFactory<CommandsDb>>(), sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<ILogger<ShiftRunner>>()));
        services.AddHostedService(sp => sp.GetRequiredService<ShiftRunner>());
        return services;
    }
}
