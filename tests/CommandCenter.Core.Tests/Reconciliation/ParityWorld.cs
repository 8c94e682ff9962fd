using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;
using CommandCenter.Rollback;
using CommandCenter.Sources;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>Reconciliation on a real store, with watermarks and a clock that the test moves.</summary>
internal sealed class ParityWorld : ISideWatermarks, IAsyncDisposable
{
    private ParityWorld(FakeTimeProvider time) => Time = time;

    public FakeTimeProvider Time { get; }
    public StoreFiles Files { get; private set; } = null!;
    public DateTimeOffset? LegacyReadTo { get; set; } = Some.Start;
    public DateTimeOffset? OrchestrationReadTo { get; set; } = Some.Start;
    public CutoverPlan Plan { get; set; } = Pairs.Plan;
    public Reconciler Reconciler { get; private set; } = null!;
    public ChangedOrders Changed { get; private set; } = null!;
    public RunStore Runs { get; private set; } = null!;
    public ParityStore Store { get; private set; } = null!;

    public DateTimeOffset? Of(Side side) => side == Side.Legacy ? LegacyReadTo : OrchestrationReadTo;

    public static async Task<ParityWorld> StartAsync(StoreKind kind)
    {
        var world = new ParityWorld(new FakeTimeProvider(Some.Start));
        world.Files = await StoreFiles.StartAsync(kind, world.Time);
        world.Files.Get<ActivePlan>().Swap(world.Plan);
        world.Begin();
        return world;
    }

    /// <summary>As a process that begins on what is stored.</summary>
    public void Begin()
    {
        (Changed, Runs) = (new ChangedOrders(), new RunStore(Files.Get<IDbContextFactory<EventsDb>>()));
        Store = new ParityStore(Files.Get<IDbContextFactory<EventsDb>>());
        Reconciler = Other(Changed, Store);
    }

    /// <summary>Another one on the same store, which has compared nothing.</summary>
    public Reconciler Other(ChangedOrders? changed = null, ParityStore? store = null) => new(
        new ParityReader(Files.Get<IDbContextFactory<EventsDb>>(), Files.Get<IDbContextFactory<CommandsDb>>()), store ?? new ParityStore(Files.Get<IDbContextFactory<EventsDb>>()), Runs,
        changed ?? new ChangedOrders(), this, Time);

    public async Task SayAsync(params OrderEvent[] events)
    {
        var committed = await Files.Store.AppendAsync(new IngestBatch { Source = "test", Events = events, ObservedAt = Some.Start }, CancellationToken.None);
        Assert.True(committed.Succeeded, committed.Error?.Message);
        Changed.Add(committed.Value);
    }

    public Task<ParityRun> FullAsync(ParityScope? scope = null) => FullAsync(Reconciler, scope);

    public Task<ParityRun> FullAsync(Reconciler reconciler, ParityScope? scope = null) => reconciler.RunFullAsync(Plan, Guid.CreateVersion7(Time.GetUtcNow()), scope, "ken", _ => { }, CancellationToken.None);

    public async Task<IReadOnlyList<ParityMismatchRow>> StoredAsync()
    {
        await using var db = Files.Get<IDbContextFactory<EventsDb>>().CreateDbContext();
        return await db.ParityMismatches.AsNoTracking().OrderBy(m => m.OrderKey).ThenBy(m => m.Rule).ThenBy(m => m.FirstSeen).ToListAsync();
    }

    /// <summary>Everything that is open, ripe or not, in words that can be compared.</summary>
    public static List<string> Open(Reconciler reconciler) => [.. reconciler.Book.Open.Values.SelectMany(m => m).Select(Words).Order(StringComparer.Ordinal)];

    public ValueTask DisposeAsync() => Files.DisposeAsync();

    private static string Words(Mismatch m) =>
        $"{m.OrderKey} {m.Difference.Field} {m.Difference.Rule} {m.Difference.Legacy}/{m.Difference.Orchestration} {(m.Difference.IsPending ? "pending" : "ripe")} {m.Fingerprint} {m.Class.Rule} {m.Difference.Since:O}";
}
