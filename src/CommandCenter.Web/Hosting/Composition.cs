using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Identity;
using CommandCenter.Intake;
using CommandCenter.Intake.Targets;
using CommandCenter.Jobs;
using CommandCenter.Layout;
using CommandCenter.Live;
using CommandCenter.Notifications;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rehearsal;
using CommandCenter.Releases;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Scenarios;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Reconciliation;
using CommandCenter.Scorecard;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using CommandCenter.Traffic.Shifts;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CommandCenter.Hosting;

/// <summary>The one place that knows every feature. Order matters: hosted services start in the order of their registration.</summary>
public static class Composition
{
    public static IServiceCollection AddCommandCenter(this IServiceCollection services, IConfiguration configuration, IWebHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        services.TryAddSingleton(TimeProvider.System);
        services.AddHostingWeb(configuration);
        services.AddSharedWeb();

        services.AddPersistence(configuration);
        services.AddIdentityWeb(configuration);
        services.AddPlan(configuration);
        services.AddDecisionWatch();
        services.AddTraffic();
        services.AddThresholds();
        services.AddThresholdWatch();
        services.AddDeadlines();
        services.AddDeadlineWatch();
        services.AddAccessWeb(configuration);
        services.AddRehearsalWeb(configuration);
        services.AddLive(configuration);
        services.AddSources(configuration);
        services.AddNotifications();
        services.AddActuators(configuration);
        services.AddOrderTargets();
        services.AddIntake();
        services.AddReleases();
        services.AddRollback();
        services.AddShifts();
        services.AddOrderExceptions();
        services.AddReconciliation();
        services.AddScorecard();
        services.AddGates();
        services.AddScenarios();
        services.AddScenariosWeb();

        services.AddPlanWeb(configuration);
        services.AddSourcesWeb(configuration);
        services.AddLiveWeb(configuration);
        services.AddOrdersWeb(configuration);
        services.AddOrderExceptionsWeb();
        services.AddJobsWeb(configuration);
        services.AddLayoutWeb(configuration);
        return services;
    }

    public static WebApplication UseCommandCenter(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseHostingWeb();
        app.UseAuthentication();
        app.UseConnectionGuard();
        app.UseRateLimiter();
        app.UseMiddleware<ApiGate>();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapStaticAssets().AllowAnonymous();
        app.MapHosting();
        app.MapIdentity();
        app.MapPlan();
        app.MapSources();
        app.MapRejected();
        app.MapLive();
        app.MapOrders();
        app.MapOrderExceptions();
        app.MapIntake();
        app.MapTraffic();
        app.MapReleases();
        app.MapRollback();
        app.MapDecisions();
        app.MapThresholds();
        app.MapGates();
        app.MapDeadlines();
        app.MapScenarios();
        app.MapReconciliation();
        app.MapScorecard();
        app.MapAlerts();
        app.MapAccess();
        app.MapJobs();
        app.MapRehearsal();
        app.MapLayout();
        return app;
    }
}
