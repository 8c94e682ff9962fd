using CommandCenter.Hosting;
using CommandCenter.Live;
using CommandCenter.Plan;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quartz;

namespace CommandCenter.Jobs;

/// <summary>Scheduler, jobs and the board over them.</summary>
public static class JobsWebRegistration
{
    public static IServiceCollection AddJobsWeb(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(JobSchedule.Definitions);
        services.TryAddSingleton<LiveBoard>();
        services.TryAddSingleton<ActivePlan>();
        services.AddSingleton<SchedulerJobs>();
        services.AddSingleton<PollingLoops>();
        services.AddSingleton<IJobBoard, JobBoard>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(o =>
            {
                o.InstanceName = "command-center";
                if (StorageFolder.IsPostgres(configuration)) o.InstanceId = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
            });
            quartz.UseDefaultThreadPool(2);
            quartz.UsePersistentStore(store =>
            {
                Database(store, configuration);
                store.ProvisionSchema();
                store.UseExecutionHistory();
                store.ConfigureStore(o =>
                {
                    o.StoreJobDataAsStrings = true;
                    o.MisfireThreshold = TimeSpan.FromSeconds(30);
                });
            });
        });
        services.AddHostedService<JobScheduling>();
        services.Configure<QuartzHostedServiceOptions>(o => o.WaitForJobsToComplete = false);
        services.AddSingleton<QuartzHostedService>();
        services.AddHostedService<SchedulerHost>();
        return services;
    }

    public static IEndpointRouteBuilder MapJobs(this IEndpointRouteBuilder routes)
    {
        JobEndpoints.Map(routes);
        return routes;
    }

    private static void Database(IPersistentStoreBuilder store, IConfiguration configuration)
    {
        if (StorageFolder.IsPostgres(configuration))
        {
            store.UsePostgres(StorageFolder.JobsConnection(configuration) ?? "Host=settings-cannot-be-used");
            // whoever else works on this database shares the jobs instead of running them twice
            store.UseClustering();
        }
        else
        {
            store.UseSqlite($"Data Source={Path.Combine(StorageFolder.Of(configuration), "jobs.db")};Default Timeout=10");
        }
    }
}
