using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Traffic;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests.Persistence;

/// <summary>The databases that the store runs on.</summary>
public enum StoreKind
{
    Sqlite,
    Postgres,
}

/// <summary>A real store in a directory, or a database, of its own. <see cref="RestartAsync"/> ends the process's part of it and begins again on the same files.</summary>
internal sealed class StoreFiles : IAsyncDisposable
{
    private readonly Dictionary<string, string?> settings;
    private readonly TimeProvider time;
    private ServiceProvider services = null!;

    private readonly bool ownsDirectory;
    private readonly Action<IServiceCollection> more;
    private string? ownDatabase;

    private StoreFiles(TimeProvider time, Dictionary<string, string?> settings, string? directory = null, Action<IServiceCollection>? more = null)
    {
        (this.time, this.settings, this.more) = (time, settings, more ?? (_ => { }));
        ownsDirectory = directory is null;
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("store-").FullName;
        settings["CommandCenter:Storage:Directory"] = Directory;
    }

    public string Directory { get; }

    public EventStore Store => Get<EventStore>();

    public static Task<StoreFiles> StartAsync(TimeProvider? time = null, Dictionary<string, string?>? settings = null) => StartAsync(StoreKind.Sqlite, time, settings);

    /// <param name="more">Registers what is to run on the store.</param>
    public static async Task<StoreFiles> StartAsync(StoreKind kind, TimeProvider? time = null, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? more = null)
    {
        var database = kind == StoreKind.Postgres ? await PostgresStore.NewDatabaseAsync() : null;
        var files = Prepare(time, database is null ? settings : PostgresStore.Settings(database, settings), more);
        files.ownDatabase = database;
        await files.RunAsync();
        return files;
    }

    /// <summary>Services without a start: the files may still be arranged.</summary>
    public static StoreFiles Prepare(TimeProvider? time = null, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? more = null)
    {
        var files = new StoreFiles(time ?? TimeProvider.System, settings ?? [], more: more);
        files.Build();
        return files;
    }

    /// <summary>A store on a directory that somebody else made and removes.</summary>
    /// <param name="connectionString">The database where it is PostgreSQL.</param>
    public static async Task<StoreFiles> OpenAsync(string directory, string? connectionString = null, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? more = null)
    {
        var files = new StoreFiles(TimeProvider.System, connectionString is null ? settings ?? [] : PostgresStore.Settings(connectionString, settings), directory, more);
        files.Build();
        await files.RunAsync();
        return files;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task RunAsync() => await Get<StorageStart>().StartAsync(CancellationToken.None);

    public async Task RestartAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Build();
        await RunAsync();
    }

    /// <summary>Ends the process's part and leaves the files.</summary>
    public async Task DisposeServicesAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    public async Task<CommittedBatch> AppendAsync(params OrderEvent[] events)
    {
        var result = await Store.AppendAsync(new IngestBatch { Source = "test", Events = events, ObservedAt = Some.Start }, CancellationToken.None);
        Assert.True(result.Succeeded, result.Error?.Message);
        return result.Value;
    }

    public EventsDb Open() => Get<IDbContextFactory<EventsDb>>().CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (ownsDirectory)
        {
            System.IO.Directory.Delete(Directory, true);
        }

        if (ownDatabase is not null)
        {
            await PostgresStore.DropAsync(ownDatabase);
        }
    }

    private void Build()
    {
        var registered = new ServiceCollection()
            .AddSingleton(time)
            .AddSingleton<ActivePlan>()
            .AddLogging(l => l.ClearProviders())
            .AddPersistence(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddTraffic();
        more(registered);
        services = registered.BuildServiceProvider();
    }
}
