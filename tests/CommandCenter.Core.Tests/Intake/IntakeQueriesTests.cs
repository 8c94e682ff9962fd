using CommandCenter.Intake;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CommandCenter.Tests.Intake;

public abstract class IntakeQueriesTests(StoreKind kind)
{
    private static readonly DateTimeOffset At = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Entries_OpenOnes_AreOldestFirstAndPagedByNumber()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(files, [.. Enumerable.Range(1, 7).Select(n => (n, n % 2 == 0 ? Side.Legacy : Side.Orchestration, EntryState.Parked)), (8, Side.Legacy, EntryState.Waiting), (9, Side.Legacy, EntryState.Sending)]);
        var queries = Queries(files);

        var first = await queries.EntriesAsync(EntryState.Parked, null, 0, 3, default);
        var second = await queries.EntriesAsync(EntryState.Parked, null, first[^1].Number, 3, default);

        Assert.Equal([1, 2, 3], first.Select(e => e.Number));
        Assert.Equal([4, 5, 6], second.Select(e => e.Number));
        Assert.Equal([2, 4, 6], (await queries.EntriesAsync(EntryState.Parked, Side.Legacy, 0, 10, default)).Select(e => e.Number));
        // what is under way waits for its end
        Assert.Equal([8, 9], (await queries.EntriesAsync(EntryState.Waiting, null, 0, 10, default)).Select(e => e.Number));
    }

    [Fact]
    public async Task Entries_DoneOnes_AreNewestFirstAndPagedByNumber()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(files, [.. Enumerable.Range(1, 7).Select(n => (n, Side.Legacy, EntryState.Done))]);
        var queries = Queries(files);

        var first = await queries.EntriesAsync(EntryState.Done, null, 0, 3, default);

        Assert.Equal([7, 6, 5], first.Select(e => e.Number));
        Assert.Equal([4, 3, 2], (await queries.EntriesAsync(EntryState.Done, null, first[^1].Number, 3, default)).Select(e => e.Number));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], (await queries.OwnershipAsync("AR-1", default))!.Entries.Select(e => e.Number));
        Assert.Equal("address", first[0].ChangeKind);
    }

    [Fact]
    public async Task Status_StoreThatAnswers_CountsEachState()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(files, [(1, Side.Legacy, EntryState.Parked), (2, Side.Legacy, EntryState.Unknown), (3, Side.Orchestration, EntryState.Waiting), (4, Side.Legacy, EntryState.Done)]);

        var status = await Queries(files).StatusAsync(default);

        Assert.Equal((1, 0, 1, 1, 1, 1), (status.Accepted, status.TakenOver, status.Forwarded, status.Waiting, status.Unknown, status.Parked));
        Assert.Equal(At.AddMinutes(2), status.OldestOpen);
        Assert.All(status.Lines, l => Assert.Null(l.Target));
    }

    [Fact]
    public async Task Ownership_UnknownOrder_IsNull()
    {
        await using var files = await StoreFiles.StartAsync(kind);

        Assert.Null(await Queries(files).OwnershipAsync("AR-1", default));
    }

    [Fact]
    public async Task Refusals_Many_AreNewestFirstWithinTheLimit()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await using (var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync())
        {
            db.IntakeRefusals.AddRange(Enumerable.Range(1, 3).Select(n => new IntakeRefusalRow { Number = n, At = At, OrderKey = $"AR-{n}", IdempotencyKey = "k", Code = "order-differs", Reason = "because" }));
            await db.SaveChangesAsync();
        }

        Assert.Equal(["AR-3", "AR-2"], (await Queries(files).RefusalsAsync(2, default)).Select(r => r.OrderKey));
        Assert.Single(await Queries(files).RefusalsAsync(0, default));
    }

    private static async Task AddAsync(StoreFiles files, (int Number, Side Side, EntryState State)[] entries)
    {
        await using var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync();
        db.IntakeOrders.Add(new IntakeOrderRow { OrderKey = "AR-1", Number = 100, IdempotencyKey = "k", BodyHash = [1], Payload = [1], Lane = "home", Rule = "r1", Owner = Side.Legacy, Epoch = 1, AcceptedAt = At, PlacedAt = At });
        db.IntakeChanges.Add(new IntakeChangeRow { Number = 50, OrderKey = "AR-1", IdempotencyKey = "c", Kind = "address", BodyHash = [1], Body = [1], AcceptedAt = At });
        foreach (var (number, side, state) in entries)
        {
            db.IntakeEntries.Add(new IntakeEntryRow
            {
                Number = number, OrderKey = "AR-1", Side = side, Operation = (int)TargetOperation.Change, Epoch = 1, State = (int)state, CreatedAt = At.AddMinutes(number), UpdatedAt = At.AddMinutes(number), ChangeNumber = 50,
            });
        }

        await db.SaveChangesAsync();
    }

    private static IntakeQueries Queries(StoreFiles files)
    {
        var targets = new NoTargets();
        var outbox = new Outbox(targets, TimeProvider.System, new BackOff(new Random(1)));
        var journal = new IntakeJournal(null!, files.Get<CommandsGate>(), TimeProvider.System, new StepProbe(), NullLogger<IntakeJournal>.Instance);
        return new IntakeQueries(files.Get<IDbContextFactory<CommandsDb>>(), new OrderIntake(journal, outbox, targets), files.Get<ActivePlan>());
    }

    private sealed class NoTargets : IOrderTargets
    {
        public IOrderTarget? Of(Side side) => null;
    }
}

public sealed class SqliteIntakeQueriesTests() : IntakeQueriesTests(StoreKind.Sqlite);

public sealed class PostgresIntakeQueriesTests() : IntakeQueriesTests(StoreKind.Postgres);
