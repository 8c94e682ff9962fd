using CommandCenter.OrderExceptions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Scorecard.Digests;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Scorecard.Trends;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Scorecard;

/// <summary>Registers what this feature offers; for a process that serves.</summary>
public static class ScorecardRegistration
{
    public static IServiceCollection AddScorecard(this IServiceCollection services)
    {
        services.AddSingleton<FigureQueries>();
        services.AddSingleton<OtherMeasures>();
        services.AddSingleton<ReadingHours>();
        services.AddSingleton<FigureHistory>();
        services.AddSingleton<ScorecardQueries>();
        services.AddSingleton<TrendQueries>();
        services.AddSingleton<TrendReadings>();
        foreach (var series in TrendList.All) services.AddSingleton<ICaseSource>(sp => new TrendCases(series, sp.GetRequiredService<TrendReadings>()));
        services.AddSingleton<DigestQueries>();
        services.AddSingleton<IDigestSource>(sp => sp.GetRequiredService<DigestQueries>());
        services.AddSingleton<DigestSender>();
        services.AddHostedService(sp => new FigureKeeper(
            new FigureRollup(sp.GetRequiredService<IDbContextFactory<EventsDb>>(), sp.GetRequiredService<EventStore>(), sp.GetRequiredService<ISideWatermarks>(), sp.GetRequiredService<TimeProvider>()),
            sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<FigureKeeper>>()));
        return services;
    }
}
