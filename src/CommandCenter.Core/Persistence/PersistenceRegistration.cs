using CommandCenter.Orders;
using CommandCenter.Persistence.Postgres;
using CommandCenter.Persistence.Sqlite;
using CommandCenter.Plan;
using CommandCenter.Shared;
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
    // of one generation; there are two, and an order with its facts takes some 2 KB: 250 MB at the very most, reached only by a retailer with that many orders
    // under way. Half as many cost a third more processor time an event where 50,000 orders move by turns (benchmark S5)
    private const int CachedOrders = 65_536;

    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new StorageOptions();
        configuration.GetSection("CommandCenter:Storage").Bind(options);
        services.AddSingleton(options);
        services.AddSingleton(sp => new StoragePaths(options, sp.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ActivePlan>();
        if (options.IsPostgres)
        {
            AddPostgres(services, options);
        }
        else
        {
            AddSqlite(services);
        }

        services.AddSingleton(new CommandsGate(!options.IsPostgres));
        services.AddSingleton<StorageHealth>();
        services.AddSingleton(sp => new EventStore(
            sp.GetRequiredService<IDbContextFactory<EventsDb>>(), sp.GetRequiredService<IEventDatabase>(), options, sp.GetRequiredService<StorageHealth>(),
            sp.GetRequiredService<ActivePlan>(), sp.GetRequiredService<TimeProvider>()));
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

    private static void AddSqlite(IServiceCollection services)
    {
        services.AddDbContextFactory<EventsDb>((sp, o) => UseFile(o, sp.GetRequiredService<StoragePaths>().Events, "NORMAL"));
        // kept and used again: making a context costs several times what most of its reads do, and a rollback reads several times for each order
        services.AddPooledDbContextFactory<CommandsDb>((sp, o) => UseFile(o, sp.GetRequiredService<StoragePaths>().Commands, "FULL"));
        services.AddSingleton<IEventDatabase>(sp => new SqliteEvents(sp.GetRequiredService<StoragePaths>(), CachedOrders));
    }

    private static void AddPostgres(IServiceCollection services, StorageOptions options)
    {
        services.AddSingleton(sp => new ReadConnections(
            PostgresConnections.Read(options, sp.GetService<ISecrets>() ?? new Secrets(sp.GetRequiredService<StoragePaths>().Secrets))));
        services.AddSingleton(sp =>
        {
            var read = sp.GetRequiredService<ReadConnections>().Outcome;
            return read.Error is { } error ? throw new StorageUnusableException(error) : read.Value;
        });
        services.AddDbContextFactory<EventsDb>((sp, o) => sp.GetRequiredService<PostgresConnections>().Use(o, PostgresConnections.Events));
        services.AddPooledDbContextFactory<CommandsDb>((sp, o) => sp.GetRequiredService<PostgresConnections>().Use(o, PostgresConnections.Commands));
        services.AddSingleton<IEventDatabase>(sp => new PostgresEvents(sp.GetRequiredService<PostgresConnections>(), CachedOrders, sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PostgresStart>();
    }

    /// <param name="synchronous">How far a commit waits for the disk: NORMAL or FULL.</param>
    internal static void UseFile(DbContextOptionsBuilder options, string file, string synchronous) =>
        options.UseSqlite(StoragePaths.Connection(file)).AddInterceptors(new SqliteSettings(synchronous)).WithHandWrittenMigrations();
}
