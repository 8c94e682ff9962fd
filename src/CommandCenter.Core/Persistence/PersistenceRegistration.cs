using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CommandCenter.Persistence;

/// <summary>Registers what this feature offers.</summary>
public static class PersistenceRegistration
{
    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new StorageOptions();
        configuration.GetSection("CommandCenter:Storage").Bind(options);
        services.AddSingleton(options);
        services.AddSingleton(sp => new StoragePaths(options, sp.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ActivePlan>();
        services.AddDbContextFactory<EventsDb>((sp, o) => UseFile(o, sp.GetRequiredService<StoragePaths>().Events, "NORMAL"));
        services.AddDbContextFactory<CommandsDb>((sp, o) => UseFile(o, sp.GetRequiredService<StoragePaths>().Commands, "FULL"));
        services.AddSingleton<StorageHealth>();
        services.AddSingleton<EventStore>();
        services.AddSingleton<SlaTimerStore>();
        services.AddSingleton<LiveRestore>();
        services.AddSingleton<RejectedRecords>();
        services.TryAddSingleton<IRejectedQueries>(sp => sp.GetRequiredService<RejectedRecords>());
        services.TryAddSingleton<IOrderQueries, StoredOrderQueries>();
        services.AddSingleton<Retention>();
        services.AddSingleton<StorageStart>();
        services.AddHostedService(sp => sp.GetRequiredService<StorageStart>());
        return services;
    }

    /// <param name="synchronous">How far a commit waits for the disk: NORMAL or FULL.</param>
    internal static void UseFile(DbContextOptionsBuilder options, string file, string synchronous) =>
        options.UseSqlite(StoragePaths.Connection(file)).AddInterceptors(new SqliteSettings(synchronous)).WithHandWrittenMigrations();
}
