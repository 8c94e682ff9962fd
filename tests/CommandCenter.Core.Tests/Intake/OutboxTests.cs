using CommandCenter.Intake.Forwarding;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Tests.Persistence;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Intake;

/// <summary>What waits for the sides in memory.</summary>
public sealed class OutboxTests : IOrderTargets
{
    private readonly FakeTimeProvider time = new(Some.Start);
    private readonly Outbox outbox;

    public OutboxTests() => outbox = new Outbox(this, time, new BackOff(new Random(1)));

    public IOrderTarget? Of(Side side) => null;

    [Fact]
    public void Restore_CallWasUnderWay_IsUnknownSinceItWasTried()
    {
        var (first, tried) = (Some.Start.AddHours(-2), Some.Start.AddHours(-1));
        outbox.Restore(Entry(1, EntryState.Sending) with { FirstTriedAt = first, TriedAt = tried });
        outbox.Restore(Entry(2, EntryState.Sending) with { CreatedAt = first });
        outbox.Restore(Entry(3, EntryState.Waiting));

        Assert.Equal(
            [(EntryState.Unknown, first, tried), (EntryState.Unknown, first, Some.Start), (EntryState.Waiting, null, (DateTimeOffset?)null)],
            outbox.Open("AR-1").Select(e => (e.State, e.FirstTriedAt, e.TriedAt)));
    }

    [Fact]
    public void Open_RecordedAsUnderWayAndNeverLeft_CountsAsWaiting()
    {
        outbox.Add([Entry(1, EntryState.Sending), Entry(2, EntryState.Waiting)], null);

        Assert.Equal([(EntryState.Waiting, false), (EntryState.Waiting, false)], outbox.Open("AR-1").Select(e => (e.State, e.WasTried)));
        Assert.Empty(outbox.Open("AR-2"));
        Assert.True(Entry(1, EntryState.Sending).WasTried);
    }

    [Fact]
    public void SinceTried_OfWhatIsOpen_IsCountedFromTheRestart()
    {
        outbox.Restore(Entry(1, EntryState.Sending));
        time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(TimeSpan.FromSeconds(7), outbox.SinceTried(Entry(1, EntryState.Unknown)));
        Assert.Equal(TimeSpan.Zero, outbox.SinceTried(Entry(2, EntryState.Unknown)));
        Assert.Equal(TimeSpan.Zero, outbox.SinceTried(Entry(1, EntryState.Unknown) with { OrderKey = "AR-2" }));
    }

    [Fact]
    public async Task Freeze_ByTwoRollbacks_HoldsUntilBothHaveThawedIt()
    {
        outbox.Freeze(["AR-1", "AR-none"]);
        outbox.Freeze(["AR-1"]);
        outbox.Add([Entry(1, EntryState.Waiting)], null);
        var taken = outbox.TakeAsync(Side.Orchestration, TestContext.Current.CancellationToken);

        outbox.Thaw("AR-1");
        outbox.Thaw("AR-none");
        outbox.Thaw("AR-never");
        Assert.False(taken.IsCompleted);
        outbox.Thaw("AR-1");

        Assert.Equal("AR-1", (await taken).Order.OrderKey);
    }

    [Fact]
    public async Task FreezeAll_FromTheClick_KeepsBackWhatIsToBeCreatedOnOrchestrationAlone()
    {
        outbox.FreezeAll();
        outbox.Add([Entry(1, EntryState.Waiting)], null);
        outbox.Add([Entry(2, EntryState.Waiting) with { OrderKey = "AR-2", Operation = TargetOperation.Change }], null);
        outbox.Add([Entry(3, EntryState.Waiting) with { OrderKey = "AR-3", Side = Side.Legacy }], null);

        Assert.Equal("AR-2", (await outbox.TakeAsync(Side.Orchestration, TestContext.Current.CancellationToken)).Order.OrderKey);
        Assert.Equal("AR-3", (await outbox.TakeAsync(Side.Legacy, TestContext.Current.CancellationToken)).Order.OrderKey);
        var kept = outbox.TakeAsync(Side.Orchestration, TestContext.Current.CancellationToken);
        Assert.False(kept.IsCompleted);
        outbox.ThawAll();

        Assert.Equal("AR-1", (await kept).Order.OrderKey);
    }

    [Fact]
    public async Task Take_OneWhoWaitedHasGone_TheNextGetsIt()
    {
        using var stop = new CancellationTokenSource();
        var gone = outbox.TakeAsync(Side.Orchestration, stop.Token);
        var stays = outbox.TakeAsync(Side.Orchestration, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        outbox.Add([Entry(1, EntryState.Waiting)], null);

        Assert.Equal(1, (await stays).Entry.Entry.Number);
    }

    [Fact]
    public async Task Settled_NothingOpenOrTimeOver_GoesOn()
    {
        await outbox.SettledAsync("AR-1", Side.Orchestration, TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        outbox.Add([Entry(1, EntryState.Waiting)], null);
        var waits = outbox.SettledAsync("AR-1", Side.Orchestration, TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.False(waits.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(2));

        await waits;
    }

    private static JournalEntry Entry(long number, EntryState state) =>
        new() { Number = number, OrderKey = "AR-1", Side = Side.Orchestration, Operation = TargetOperation.Create, Epoch = 1, State = state, CreatedAt = Some.Start };
}
