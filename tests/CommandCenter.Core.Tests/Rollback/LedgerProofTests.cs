using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Shared;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Rollback;

/// <summary>What both ledgers say of the ownership records, order by order.</summary>
public abstract class LedgerProofTests(StoreKind kind)
{
    private static readonly Guid rollback = Guid.Parse("019a0000-0000-7000-8000-000000000003");
    private readonly LedgerSide legacy = new(Side.Legacy);
    private readonly LedgerSide orchestration = new(Side.Orchestration);

    [Fact]
    public async Task Compare_EachOrderOwnedOnceByWhomTheRecordSays_IsProven()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(files, Record("A-1", Side.Legacy, epoch: 2), Record("A-2", Side.Orchestration));
        legacy.Put("A-1", TargetStanding.Owned, epoch: 2);
        orchestration.Put("A-1", TargetStanding.Withdrawn);
        orchestration.Put("A-2", TargetStanding.Owned);
        legacy.Put("A-2", TargetStanding.Copy);

        var proof = await CompareAsync(files);

        Assert.Equal((ProofVerdict.Proven, 2L, 2L, 2L, 0L), (proof.Verdict, proof.LegacyOrders, proof.OrchestrationOrders, proof.Checked, proof.ProblemCount));
        Assert.Null(proof.Note);
    }

    [Theory]
    [InlineData(TargetStanding.Owned, TargetStanding.Owned, "Both sides answer for it.")]
    [InlineData(TargetStanding.Owned, TargetStanding.Withdrawn, "Legacy answers for it, and the record says Orchestration.")]
    [InlineData(TargetStanding.Owned, TargetStanding.Absent, "Legacy answers for it, and the record says Orchestration.")]
    [InlineData(TargetStanding.Copy, TargetStanding.Withdrawn, "Neither side answers for it, and nothing waits to be sent.")]
    [InlineData(TargetStanding.Absent, TargetStanding.Absent, "Neither side answers for it, and nothing waits to be sent.")]
    public async Task Compare_LedgersContradictTheRecord_SaysHow(TargetStanding atLegacy, TargetStanding atOrchestration, string expected)
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(files, Record("A-1", Side.Orchestration));
        foreach (var (side, standing) in new[] { (legacy, atLegacy), (orchestration, atOrchestration) }.Where(s => s.Item2 != TargetStanding.Absent))
        {
            side.Put("A-1", standing);
        }

        var proof = await CompareAsync(files);

        Assert.Equal((ProofVerdict.Disproven, new ProofProblem("A-1", expected)), (proof.Verdict, Assert.Single(proof.Problems)));
    }

    [Fact]
    public async Task Compare_OrchestrationAnswersForWhatLegacyOwnsOrByAnOldEpoch_SaysSo()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(files, Record("A-1", Side.Legacy), Record("A-2", Side.Legacy, epoch: 2));
        orchestration.Put("A-1", TargetStanding.Owned);
        legacy.Put("A-2", TargetStanding.Owned, epoch: 1);

        Assert.Equal(
            [new("A-1", "Orchestration answers for it, and the record says Legacy."), new("A-2", "Legacy holds it with epoch 1, and the record says 2.")],
            (await CompareAsync(files)).Problems.OrderBy(p => p.OrderKey, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(TargetOperation.Create, EntryState.Waiting, true)]
    [InlineData(TargetOperation.ActivateCopy, EntryState.Unknown, true)]
    [InlineData(TargetOperation.Create, EntryState.Done, false)]
    [InlineData(TargetOperation.Change, EntryState.Waiting, false)]
    public async Task Compare_NobodyHasItYet_IsNoProblemWhileItIsOnItsWay(TargetOperation operation, EntryState state, bool proven)
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(files, Record("A-1", Side.Legacy, epoch: 2), new IntakeEntryRow
        {
            Number = 7, OrderKey = "A-1", Side = Side.Legacy, Operation = (int)operation, Epoch = 2, State = (int)state, CreatedAt = Some.Start, UpdatedAt = Some.Start,
        });

        Assert.Equal(proven ? ProofVerdict.Proven : ProofVerdict.Disproven, (await CompareAsync(files)).Verdict);
    }

    [Theory]
    [InlineData(TargetStanding.Withdrawn)]
    [InlineData(TargetStanding.Owned)]
    public async Task Compare_ParkedOrderThatItsOwnerDoesNotHave_IsNoProblemOfTheProof(TargetStanding atLegacy)
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(files, Record("A-1", Side.Orchestration), new RollbackOrderRow { RollbackId = rollback, OrderKey = "A-1", Number = 1, Outcome = (int)TransferOutcome.Parked, JoinedAt = Some.Start });
        legacy.Put("A-1", atLegacy);

        Assert.Equal((ProofVerdict.Proven, 1L), ((await CompareAsync(files)).Verdict, (await CompareAsync(files)).Checked));
    }

    [Fact]
    public async Task Compare_ClosedOrders_AreLeftOutUnlessTheyBelongToTheRollback()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(
            files, Record("A-1", Side.Orchestration, closed: true), Record("A-2", Side.Orchestration, closed: true),
            new RollbackOrderRow { RollbackId = rollback, OrderKey = "A-2", Number = 1, Outcome = (int)TransferOutcome.Finished, JoinedAt = Some.Start });

        var proof = await CompareAsync(files);

        Assert.Equal((1L, "A-2"), (proof.Checked, Assert.Single(proof.Problems).OrderKey));
    }

    [Fact]
    public async Task Compare_OrchestrationAnswersForWhatNobodyRecorded_IsAProblemInItsScopeAlone()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        // the side tells the lane ship-to-home of everything
        orchestration.Put("A-1", TargetStanding.Owned);
        orchestration.Put("A-2", TargetStanding.Copy);
        orchestration.Put("A-3", TargetStanding.Owned);
        await AddAsync(files, Record("A-3", Side.Orchestration, lane: "pickup"));

        var inScope = await CompareAsync(files, new RollbackScope(new Segment { Lane = "ship-to-home" }));
        var elsewhere = await CompareAsync(files, new RollbackScope(new Segment { Lane = "pickup" }));

        Assert.Equal((ProofVerdict.Disproven, new ProofProblem("A-1", "Orchestration answers for it, and there is no ownership record of it.")), (inScope.Verdict, Assert.Single(inScope.Problems)));
        Assert.Equal((ProofVerdict.Proven, 1L), (elsewhere.Verdict, elsewhere.Checked));
    }

    [Fact]
    public async Task Compare_ManyProblems_CountsThemAllAndNamesTheFirstHundred()
    {
        await using var files = await StoreFiles.StartAsync(kind);
        await AddAsync(files, [.. Enumerable.Range(0, 70).Select(i => Record($"A-{i}", Side.Legacy))]);
        for (var i = 0; i < 70; i++)
        {
            orchestration.Put($"B-{i}", TargetStanding.Owned);
        }

        var mixed = await CompareAsync(files);
        await AddAsync(files, [.. Enumerable.Range(70, 70).Select(i => Record($"A-{i}", Side.Legacy))]);
        var records = await CompareAsync(files);

        Assert.Equal((140L, 100), (mixed.ProblemCount, mixed.Problems.Count));
        Assert.Equal((210L, 100), (records.ProblemCount, records.Problems.Count));
    }

    [Theory]
    [InlineData(Side.Legacy, false, ProofVerdict.CannotTell)]
    [InlineData(Side.Legacy, true, ProofVerdict.Observed)]
    [InlineData(Side.Orchestration, false, ProofVerdict.CannotTell)]
    [InlineData(Side.Orchestration, true, ProofVerdict.Observed)]
    public async Task Compare_ALedgerCannotBeRead_IsNoMoreThanWhatPolledDataSay(Side side, bool observed, ProofVerdict expected)
    {
        await using var files = await StoreFiles.StartAsync(kind);
        var silent = side == Side.Legacy ? legacy : orchestration;
        silent.Answers = () => false;
        var unanswered = await CompareAsync(files, observedAt: observed ? Some.Start : null);
        silent.Definition = silent.Definition with { Ledger = null };
        var undeclared = await CompareAsync(files, observedAt: observed ? Some.Start : null);

        Assert.Equal((expected, $"The ledger of {side} could not be read: no answer"), (unanswered.Verdict, unanswered.Note));
        Assert.Equal((expected, $"{side} lists no ledger."), (undeclared.Verdict, undeclared.Note));
    }

    [Fact]
    public async Task Compare_LedgerThatNeverEnds_IsGivenUp()
    {
        await using var files = await StoreFiles.StartAsync(kind);

        var proof = await new LedgerProof(files.Get<IDbContextFactory<CommandsDb>>(), new Endless(), TimeProvider.System).CompareAsync(rollback, RollbackScope.All, null, default);

        Assert.Equal((ProofVerdict.CannotTell, "The ledger of Legacy has more than 100000 pages."), (proof.Verdict, proof.Note));
    }

    private Task<RollbackProof> CompareAsync(StoreFiles files, RollbackScope? scope = null, DateTimeOffset? observedAt = null) =>
        new LedgerProof(files.Get<IDbContextFactory<CommandsDb>>(), new Sides(legacy, orchestration), TimeProvider.System).CompareAsync(rollback, scope ?? RollbackScope.All, observedAt, default);

    private static IntakeOrderRow Record(string key, Side owner, int epoch = 1, bool closed = false, string lane = "ship-to-home") => new()
    {
        OrderKey = key, Number = int.Parse(key.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture), IdempotencyKey = key, BodyHash = [1], Payload = [1], Lane = lane, PlacedAt = Some.Start, AcceptedAt = Some.Start,
        Owner = owner, Epoch = epoch, Revision = 1, Rule = "r1", AcceptedOwner = owner, ClosedAt = closed ? Some.Start : null,
    };

    private static async Task AddAsync(StoreFiles files, params object[] rows)
    {
        await using var db = files.Get<IDbContextFactory<CommandsDb>>().CreateDbContext();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }

    private sealed class Sides(LedgerSide legacy, LedgerSide orchestration) : IOrderTargets
    {
        public IOrderTarget? Of(Side side) => side == Side.Legacy ? legacy : orchestration;
    }

    private sealed class Endless : IOrderTargets, IOrderTarget
    {
        public TargetDefinition Definition { get; } = new LedgerSide(Side.Legacy).Definition;

        public IOrderTarget? Of(Side side) => this;

        public Task<TargetAnswer> SendAsync(TargetCall call, CancellationToken cancel) => throw new NotSupportedException();

        public Task<TargetFinding> LookUpAsync(string orderKey, CancellationToken cancel) => throw new NotSupportedException();

        public Task<Result<TargetLedgerPage>> ReadLedgerAsync(string page, CancellationToken cancel) => Task.FromResult<Result<TargetLedgerPage>>(new TargetLedgerPage([], "more"));
    }
}

public sealed class SqliteLedgerProofTests() : LedgerProofTests(StoreKind.Sqlite);

public sealed class PostgresLedgerProofTests() : LedgerProofTests(StoreKind.Postgres);
