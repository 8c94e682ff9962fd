using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Readiness.Gates;

/// <summary>A check that says what the test wants.</summary>
internal sealed class ScriptedCheck(TimeProvider time) : IGateCheck
{
    public const string Named = "landscape";

    public GateReading? Next { get; set; }

    public GateReading? Last { get; private set; }

    public string Name => Named;

    public Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        Last = last;
        return Task.FromResult(Next ?? GateReading.Passed("all is well", time.GetUtcNow()));
    }
}

/// <summary>Gates on a real store, with a clock that the test moves and one check that says what the test wants.</summary>
internal sealed class GateWorld : IAsyncDisposable
{
    public static readonly Actor Commander = new("maya", new HashSet<Role> { Role.IncidentCommander });
    public static readonly Actor Lead = new("tom", new HashSet<Role> { Role.TechnicalLead });
    public static readonly Actor Owner = new("olga", new HashSet<Role> { Role.BusinessOwner });
    public static readonly Actor Finance = new("ken", new HashSet<Role> { Role.Finance });

    private GateWorld(FakeTimeProvider time) => Time = time;

    public FakeTimeProvider Time { get; }
    public StoreFiles Files { get; private set; } = null!;
    public ScriptedCheck Check { get; private set; } = null!;
    public GateKeeper Keeper => Files.Get<GateKeeper>();
    public SignGate Sign => Files.Get<SignGate>();
    public WaiveGate Waive => Files.Get<WaiveGate>();

    public static GateDefinition Gate(string id, GateKind kind = GateKind.Signed, Role role = Role.BusinessOwner, bool hasCheck = false, TimeSpan? expires = null, decimal fromPercent = 0, bool blocking = true, GatePhase phase = GatePhase.Prepare, params string[] lanes) =>
        new(id, id, null, kind, role, null, phase, lanes, fromPercent, blocking, expires, hasCheck || kind == GateKind.Automatic ? new GateCheck(ScriptedCheck.Named) : null);

    public static async Task<GateWorld> StartAsync(StoreKind kind, params GateDefinition[] gates)
    {
        var world = new GateWorld(new FakeTimeProvider(Some.Start));
        world.Check = new ScriptedCheck(world.Time);
        world.Files = await StoreFiles.StartAsync(kind, world.Time, more: services =>
        {
            AddWithoutChecks(services).AddSingleton<IGateCheck>(world.Check);
        });
        await world.PlanAsync(gates);
        return world;
    }

    /// <summary>Gates whose checks the test brings.</summary>
    public static IServiceCollection AddWithoutChecks(IServiceCollection services) => services.AddGates().RemoveAll<IGateCheck>();

    /// <summary>Another plan is applied.</summary>
    public async Task PlanAsync(params GateDefinition[] gates)
    {
        Files.Get<ActivePlan>().Swap(LiveWorld.Plan() with { Gates = gates });
        await Keeper.ReadAsync(default);
    }

    /// <summary>The check says this from now on, and is looked at.</summary>
    public async Task SayAsync(GateReading reading)
    {
        Check.Next = reading;
        Time.Advance(TimeSpan.FromSeconds(1));
        await Keeper.ReadAsync(default);
    }

    public GateStanding Of(string gate) => Keeper.Current!.Items.First(g => g.Gate.Id == gate).Standing;

    public static GateWord Word(string gate, params GateCondition[] conditions) => new(gate, null, conditions);

    /// <summary>Signs and looks.</summary>
    public async Task SignAsync(string gate, Actor actor)
    {
        var done = await Sign.SignAsync(Word(gate), actor, "seen and agreed", null, default);
        Assert.True(done.Succeeded, done.Error?.Message);
    }

    /// <summary>One person asks for traffic of a lane.</summary>
    public async Task<string?> MoveAsync(string lane, decimal percent)
    {
        var revision = (await Files.Get<TrafficTables>().CurrentAsync(default)).Table.Revision;
        return (await Files.Get<MoveTraffic>().RunAsync(new TrafficMove(new Segment { Lane = lane }, percent, false, SplitBy.Order, revision), Commander, "as planned", null, default)).Error?.Code;
    }

    public async Task<int> LoggedAsync(string command) => (await Files.Get<DecisionQueries>().SearchAsync(new DecisionSearch(Command: command), default)).Value.Total;

    public ValueTask DisposeAsync() => Files.DisposeAsync();
}
