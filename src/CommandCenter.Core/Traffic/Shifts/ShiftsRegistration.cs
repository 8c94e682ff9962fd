using CommandCenter.Decisions;
using CommandCenter.Intake.Targets;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Reconciliation.Stock;
using CommandCenter.Releases;
using CommandCenter.Rollback;
using CommandCenter.Traffic.Actuators;
using CommandCenter.Traffic.Shifts.Readings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Registers what this feature offers; needs traffic, thresholds, gates, releases and rollback.</summary>
public static class ShiftsRegistration
{
    public static IServiceCollection AddShifts(this IServiceCollection services)
    {
        services.TryAddSingleton<TargetCalls>();
        services.TryAddSingleton<StockParity>();
        services.AddSingleton<ShiftQueries>().AddSingleton(sp => new ShiftCommands(
            sp.GetRequiredService<CommandRunner>(), sp.GetRequiredService<ShiftQueries>(), sp.GetRequiredService<ShiftRunner>().MissingOf, sp.GetRequiredService<GateGuard>(), sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<TimeProvider>())).AddSingleton<PreviewShift>().AddSingleton<ShiftMoves>();
        services.AddSingleton<IShiftReading>(sp => new CallReading(sp.GetRequiredService<TargetCalls>(), sp.GetRequiredService<ActivePlan>()));
        services.AddSingleton<IShiftReading>(sp => new StockReading(sp.GetRequiredService<StockParity>()));
        services.AddSingleton<IShiftReading>(sp => new DrillReading(sp.GetRequiredService<IDbContextFactory<CommandsDb>>(), sp.GetRequiredService<ActivePlan>()));
        services.AddSingleton(sp => new ShiftGuard(
            sp.GetRequiredService<ShiftQueries>(), sp.GetRequiredService<ThresholdBook>(), sp.GetRequiredService<IDbContextFactory<CommandsDb>>(), sp.GetRequiredService<IDbContextFactory<EventsDb>>(),
            sp.GetRequiredService<ISideWatermarks>(), sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<LiveBoard>(), [.. sp.GetServices<IShiftReading>()], sp.GetService<IOutsideActuators>(), sp.GetRequiredService<GateGuard>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton(sp => new ShiftRunner(
            sp.GetRequiredService<ShiftQueries>(), sp.GetRequiredService<ShiftGuard>(), sp.GetRequiredService<ShiftMoves>(), sp.GetRequiredService<RollBack>(), sp.GetRequiredService<ReleaseCommands>(),
            sp.GetRequiredService<PreviewRollback>(), sp.GetRequiredService<IDbContextFactory<CommandsDb>>(), sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<DecisionLog>(),
            sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<ShiftRunner>>()));
        services.AddSingleton<ShiftWatch>();
        services.TryAddSingleton<StandingCommands>();
        services.AddHostedService<RunningShifts>();
        services.AddHostedService(sp => sp.GetRequiredService<ShiftRunner>());
        return services;
    }
}
