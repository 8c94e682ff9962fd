using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Rollback;

/// <summary>Registers what this feature offers. The intake is registered before it, so that it runs when a rollback is taken up again.</summary>
public static class RollbackRegistration
{
    public static IServiceCollection AddRollback(this IServiceCollection services)
    {
        services.AddDecisions();
        services.TryAddSingleton<LastSeen>();
        services.TryAddSingleton<IObservedOrders>(sp => sp.GetRequiredService<LastSeen>());
        services.TryAddSingleton<ISideWatermarks>(sp => sp.GetRequiredService<LastSeen>());
        services.TryAddSingleton<ObservedShare>();
        services.AddSingleton<RollbackStore>();
        services.AddSingleton<LedgerProof>();
        services.AddSingleton<RollbackQueries>();
        services.AddSingleton(sp => new RollbackRunner(
            sp.GetRequiredService<RollbackStore>(), sp.GetRequiredService<IntakeJournal>(), sp.GetRequiredService<JournalReader>(), sp.GetRequiredService<Outbox>(),
            sp.GetRequiredService<LedgerProof>(), sp.GetRequiredService<IOrderTargets>(), sp.GetRequiredService<IObservedOrders>(), sp.GetRequiredService<ISideWatermarks>(),
            sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<StepProbe>(), sp.GetRequiredService<ILogger<RollbackRunner>>(),
            sp.GetService<IOutsideActuators>()));
        services.AddSingleton<RollBack>();
        services.AddSingleton<LastingEffects>();
        services.AddSingleton(sp => new PreviewRollback(
            sp.GetRequiredService<IDbContextFactory<CommandsDb>>(), sp.GetRequiredService<LastSeen>(), sp.GetRequiredService<LastingEffects>(), sp.GetRequiredService<LiveBoard>(),
            sp.GetRequiredService<ActivePlan>(), () => sp.GetRequiredService<OrderIntake>().Lines, sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton(sp => new RollbackWatch(sp.GetRequiredService<RollbackStore>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<RollbackWatch>>()));
        services.TryAddSingleton<StandingCommands>();
        services.AddHostedService<RollbackStanding>();
        services.AddHostedService(sp => sp.GetRequiredService<RollbackRunner>());
        return services;
    }
}
