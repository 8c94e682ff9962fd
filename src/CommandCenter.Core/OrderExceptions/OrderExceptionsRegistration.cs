using CommandCenter.Intake;
using CommandCenter.Intake.Targets;
using CommandCenter.Live;
using CommandCenter.OrderExceptions.Remedies;
using CommandCenter.OrderExceptions.Sources;
using CommandCenter.Sources;
using CommandCenter.Sources.Rejected;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CommandCenter.OrderExceptions;

/// <summary>Registers what this feature offers; needs persistence, decisions, the plan and live state.</summary>
public static class OrderExceptionsRegistration
{
    public static IServiceCollection AddOrderExceptions(this IServiceCollection services)
    {
        services.TryAddSingleton<StandingCommands>();
        services.AddSingleton<CaseQueries>();
        services.AddSingleton<CaseWatch>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<OrderRemedies>();
        services.AddSingleton(sp => new CaseRemedies(
            sp.GetRequiredService<RetryParked>(), sp.GetRequiredService<RetryRejected>(), sp.GetRequiredService<IRejectedQueries>(), sp.GetRequiredService<OrderRemedies>(),
            sp.GetRequiredService<IOrderTargets>(), sp.GetRequiredService<CaseDesk>()));
        services.AddSingleton<OrderTroubles>();
        services.AddSingleton<ICaseSource, RejectedCases>();
        services.AddSingleton<ICaseSource, BreachCases>();
        services.AddSingleton<ICaseSource, ParkedCases>();
        services.AddSingleton<ICaseSource, RefusalCases>();
        services.AddSingleton<ICaseSource, SweepCases>();
        services.AddSingleton<ICaseSource, FailureCases>();
        services.AddSingleton<ICaseSource, ConflictCases>();
        services.AddSingleton<CaseKeeper>();
        services.AddHostedService(sp => sp.GetRequiredService<CaseKeeper>());
        return services;
    }
}
