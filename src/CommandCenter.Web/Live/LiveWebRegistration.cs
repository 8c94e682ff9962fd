using CommandCenter.Persistence;
using CommandCenter.Shared;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace CommandCenter.Live;

/// <summary>What this feature adds to the web host.</summary>
public static class LiveWebRegistration
{
    /// <summary>Bytes of one message of a caller: a topic's name is short.</summary>
    private const long MostFromCaller = 4 * 1024;

    public static IServiceCollection AddLiveWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSignalR().AddJsonProtocol(o => ApiJson.Configure(o.PayloadSerializerOptions)).AddHubOptions<LiveHub>(o =>
        {
            o.MaximumReceiveMessageSize = MostFromCaller;
            o.MaximumParallelInvocationsPerClient = 1;
        });
        services.AddSingleton<CommandCenter.Rollback.RollbackSections>();
        services.AddSingleton<CommandCenter.Traffic.Shifts.ShiftSections>();
        services.AddSingleton<LiveFollowers>();
        services.AddSingleton<PrometheusText>();
        services.AddSingleton(provider => Sdk.CreateMeterProviderBuilder()
            .AddMeter(LiveMeter.Name, StoreMeter.Name, CommandCenter.Decisions.DecisionWatch.MeterName, CommandCenter.Intake.IntakeWatch.MeterName, CommandCenter.Notifications.NotificationMeter.Name, CommandCenter.Traffic.Actuators.ActuatorMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            // names that Prometheus reserves for histograms
            .AddView(i => i.Name is "dotnet.assembly.count" or "dotnet.process.cpu.count" or "dotnet.timer.count" ? MetricStreamConfiguration.Drop : null)
            .AddReader(provider.GetRequiredService<PrometheusText>().Reader)
            .Build());
        return services;
    }

    public static IEndpointRouteBuilder MapLive(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        // instruments count from the start of the process, not from the first scrape
        _ = routes.ServiceProvider.GetRequiredService<MeterProvider>();
        LiveEndpoints.Map(routes);
        MetricsEndpoint.Map(routes);
        routes.MapHub<LiveHub>("/hubs/live");
        return routes;
    }
}
