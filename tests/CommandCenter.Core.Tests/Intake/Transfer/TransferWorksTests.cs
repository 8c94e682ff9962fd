using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;

namespace CommandCenter.Tests.Intake.Transfer;

/// <summary>What a transfer writes, by itself: what it meets may have been changed by another node since it was read.</summary>
public sealed class TransferWorksTests : IOrderTargets
{
    private static readonly TransferJob job = new(Guid.Parse("019a0000-0000-7000-8000-000000000005"), "AR-1", TransferStep.Pending, Side.Orchestration, Some.Start);
    private readonly JournalBatch batch = new(TrafficTable.Empty, Some.Start, 100);
    private readonly Outbox outbox;

    public TransferWorksTests() => outbox = new Outbox(this, TimeProvider.System, new BackOff(new Random(1)));

    public IOrderTarget? Of(Side side) => null;

    [Fact]
    public void Switch_AnotherNodeMovedItMeanwhile_ChangesNothingAndTakesUpWhatIsOpen()
    {
        batch.See(Order(Side.Legacy, epoch: 2));
        batch.See(Entry(7, Side.Legacy, TargetOperation.Create, 2, EntryState.Waiting));
        var work = new SwitchWork(job, copyComes: false, [], withdrawLater: true, null, outbox);

        work.Apply(batch);
        work.Committed();

        Assert.Empty(batch.ChangedOrders);
        Assert.Empty(batch.NewEntries);
        Assert.Equal(7, Assert.Single(outbox.Open("AR-1")).Number);
    }

    [Fact]
    public void Again_OnlyWhatTheNewOwnerRefusedUnderThisEpoch_IsTriedAgain()
    {
        batch.See(Order(Side.Legacy, epoch: 2));
        foreach (var entry in (JournalEntry[])
        [
            Entry(1, Side.Orchestration, TargetOperation.Create, 2, EntryState.Parked), Entry(2, Side.Legacy, TargetOperation.Create, 1, EntryState.Parked),
            Entry(3, Side.Legacy, TargetOperation.Create, 2, EntryState.Waiting), Entry(4, Side.Legacy, TargetOperation.Change, 2, EntryState.Parked),
            Entry(5, Side.Legacy, TargetOperation.ActivateCopy, 2, EntryState.Parked), Entry(6, Side.Legacy, TargetOperation.Create, 2, EntryState.Parked),
        ])
        {
            batch.See(entry);
            outbox.Restore(entry);
        }

        var work = new AgainWork(job, outbox);
        work.Apply(batch);
        work.Committed();

        Assert.Equal([5, 6], batch.ChangedEntries.Keys.Order());
        Assert.Equal([5, 6], outbox.Open("AR-1").Where(e => e.State == EntryState.Unknown).Select(e => e.Number));
        Assert.Equal((int)TransferStep.Switched, Assert.Single(batch.Transfers).Step);
    }

    private static OwnedOrder Order(Side owner, int epoch) => new() { OrderKey = "AR-1", BodyHash = [1], Owner = owner, Epoch = epoch };

    private static JournalEntry Entry(long number, Side side, TargetOperation operation, int epoch, EntryState state) =>
        new() { Number = number, OrderKey = "AR-1", Side = side, Operation = operation, Epoch = epoch, State = state, CreatedAt = Some.Start };
}
