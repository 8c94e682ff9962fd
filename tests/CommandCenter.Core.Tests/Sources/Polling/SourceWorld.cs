using System.Collections.Concurrent;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Polling;
using CommandCenter.Tests.Sources.Mapping;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Tests.Sources.Polling;

/// <summary>Pollers, push and store as they run in the product, on real files; live state is a list.</summary>
internal sealed class SourceWorld : IAsyncDisposable, ILiveFeed
{
    private readonly ServiceProvider services;
    private readonly bool ownsFiles;
    private readonly CancellationTokenSource stopping = new();
    private SourcePollers? pollers;
    private Func<Task>? published;

    private SourceWorld(string directory, bool ownsFiles, TimeProvider time, string[] allowed, string[] folders)
    {
        Directory = directory;
        this.ownsFiles = ownsFiles;
        var settings = new Dictionary<string, string?> { ["CommandCenter:Storage:Directory"] = directory, ["CommandCenter:Storage:RetryWritesFor"] = "00:00:00.300" };
        for (var i = 0; i < allowed.Length; i++)
        {
            settings["CommandCenter:Outbound:AllowedPrivateHosts:" + i] = allowed[i];
        }

        for (var i = 0; i < folders.Length; i++)
        {
            settings["CommandCenter:Sources:AllowedFolders:" + i] = folders[i];
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        services = new ServiceCollection().AddSingleton(time).AddSingleton<ActivePlan>().AddSingleton<ILiveFeed>(this).AddLogging(l => l.ClearProviders())
            .AddSingleton(new KnownSecrets(new Dictionary<string, string> { ["CC_SECRET_ONE"] = "first-secret", ["CC_SECRET_TWO"] = "second-secret" }))
            .AddPersistence(configuration).AddSources(configuration).BuildServiceProvider();
    }

    /// <summary>A technical lead with a reason.</summary>
    public static CommandRequest Lead { get; } = new(new Actor("techlead", new HashSet<Role> { Role.TechnicalLead }), Permissions.RunJob, "the shop asked for it");

    public string Directory { get; }
    public ConcurrentQueue<CommittedBatch> Batches { get; } = new();
    public ConcurrentQueue<SourceHealthReport> Reports { get; } = new();
    public ISourceControl Control => Get<ISourceControl>();

    /// <param name="published">Awaited after each batch: what holds it holds the loop.</param>
    public static async Task<SourceWorld> StartAsync(
        CutoverPlan plan, string? directory = null, TimeProvider? time = null, string[]? allowed = null, bool poll = true, string[]? folders = null, Func<SourceWorld, Task>? published = null)
    {
        var world = new SourceWorld(directory ?? System.IO.Directory.CreateTempSubdirectory("sources-").FullName, directory is null, time ?? TimeProvider.System, allowed ?? [], folders ?? []);
        world.published = published is null ? null : () => published(world);
        await world.Get<StorageStart>().StartAsync(CancellationToken.None);
        world.Get<ActivePlan>().Swap(plan);
        if (poll)
        {
            world.pollers = world.Get<SourcePollers>();
            await world.pollers.StartAsync(CancellationToken.None);
        }

        return world;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public ValueTask PublishAsync(CommittedBatch batch, CancellationToken cancel)
    {
        Batches.Enqueue(batch);
        return published is null ? ValueTask.CompletedTask : new ValueTask(published());
    }

    public ValueTask PublishAsync(SourceHealthReport report, CancellationToken cancel)
    {
        Reports.Enqueue(report);
        return ValueTask.CompletedTask;
    }

    public async Task<HashSet<string>> OrdersAsync()
    {
        await using var db = await Get<IDbContextFactory<EventsDb>>().CreateDbContextAsync();
        return [.. await db.Orders.Select(o => o.OrderKey).ToListAsync()];
    }

    public async Task<List<RejectedRecordRow>> RejectedAsync()
    {
        await using var db = await Get<IDbContextFactory<EventsDb>>().CreateDbContextAsync();
        return await db.RejectedRecords.AsNoTracking().Include(r => r.Reasons).ToListAsync();
    }

    /// <summary>Waits until something holds; fails after a deadline rather than hanging.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90)); // machines that build beside the tests are slow
        while (!await holds())
        {
            Assert.False(deadline.IsCancellationRequested, "Never happened: " + what);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public static Task UntilAsync(Func<bool> holds, string what) => UntilAsync(() => Task.FromResult(holds()), what);

    public async Task StopAsync()
    {
        if (pollers is not null)
        {
            await pollers.StopAsync(CancellationToken.None);
            pollers = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
        await services.DisposeAsync();
        if (ownsFiles)
        {
            SqliteConnection.ClearAllPools();
            System.IO.Directory.Delete(Directory, true);
        }
    }

    public static MappingDefinition Mapping(string hash = "m1", string total = "$.amt") => new()
    {
        Id = "m", Hash = hash, Kind = RecordKind.Order, Key = MappingFixture.Path("$.ref"), OccurredAt = MappingFixture.Path("$.t"), Stage = new FieldRule { Constant = "created" },
        Fields = new Dictionary<string, FieldRule> { ["total"] = MappingFixture.Path(total, MappingFixture.Money(2)) },
        Require = ["total"],
    };

    public static CutoverPlan Plan(IReadOnlyList<SourceDefinition> sources, MappingDefinition? mapping = null) => new()
    {
        Hash = "plan-of-test-" + (mapping ?? Mapping()).Hash, Header = new PlanHeader("Test", "Test", "America/Los_Angeles", null, 1, null),
        Sides = [new(Side.Legacy, "Legacy", Stages.All, []), new(Side.Orchestration, "Orchestration", Stages.All, [])],
        Systems = [], Interfaces = [], Dependencies = [], Raci = [], SystemsOfRecord = [], Roles = [], Stores = [], Lanes = [], LookupTables = new Dictionary<string, LookupTable>(),
        Mappings = [mapping ?? Mapping()], Sources = sources,
    };
}
