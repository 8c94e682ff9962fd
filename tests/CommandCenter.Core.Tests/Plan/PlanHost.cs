using CommandCenter.Access;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Plan.Versions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Plan;

/// <summary>Persistence and plan as a host starts them, on real files in a folder of their own.</summary>
internal sealed class PlanHost : IAsyncDisposable
{
    public static readonly Actor TechLead = new("techlead", new HashSet<Role> { Role.TechnicalLead });
    public static readonly Actor Executive = new("exec", new HashSet<Role> { Role.Executive });

    private readonly string folder;
    private readonly bool owns;
    private readonly ServiceProvider services;

    private PlanHost(string folder, bool owns, Dictionary<string, string?> settings)
    {
        this.folder = folder;
        this.owns = owns;
        settings["CommandCenter:Storage:Directory"] = Path.Combine(folder, "data");
        settings.TryAdd("CommandCenter:Plan:File", PlanPath);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddLogging(l => l.ClearProviders())
            .AddPersistence(configuration)
            .AddPlan(configuration)
            .BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    public string PlanPath => Path.Combine(folder, "plan.yaml");
    public ActivePlan Active => Get<ActivePlan>();
    public PlanStatus Status => Get<PlanStatus>();

    public static PlanHost InNewFolder(string? plan, params (string Key, string? Value)[] settings)
    {
        var newFolder = Directory.CreateTempSubdirectory("plan-").FullName;
        if (plan is not null)
        {
            File.WriteAllText(Path.Combine(newFolder, "plan.yaml"), plan);
        }

        return new PlanHost(newFolder, owns: true, Settings(settings));
    }

    /// <summary>Another process on the same files.</summary>
    public PlanHost Again(params (string Key, string? Value)[] settings) => new(folder, owns: false, Settings(settings));

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task<PlanHost> StartAsync()
    {
        await Get<StorageStart>().StartAsync(CancellationToken.None);
        await Get<PlanStart>().StartAsync(CancellationToken.None);
        return this;
    }

    public Task<Shared.Result<PlanOutcome>> ApplyAsync(string yaml, string? expected, Actor? actor = null, string? reason = "because it is better") =>
        Get<PlanApplication>().ApplyAsync(new PlanRequest(yaml, "new.yaml", actor ?? TechLead, reason, expected), CancellationToken.None);

    public string WriteFile(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (owns)
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, string?> Settings((string Key, string? Value)[] settings) => settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
}
