using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CommandCenter.Tests.Simulation;

/// <summary>The product's own intake, transfer and rollback, as one process that may die at any moment.</summary>
internal sealed class SimProduct
{
    private readonly IntakeHost host;
    private readonly SimTables tables;
    private readonly Outbox outbox;

    public SimProduct(SimWorld world, SimProcess process, ActivePlan plan, SimStore store)
    {
        Process = process;
        var databases = new LivingStore(store, process);
        var targets = new SimTargets(world, process);
        var probe = new DeadlyProbe(world, process);
        var gate = new CommandsGate(isFile: true);
        var log = new DecisionLog(databases, world.Time);
        var commands = new CommandRunner(databases, log, gate, world.Time);
        var reader = new JournalReader(databases);
        outbox = new Outbox(targets, world.Time, new BackOff(new Random(world.Roll(int.MaxValue))));
        tables = new SimTables(new SqliteJournal(store.ConnectionString), process);
        var journal = new IntakeJournal(tables, gate, world.Time, probe, NullLogger<IntakeJournal>.Instance);
        var forwarder = new Forwarder(outbox, journal, reader, targets, plan, world.Time, probe);
        host = new IntakeHost(journal, reader, outbox, forwarder);
        Intake = new OrderIntake(journal, outbox, targets);
        var rollbacks = new RollbackStore(databases, gate, log, world.Time);
        Runner = new RollbackRunner(
            rollbacks, journal, reader, outbox, new LedgerProof(databases, targets, world.Time), targets, world, world, plan, world.Time, probe, NullLogger<RollbackRunner>.Instance);
        RollBack = new RollBack(commands, Runner, plan, probe, world.Time);
        Move = world.MoverOf(commands, plan, databases);
    }

    public SimProcess Process { get; }
    public OrderIntake Intake { get; }
    public RollbackRunner Runner { get; }
    public RollBack RollBack { get; }
    public MoveTraffic Move { get; }

    public async Task StartAsync()
    {
        await host.StartAsync(CancellationToken.None);
        await Runner.StartAsync(CancellationToken.None);
    }

    /// <summary>What a dead process leaves to the operating system.</summary>
    public async Task CloseAsync() => await tables.AbandonAsync();

    public string OpenOf(string key) => string.Join("; ", outbox.Open(key).Select(e => $"{e.Number} {e.Side} {e.Operation} {e.State} {e.Error}"));

    private sealed class SimTargets(SimWorld world, SimProcess process) : IOrderTargets
    {
        private readonly IOrderTarget[] sides = [world.Legacy.For(process), world.Orchestration.For(process)];

        public IOrderTarget? Of(Side side) => sides[(int)side];
    }

    private sealed class LivingStore(SimStore store, SimProcess process) : IDbContextFactory<CommandsDb>
    {
        public CommandsDb CreateDbContext() => process.IsDead ? throw new OperationCanceledException("The process is dead.") : store.CreateDbContext();
    }

    private sealed class SimTables(IJournalTables inner, SimProcess process) : IJournalTables
    {
        public Task<JournalHead> BeginAsync(CancellationToken cancel) => process.IsDead ? new TaskCompletionSource<JournalHead>().Task : inner.BeginAsync(cancel);

        public Task ReadAsync(JournalBatch batch, IReadOnlyList<JournalWork> works, CancellationToken cancel) => inner.ReadAsync(batch, works, cancel);

        public Task CommitAsync(JournalBatch batch, JournalHead head, CancellationToken cancel) => inner.CommitAsync(batch, head, cancel);

        public Task<bool> StandsAsync(JournalEntry added, CancellationToken cancel) => inner.StandsAsync(added, cancel);

        public Task AbandonAsync() => inner.AbandonAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class DeadlyProbe(SimWorld world, SimProcess process) : StepProbe
    {
        public override void At(string step, string? detail = null)
        {
            if (!process.IsDead && world.Dies(step))
            {
                process.IsDead = true;
                world.Tell("", $"kill -9 at {step} {detail}");
            }
        }
    }
}
