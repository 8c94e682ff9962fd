using CommandCenter.Access;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using CommandCenter.Traffic.Actuators.BreakGlass;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Traffic.Actuators;

/// <summary>The product's loop over actuators on a real store, with a folder in which they may have files.</summary>
internal sealed class ActuatorWorld : IAsyncDisposable
{
    private static readonly Actor maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private ActuatorLoop? loop;

    private readonly bool ownsFolder;
    private Dictionary<string, string?> settings = [];

    private ActuatorWorld(string folder, bool ownsFolder = true) => (Folder, this.ownsFolder) = (folder, ownsFolder);

    /// <summary>Where files of actuators may lie.</summary>
    public string Folder { get; }
    public StoreFiles Files { get; private set; } = null!;
    public ActuatorBoard Board => Files.Get<ActuatorBoard>();

    /// <summary>A store, without the loop.</summary>
    /// <param name="hosts">Private addresses that may be connected to.</param>
    public static async Task<ActuatorWorld> PrepareAsync(StoreKind kind, params string[] hosts)
    {
        var world = new ActuatorWorld(Directory.CreateTempSubdirectory("actuators-").FullName);
        world.settings = new Dictionary<string, string?> { ["CommandCenter:Actuators:AllowedFolders:0"] = world.Folder };
        foreach (var (i, host) in hosts.Index())
        {
            world.settings[$"CommandCenter:Outbound:AllowedPrivateHosts:{i}"] = host;
        }

        world.Files = await StoreFiles.StartAsync(kind, more: world.Register);
        return world;
    }

    /// <summary>Another process on the same store (files) with the same plan and secrets, without the loop.</summary>
    public async Task<ActuatorWorld> BesideAsync()
    {
        var beside = new ActuatorWorld(Folder, ownsFolder: false) { settings = settings };
        beside.Files = await StoreFiles.OpenAsync(Files.Directory, more: beside.Register);
        beside.Files.Get<ISecrets>().Add("CC_SECRET_SPLIT", Files.Get<ISecrets>().Resolve("${env:CC_SECRET_SPLIT}").Value);
        beside.Plan([.. Files.Get<ActivePlan>().Current!.Actuators]);
        return beside;
    }

    public static ActuatorDefinition FlagdFile(string path, string id = "flags") =>
        new(id, ActuatorKind.FlagdFile, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)) { Flagd = new FlagdSettings(path, "order-owner") };

    /// <summary>Makes these the actuators of the plan.</summary>
    public void Plan(params ActuatorDefinition[] actuators)
    {
        var plan = Files.Get<ActivePlan>();
        plan.Swap((plan.Current ?? Tests.Plan.SamplePlan.Read(Tests.Plan.SamplePlan.Text)) with { Actuators = actuators, Traffic = TrafficSettings.Default });
    }

    /// <summary>Begins the loop, as a process does.</summary>
    public async Task RunAsync()
    {
        loop = Files.Get<ActuatorLoop>();
        await Files.Get<TakeUpGlass>().StartAsync(default);
        await loop.StartAsync(default);
    }

    public async Task StopAsync()
    {
        if (loop is not null)
        {
            await loop.StopAsync(default);
            loop = null;
        }
    }

    /// <summary>Ends the process's part and begins again on the same store, with the same plan, without the loop.</summary>
    public async Task RestartAsync()
    {
        var actuators = Files.Get<ActivePlan>().Current!.Actuators;
        await StopAsync();
        await Files.RestartAsync();
        Plan([.. actuators]);
    }

    public async Task<TrafficTable> MoveAsync(Segment segment, decimal percent)
    {
        var current = await TableAsync();
        var moved = await Files.Get<MoveTraffic>().RunAsync(new TrafficMove(segment, percent, Mirror: false, SplitBy.Order, current.Revision), maya, "because", null, default);
        Assert.True(moved.Succeeded, moved.Error?.Message);
        return moved.Value.Table;
    }

    public async Task<TrafficTable> TableAsync() => (await Files.Get<TrafficTables>().CurrentAsync(default)).Table;

    public CommandsDb Store() => Files.Get<IDbContextFactory<CommandsDb>>().CreateDbContext();

    public ActuatorStanding? Of(string id) => Board.Current.FirstOrDefault(a => a.Id == id);

    /// <summary>Waits until the board says that it carries this revision out.</summary>
    public Task ConfirmedAsync(long revision, string id = "flags") => UntilAsync($"{id} is confirmed at {revision}", () => Of(id) is { Verdict: Confirmation.Confirmed, AskedRevision: var asked } && asked == revision);

    public Task UntilAsync(string what, Func<bool> condition) => UntilAsync(what, () => Task.FromResult(condition()));

    public async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), $"It never came to that {what}; {string.Join("; ", Board.Current)}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Files.DisposeAsync();
        if (ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Register(IServiceCollection services)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        services.AddSources(configuration).AddActuators(configuration);
    }
}
