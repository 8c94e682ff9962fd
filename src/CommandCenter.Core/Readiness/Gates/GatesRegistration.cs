using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Readiness.Gates.Checks;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Rollback;
using CommandCenter.Scorecard.Measures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Readiness.Gates;

/// <summary>Registers what this feature offers; needs live, thresholds, scenarios, deadlines, reconciliation and rollback.</summary>
public static class GatesRegistration
{
    public static IServiceCollection AddGates(this IServiceCollection services)
    {
        services.AddDecisions().AddApprovals();
        AddChecks(services);
        services.AddSingleton<GateBook>().AddSingleton<GateGuard>().AddSingleton<SignGate>().AddSingleton<WaiveGate>().AddSingleton<HandInEvidence>();
        services.AddSingleton<IAgreedAtOnce>(sp => new WaiverAgreement(sp.GetRequiredService<WaiveGate>(), Approvable.WaiveGate));
        services.AddSingleton<IAgreedAtOnce>(sp => new WaiverAgreement(sp.GetRequiredService<WaiveGate>(), Approvable.WaiveFinanceGate));
        services.AddSingleton(sp => new GateKeeper(
            sp.GetServices<IGateCheck>(), sp.GetRequiredService<GateBook>(),
            new GateLedger(sp.GetRequiredService<IDbContextFactory<CommandsDb>>(), sp.GetRequiredService<CommandsGate>(), sp.GetRequiredService<DecisionLog>(), sp.GetRequiredService<TimeProvider>()),
            sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<DecisionLog>(), sp.GetService<StandingCommands>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<GateKeeper>>()));
        services.AddHostedService(sp => sp.GetRequiredService<GateKeeper>());
        return services;
    }

    private static void AddChecks(IServiceCollection services)
    {
        Add(services, sp => new LandscapeCheck(Get<ActivePlan>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new BridgeRolesCheck(Get<ActivePlan>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new FreezeCheck(Get<IDbContextFactory<CommandsDb>>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new ThresholdsSealedCheck(Get<ThresholdBook>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new SourcesHealthyCheck(Get<LiveBoard>(sp), Get<ActivePlan>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new SlaAttainmentCheck(Get<LiveBoard>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new ParityCheck(Get<RunStore>(sp), Get<ParityBoard>(sp), Get<ActivePlan>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new DifferencesUnderstoodCheck(Get<ParityBoard>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new NoDuplicateShipmentsCheck(Get<ParityBoard>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new RollbackDrillCheck(Get<IDbContextFactory<CommandsDb>>(sp), Get<ActivePlan>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new LegacyFitCheck(Get<PreviewRollback>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new EvidenceCheck(Get<GateBook>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new ScenarioTestsCheck(Get<ScenarioResults>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new DeadlinesKeptCheck(Get<DeadlineBoard>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new BaselineCheck(Get<ScorecardQueries>(sp), Get<ActivePlan>(sp), Get<TimeProvider>(sp)));
        Add(services, sp => new AlertRouteCheck(Get<IDbContextFactory<CommandsDb>>(sp), Get<ActivePlan>(sp), Get<TimeProvider>(sp)));
    }

    private static void Add(IServiceCollection services, Func<IServiceProvider, IGateCheck> check) => services.AddSingleton(check);

    private static T Get<T>(IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();
}
