using System.Text;
using CommandCenter.Access;
using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Plan;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Intake;

/// <summary>The product's intake and rollback on a real store, between two sides whose ledgers outlive its restarts.</summary>
internal sealed class IntakeWorld : IOrderTargets, IObservedOrders, ISideWatermarks, IOutsideActuators, IAsyncDisposable
{
    public static readonly Actor Commander = new("maya", new HashSet<Role> { Role.IncidentCommander, Role.Operations });
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private readonly TimeProvider time;
    private StoreFiles files = null!;

    private readonly int? mostKept;

    private readonly Action<IServiceCollection> more;

    private IntakeWorld(TimeProvider? time, int? mostKept = null, Action<IServiceCollection>? more = null) =>
        (this.time, this.mostKept, this.more) = (time ?? TimeProvider.System, mostKept, more ?? (_ => { }));

    public LedgerSide Legacy { get; } = new(Side.Legacy);
    public LedgerSide Orchestration { get; } = new(Side.Orchestration);
    public CountingProbe Probe { get; } = new();

    /// <summary>What carries the table out besides the intake; nothing unless a test says so.</summary>
    public OutsideConfirmation Outside { get; set; } = OutsideConfirmation.None;

    /// <summary>Instead of the sides in this process.</summary>
    public Func<Side, IOrderTarget?>? Elsewhere { get; set; }
    /// <summary>Until when both sides' data are said to have been read; null is until now.</summary>
    public DateTimeOffset? ReadUntil { get; set; }

    /// <summary>The side whose data nobody reads.</summary>
    public Side? Unread { get; set; }

    /// <summary>The side that the plan declares no target for.</summary>
    public Side? Untargeted { get; set; }

    public StoreFiles Files => files;
    public OrderIntake Intake => files.Get<OrderIntake>();

    /// <param name="mostKept">Open entries of a side whose payloads are kept in memory; null = as in earnest.</param>
    /// <param name="more">Registers what else is to run on the store.</param>
    public static async Task<IntakeWorld> StartAsync(StoreKind kind, TimeProvider? time = null, int? mostKept = null, Action<IServiceCollection>? more = null)
    {
        var world = new IntakeWorld(time, mostKept, more);
        world.files = await StoreFiles.StartAsync(kind, time, more: world.Register);
        await world.RunAsync();
        return world;
    }

    /// <param name="connectionString">The database where it is PostgreSQL.</param>
    /// <param name="elsewhere">The sides, where they are not in this process.</param>
    /// <param name="also">Runs at each step, from the beginning.</param>
    public static async Task<IntakeWorld> OpenAsync(string directory, string? connectionString = null, Func<Side, IOrderTarget>? elsewhere = null, Action<string, string?>? also = null)
    {
        var world = new IntakeWorld(null) { Elsewhere = elsewhere };
        world.Probe.Also = also ?? world.Probe.Also;
        world.files = await StoreFiles.OpenAsync(directory, connectionString, more: world.Register);
        await world.RunAsync();
        return world;
    }

    public IOrderTarget? Of(Side side) => side switch
    {
        _ when side == Untargeted => null,
        Side.Legacy or Side.Orchestration when Elsewhere is { } there => there(side),
        Side.Legacy => Legacy,
        Side.Orchestration => Orchestration,
        _ => null,
    };

    Task<IReadOnlyList<Stage>> IObservedOrders.LinesAsync(string orderKey, Side side, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Stage>>(((LedgerSide)Of(side)!).Ledger.TryGetValue(orderKey, out var order) ? [order.Stage] : []);

    Task<OutsideConfirmation> IOutsideActuators.OfAsync(long revision, CancellationToken cancel) => Task.FromResult(Outside);

    DateTimeOffset? ISideWatermarks.Of(Side side) => side == Unread ? null : ReadUntil ?? time.GetUtcNow();

    /// <summary>Posts an order; all the same body unless <paramref name="more"/> says otherwise.</summary>
    public Task<Result<AcceptedOrder>> PostAsync(string key, string? idempotencyKey = null, string more = "") => Intake.AcceptAsync(Order(key, idempotencyKey, more));

    public static OrderSubmission Order(string key, string? idempotencyKey = null, string more = "") =>
        OrderSubmission.Read(Encoding.UTF8.GetBytes($$"""{"orderKey":"{{key}}","lane":"ship-to-home"{{more}}}"""), idempotencyKey ?? $"shop-{key}", _ => true).Value;

    public Task<Result<AcceptedChange>> ChangeAsync(string key, string id, string kind = "address", string more = "") =>
        Intake.ChangeAsync(ChangeSubmission.Read(key, Encoding.UTF8.GetBytes($$"""{"kind":"{{kind}}"{{more}}}"""), id).Value);

    /// <summary>Sends all new orders by one share.</summary>
    public async Task ShiftAsync(decimal percent, bool mirror)
    {
        var current = await files.Get<TrafficTables>().CurrentAsync(default);
        var moved = await files.Get<MoveTraffic>().RunAsync(new TrafficMove(Segment.All, percent, mirror, SplitBy.Order, current.Table.Revision), Commander, "because", null, default);
        Assert.True(moved.Succeeded, moved.Error?.Message);
    }

    public async Task<Guid> RollBackAsync(Guid? requestId = null)
    {
        var started = await files.Get<RollBack>().RunAsync(new RollbackRequest(RollbackScope.All, false, null), Commander, "because", requestId, default);
        Assert.True(started.Succeeded, started.Error?.Message);
        return started.Value.Id;
    }

    public CommandsDb Store() => files.Get<IDbContextFactory<CommandsDb>>().CreateDbContext();

    public async Task<List<JournalEntry>> EntriesAsync(string key)
    {
        // what was answered is written with the next batch
        await files.Get<IntakeJournal>().FenceAsync();
        return [.. await files.Get<JournalReader>().EntriesAsync(key, default)];
    }

    /// <summary>Waits until nothing is left to be sent but what a person has to decide.</summary>
    public Task RestAsync() => UntilAsync("nothing is left to be sent", async () =>
    {
        await files.Get<IntakeJournal>().FenceAsync();
        await using var db = Store();
        return !await db.IntakeEntries.AnyAsync(e => e.State < (int)EntryState.Parked);
    });

    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < patience, $"It never came to that {what}.");
            await Task.Delay(5);
        }
    }

    public static Task UntilAsync(string what, Func<bool> condition) => UntilAsync(what, () => Task.FromResult(condition()));

    /// <summary>Ends the process's part and begins again on the same store.</summary>
    public async Task RestartAsync()
    {
        await files.Get<RollbackRunner>().StopAsync(default);
        await files.RestartAsync();
        await RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await files.Get<RollbackRunner>().StopAsync(default);
        await files.DisposeAsync();
    }

    private async Task RunAsync()
    {
        await files.Get<IntakeHost>().StartAsync(default);
        await files.Get<RollbackRunner>().StartAsync(default);
    }

    private void Register(IServiceCollection services)
    {
        var plan = new ActivePlan();
        var read = PlanReader.Read(SamplePlan.Text, "sample.yaml").Plan!;
        plan.Swap(read with { Targets = [Legacy.Definition, Orchestration.Definition], Traffic = TrafficSettings.Default, Rollback = RollbackSettings.Default, Header = read.Header with { TimeScale = 1 } });
        services.AddSingleton(plan).AddSingleton<IOrderTargets>(this).AddSingleton<IObservedOrders>(this).AddSingleton<ISideWatermarks>(this).AddSingleton<IOutsideActuators>(this).AddSingleton<StepProbe>(Probe);
        services.AddIntake().AddRollback();
        if (mostKept is { } most)
        {
            services.AddSingleton(sp => new Outbox(this, time, sp.GetRequiredService<BackOff>(), most));
        }

        more(services);
    }

    /// <summary>Counts the steps.</summary>
    internal sealed class CountingProbe : StepProbe
    {
        private int commits;

        public int Commits => Volatile.Read(ref commits);

        /// <summary>Runs at each step, on the thread that took it.</summary>
        public Action<string, string?> Also { get; set; } = (_, _) => { };

        public override void At(string step, string? detail = null)
        {
            if (step == Journalled)
            {
                Interlocked.Increment(ref commits);
            }

            Also(step, detail);
        }
    }
}
