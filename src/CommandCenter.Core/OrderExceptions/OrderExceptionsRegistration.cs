using CommandCenter.Intake;
using CommandCenter.Intake.Targets;
using CommandCenter.Live;
using CommandCenter.OrderExceptions.Checks;
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
        services.AddSingleton<OrderWalk>();
        AddCheck<FailureCheck>(services);
        AddCheck<ConflictCheck>(services);
        AddCheck<AuthorisationCheck>(services);
        AddCheck<PickupCheck>(services);
        AddCheck<MessageCheck>(services);
        AddCheck<ReceiptCheck>(services);
        services.AddSingleton<ICaseSource, RejectedCases>();
        services.AddSingleton<ICaseSource, BreachCases>();
        services.AddSingleton<ICaseSource, ParkedCases>();
        services.AddSingleton<ICaseSource, RecallCases>();
        services.AddSingleton<ICaseSource, RefusalCases>();
        services.AddSingleton<ICaseSource, SweepCases>();
        services.AddSingleton<CaseKeeper>();
        services.AddHostedService(sp => sp.GetRequiredService<CaseKeeper>());
        return services;
    }

    private static void AddCheck<T>(IServiceCollection services)
        where T : class, IOrderCheck
    {
        services.AddSingleton<T>();
        services.AddSingleton<IOrderCheck>(sp => sp.GetRequiredService<T>());
        services.AddSingleton<ICaseSource>(sp => new CheckCases(sp.GetRequiredService<T>(), sp.GetRequiredService<OrderWalk>()));
    }
}
