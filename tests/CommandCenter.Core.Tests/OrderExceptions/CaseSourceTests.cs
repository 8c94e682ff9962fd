using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Transfer;
using CommandCenter.Live;
using CommandCenter.OrderExceptions;
using CommandCenter.OrderExceptions.Checks;
using CommandCenter.OrderExceptions.Sources;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Sweeping;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.OrderExceptions;

/// <summary>What each source says of a store that holds what it looks for, and beside it what it must leave alone. Limits that passed have tests of their own.</summary>
public abstract class CaseSourceTests(StoreKind kind)
{
    private static readonly DateTimeOffset at = Some.Start;

    [Fact]
    public async Task Rejected_WaitingRecordsOfOneCause_AreOneCaseWithTheirNumber()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await using (var db = files.Open())
        {
            db.RejectedRecords.AddRange(Enumerable.Range(0, 12).Select(i => Rejected("pos", $"r-{i}", "waiting", "bad-date", i)));
            db.RejectedRecords.AddRange(Rejected("pos", "r-90", "applied", "bad-date", -5), Rejected("pos", "r-91", "waiting", "no-lane", 3));
            await db.SaveChangesAsync();
        }

        var signals = (await new RejectedCases(files.Get<IDbContextFactory<EventsDb>>()).ReadAsync(default))!;

        Assert.Equal(["rejected|pos|bad-date|placedAt", "rejected|pos|no-lane|placedAt"], signals.Select(s => s.Fingerprint));
        var many = signals[0];
        Assert.Equal((12, at, CaseSeverity.Medium, ExceptionBucket.SchemaMismatch, OwnerTeam.Engineering), (many.Orders, many.Since, many.AtLeast, many.Bucket, many.Team));
        Assert.Equal(("pos: placedAt is refused", "/rejected?source=pos&code=bad-date", null), (many.Title, many.Link, many.OrderKey));
        Assert.Contains("It is no date (r-0).", many.Why, StringComparison.Ordinal);
        Assert.Equal((1, CaseSeverity.Low), (signals[1].Orders, signals[1].AtLeast));
    }

    [Fact]
    public async Task Parked_EntriesAndOrdersOfRollbacksInEarnest_AreCasesAndDrillsAreNot()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var (older, newer, drill) = (Guid.CreateVersion7(at), Guid.CreateVersion7(at), Guid.CreateVersion7(at));
        await using (var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync())
        {
            db.IntakeOrders.Add(new IntakeOrderRow
            {
                OrderKey = "AR-1", Number = 1, BodyHash = [1], Payload = [1], Lane = "home", Rule = "r1", Owner = Side.Legacy, Epoch = 1, AcceptedAt = at, PlacedAt = at, Total = 18_490, Currency = "USD",
            });
            db.IntakeEntries.AddRange(
                Entry(2, "AR-1", EntryState.Parked, 3), Entry(3, "AR-1", EntryState.Unknown, 1), Entry(4, "AR-2", EntryState.Parked, 0));
            db.Rollbacks.AddRange(Rollback(older, 1), Rollback(newer, 2), Rollback(drill, 3, isDrill: true));
            db.RollbackOrders.AddRange(
                Taken(older, "AR-7", TransferOutcome.Parked, "no answer"), Taken(newer, "AR-7", TransferOutcome.Parked, "still no answer"), Taken(newer, "AR-8", TransferOutcome.Finished, null),
                Taken(drill, "AR-9", TransferOutcome.Parked, "no answer"));
            await db.SaveChangesAsync();
        }

        var signals = (await new ParkedCases(files.Get<IDbContextFactory<CommandsDb>>()).ReadAsync(default))!;

        Assert.Equal(["parked-entry|2", "parked-entry|4", "parked-order|AR-7"], signals.Select(s => s.Fingerprint));
        var entry = signals[0];
        Assert.Equal(("parked:Create", Side.Legacy, "home", 18_490L, 3L), (entry.Rule, entry.Side, entry.Lane, entry.Money, entry.Times));
        Assert.Equal("Legacy did not take it: we do not take that. It is not sent again until somebody says so.", entry.Why);
        // tried once at least, although it was parked before that was counted
        Assert.Equal((1L, null), (signals[1].Times, signals[1].Lane));
        var order = signals[2];
        Assert.Equal(("parked-by-rollback", "/rollbacks/" + newer, 2L), (order.Rule, order.Link, order.Times));
        Assert.Contains("still no answer", order.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recalls_ThatTheWarehouseRefused_AreCasesAndWhatElseFinishedIsNot()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var (rollback, drill) = (Guid.CreateVersion7(at), Guid.CreateVersion7(at));
        await using (var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync())
        {
            db.Rollbacks.AddRange(Rollback(rollback, 1), Rollback(drill, 2, isDrill: true));
            db.RollbackOrders.AddRange(
                Taken(rollback, "AR-1", TransferOutcome.Finished, CommandCenter.Intake.Transfer.OrderTransfer.RecallRefused + ": the wave is picked"), Taken(rollback, "AR-2", TransferOutcome.Finished, "It had gone too far to move (packed)."),
                Taken(rollback, "AR-3", TransferOutcome.Transferred, null), Taken(drill, "AR-4", TransferOutcome.Finished, CommandCenter.Intake.Transfer.OrderTransfer.RecallRefused + ": no"));
            await db.SaveChangesAsync();
        }

        var signal = Assert.Single((await new RecallCases(files.Get<IDbContextFactory<CommandsDb>>()).ReadAsync(default))!);

        Assert.Equal(("recall-refused|AR-1", ExceptionBucket.BusinessRuleMismatch, OwnerTeam.Operations, "/rollbacks/" + rollback, 1L), (signal.Fingerprint, signal.Bucket, signal.Team, signal.Link, signal.Times));
        Assert.Contains("the wave is picked", signal.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_PostsOfTheLastWeek_AreOneCaseForEachOrderAndCode()
    {
        await using var files = await StoreFiles.StartAsync(kind, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(at));
        await using (var db = await files.Get<IDbContextFactory<CommandsDb>>().CreateDbContextAsync())
        {
            db.IntakeOrders.Add(new IntakeOrderRow { OrderKey = "AR-1", Number = 1, BodyHash = [1], Payload = [1], Lane = "home", Rule = "r1", Epoch = 1, AcceptedAt = at, PlacedAt = at, Total = 500, Currency = "EUR" });
            db.IntakeRefusals.AddRange(
                Refusal(5, "AR-1", "order-differs", -2), Refusal(9, "AR-1", "order-differs", -1), Refusal(7, "AR-1", "idempotency-key-used", -1), Refusal(1, "AR-3", "order-differs", -7 * 24 - 1));
            await db.SaveChangesAsync();
        }

        var signals = (await new RefusalCases(files.Get<IDbContextFactory<CommandsDb>>(), files.Get<TimeProvider>()).ReadAsync(default))!;

        Assert.Equal(["refused|AR-1|order-differs", "refused|AR-1|idempotency-key-used"], signals.Select(s => s.Fingerprint));
        Assert.Equal((9L, at.AddHours(-2), "home", 500L, "EUR"), (signals[0].Times, signals[0].Since, signals[0].Lane, signals[0].Money, signals[0].Currency));
        Assert.Contains("refused 2 posts (order-differs)", signals[0].Why, StringComparison.Ordinal);
        Assert.Contains("refused 1 post (idempotency-key-used)", signals[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_OfOrdersAndLabelsThatStand_AreTheirSidesOrTheirCarriers()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await files.AppendAsync(
            Some.Event("e1", "A-1", stage: Stage.Created, facts: [("failure", FactValue.OfText("no node has it"))]),
            Some.Event("e2", "A-2", stage: Stage.Packed, facts: [("shipments[s1].failure", FactValue.OfText("address not served")), ("shipments[s1].carrier", FactValue.OfText("UPS"))]),
            Some.Event("e3", "A-3", stage: Stage.Packed, facts: [("shipments[s1].failure", FactValue.OfText("address not served")), ("shipments[s1].voidedAt", FactValue.OfInstant(at))]),
            Some.Event("e4", "A-4", stage: Stage.Created));

        var signals = await FindAsync(files, new FailureCheck());

        Assert.Equal(["failure|A-1|Legacy|no node has it", "failure|A-2|Legacy|address not served"], signals.Select(s => s.Fingerprint).Order(StringComparer.Ordinal));
        var (order, label) = (signals.Single(s => s.OrderKey == "A-1"), signals.Single(s => s.OrderKey == "A-2"));
        Assert.Equal(("order-failure", ExceptionBucket.BusinessRuleMismatch, OwnerTeam.Operations, "Legacy: no node has it"), (order.Rule, order.Bucket, order.Team, order.Title));
        Assert.Equal(("carrier-failure", ExceptionBucket.CarrierResponseFailure, OwnerTeam.Vendor, "UPS: address not served"), (label.Rule, label.Bucket, label.Team, label.Title));
        Assert.Empty(await FindAsync(files, new ConflictCheck()));
    }

    [Fact]
    public async Task Conflicts_OneEventInTwoWays_IsACaseWithTheirNumber()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await files.AppendAsync(Some.Event("e1", "A-1", stage: Stage.Created, hash: 1), Some.Event("e1", "A-1", stage: Stage.Created, hash: 2), Some.Event("e2", "A-2", stage: Stage.Created));

        var signal = Assert.Single(await FindAsync(files, new ConflictCheck()));

        Assert.Equal(("conflict|A-1|Legacy", "event-conflict", ExceptionBucket.DuplicateEvent, OwnerTeam.Engineering, 1L), (signal.Fingerprint, signal.Rule, signal.Bucket, signal.Team, signal.Times));
        Assert.Equal("Legacy tells one event in two ways", signal.Title);
    }

    private static async Task<IReadOnlyList<CaseSignal>> FindAsync(StoreFiles files, IOrderCheck check)
    {
        files.Get<CommandCenter.Plan.ActivePlan>().Swap(CommandCenter.Tests.Reconciliation.Pairs.Plan);
        using var walk = new OrderWalk([check], files.Get<IDbContextFactory<EventsDb>>(), files.Store, files.Get<CommandCenter.Plan.ActivePlan>(), TimeProvider.System);
        return (await new CheckCases(check, walk).ReadAsync(default))!;
    }

    private static RejectedRecordRow Rejected(string source, string record, string state, string code, int minute) => new()
    {
        Id = Guid.CreateVersion7(at), Source = source, RecordId = record, Payload = "{}", MappingHash = "h", ObservedAt = at.AddMinutes(minute), State = state, LastTriedAt = at,
        Reasons = [new RejectedReasonRow { Field = "placedAt", Code = code, Message = $"It is no date ({record})." }],
    };

    private static IntakeEntryRow Entry(long number, string key, EntryState state, int attempts) => new()
    {
        Number = number, OrderKey = key, Side = Side.Legacy, Operation = (int)TargetOperation.Create, Epoch = 1, State = (int)state, Attempts = attempts, Error = "we do not take that", CreatedAt = at, UpdatedAt = at,
    };

    private static RollbackRow Rollback(Guid id, long decision, bool isDrill = false) => new()
    {
        Id = id, Scope = "{}", IsDrill = isDrill, Actor = "maya", Reason = "because", Decision = decision, PlanHash = "", Phase = (int)Phase.Healthy, PhaseReason = "done", DetectedAt = at, DecidedAt = at,
    };

    private static RollbackOrderRow Taken(Guid rollback, string key, TransferOutcome outcome, string? reason) => new()
    {
        RollbackId = rollback, OrderKey = key, Step = (int)TransferStep.Done, Outcome = (int)outcome, Reason = reason, Lane = "home", JoinedAt = at, FinishedAt = at,
    };

    private static IntakeRefusalRow Refusal(long number, string key, string code, int hours) => new()
    {
        Number = number, At = at.AddHours(hours), OrderKey = key, IdempotencyKey = "k-" + number, Code = code, Reason = "other body",
    };
}

public sealed class SqliteCaseSourceTests() : CaseSourceTests(StoreKind.Sqlite);

public sealed class PostgresCaseSourceTests() : CaseSourceTests(StoreKind.Postgres);

public class SweepCaseTests
{
    [Fact]
    public async Task Sweep_ThatFoundWhatPollingReadPast_IsACaseOfItsSource()
    {
        var board = new LiveBoard();
        var cases = new SweepCases(board);
        Assert.Null(await cases.ReadAsync(default));
        board.Publish(Of(Source("well", null), Source("calm", Swept(0, null)), Source("frozen", Swept(3, "AR-7"))));

        var signal = Assert.Single((await cases.ReadAsync(default))!);

        Assert.Equal(("sweep|frozen", 3, CaseSeverity.High, OwnerTeam.Engineering), (signal.Fingerprint, signal.Orders, signal.AtLeast, signal.Team));
        Assert.Contains("found 3 orders", signal.Why, StringComparison.Ordinal);
        Assert.Contains("such as AR-7", signal.Why, StringComparison.Ordinal);
    }

    private static SweepStanding Swept(int missed, string? key) => new(false, 10, 10, Some.Start, missed, missed, missed, key, 0, [], null);

    internal static SourceLive Source(string id, SweepStanding? sweep) =>
        new(id, "oms", Side.Legacy, "http-json", SourceHealth.Fresh, null, Some.Start, Some.Start, null, Some.Start, 2, 60, 10, 0, null, null, []) { Sweep = sweep };

    internal static LiveSnapshot Of(params SourceLive[] sources) => new()
    {
        Revision = 1, AsOf = Some.Start, Phase = new OverallPhase(Phase.Healthy, "healthy", "All is well."), Header = new LiveHeader("c", "r", "UTC", Some.Start, 1, false, "maya", "h"), Attention = [], Totals = [], Lanes = [], Sources = sources, Queues = [], Timers = [],
        TimersRunning = 0, Happenings = [], Figures = [],
    };
}
