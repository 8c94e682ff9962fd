using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Tests.Intake;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CommandCenter.Tests.Rollback;

/// <summary>What begins a rollback, and how often.</summary>
public class RollbackRunnerTests
{
    [Fact]
    public async Task Begin_ByTheClickAndTheStartAtOnce_RunsItOnce()
    {
        const int rollbacks = 2_000;
        const int callers = 2;
        var store = new CountingStore();
        var runner = Runner(store);
        var ids = Enumerable.Range(0, rollbacks).Select(_ => Guid.CreateVersion7()).ToList();
        using var together = new Barrier(callers);

        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Factory.StartNew(
            () => ids.ForEach(id =>
            {
                together.SignalAndWait();
                runner.Begin(id);
            }),
            TaskCreationOptions.LongRunning)));
        await IntakeWorld.UntilAsync("each was looked for", () => store.Opened >= rollbacks);
        await runner.StopAsync(CancellationToken.None);

        Assert.Equal(rollbacks, store.Opened);
    }

    [Fact]
    public async Task Begin_StoreIsAway_IsTakenUpAgainUntilItStops()
    {
        var store = new CountingStore(new IOException("The disk is gone."));
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var runner = Runner(store, time);

        runner.Begin(Guid.CreateVersion7());
        await IntakeWorld.UntilAsync("it was taken up again", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return store.Opened > 2;
        });
        await runner.StopAsync(CancellationToken.None);
        var before = store.Opened;
        runner.Begin(Guid.CreateVersion7());
        await runner.StopAsync(CancellationToken.None);

        Assert.Equal(before, store.Opened);
    }

    private static RollbackRunner Runner(CountingStore databases, TimeProvider? clock = null)
    {
        var (time, targets, plan, probe) = (clock ?? TimeProvider.System, new NoTargets(), new ActivePlan(), new StepProbe());
        var gate = new CommandsGate(isFile: true);
        var journal = new IntakeJournal(null!, gate, time, probe, NullLogger<IntakeJournal>.Instance);
        var store = new RollbackStore(databases, gate, new DecisionLog(databases, time), time);
        return new RollbackRunner(
            store, journal, new JournalReader(databases), new Outbox(targets, time, new BackOff(new Random(1))), new LedgerProof(databases, targets, time), targets, new NothingSeen(), new NothingSeen(), plan,
            time, probe, NullLogger<RollbackRunner>.Instance);
    }

    /// <summary>Counts who looks for a rollback, and ends each run at that.</summary>
    private sealed class CountingStore(Exception? fault = null) : IDbContextFactory<CommandsDb>
    {
        private int opened;

        public int Opened => Volatile.Read(ref opened);

        public CommandsDb CreateDbContext()
        {
            Interlocked.Increment(ref opened);
            throw fault ?? new OperationCanceledException();
        }
    }

    private sealed class NoTargets : IOrderTargets
    {
        public IOrderTarget? Of(Side side) => null;
    }

    private sealed class NothingSeen : CommandCenter.Intake.Transfer.IObservedOrders, ISideWatermarks
    {
        public Task<IReadOnlyList<Stage>> LinesAsync(string orderKey, Side side, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Stage>>([]);

        public DateTimeOffset? Of(Side side) => null;
    }
}
