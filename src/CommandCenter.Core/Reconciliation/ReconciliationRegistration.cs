using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.OrderExceptions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Reconciliation.Stock;
using CommandCenter.Reconciliation.Understanding;
using CommandCenter.Rollback;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Reconciliation;

/// <summary>Registers what this feature offers; needs live state, sources, rollback and the decision log.</summary>
public static class ReconciliationRegistration
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.AddSingleton<ChangedOrders>();
        services.AddSingleton<ILiveFeed>(sp => new ParityFeed(sp.GetRequiredService<LiveWriter>(), sp.GetRequiredService<ChangedOrders>()));
        services.AddSingleton<ParityBoard>().AddSingleton<RunStore>().AddSingleton<UnderstoodQueries>().AddSingleton<MarkUnderstood>().AddSingleton<ParityQueries>();
        services.AddSingleton(sp => new ParityStore(sp.GetRequiredService<IDbContextFactory<EventsDb>>()));
        services.AddSingleton(sp => new Reconciler(
            new ParityReader(sp.GetRequiredService<IDbContextFactory<EventsDb>>(), sp.GetRequiredService<IDbContextFactory<CommandsDb>>()), sp.GetRequiredService<ParityStore>(), sp.GetRequiredService<RunStore>(),
            sp.GetRequiredService<ChangedOrders>(), sp.GetRequiredService<ISideWatermarks>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton(sp => new ParityKeeper(
            sp.GetRequiredService<Reconciler>(), sp.GetRequiredService<ParityStore>(), sp.GetRequiredService<RunStore>(), sp.GetRequiredService<UnderstoodQueries>(), sp.GetRequiredService<ParityBoard>(),
            sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<ParityKeeper>>()));
        services.AddHostedService(sp => sp.GetRequiredService<ParityKeeper>());
        services.AddSingleton<ICaseSource, MismatchCases>().AddSingleton<ICaseSource, StockCases>();
        services.TryAddSingleton<StockParity>();
        services.AddSingleton<StockAccuracy>();
        return services;
    }
}
