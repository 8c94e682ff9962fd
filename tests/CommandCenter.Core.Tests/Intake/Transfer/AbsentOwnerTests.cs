using CommandCenter.Intake;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Intake.Transfer;

/// <summary>An order whose owner does not have it, or does not answer.</summary>
public sealed class AbsentOwnerTests
{
    [Fact]
    public async Task Run_OwnerHadConfirmedItAndDoesNotKnowIt_IsParked()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: true, "AR-1");
        // changes that are still to be sent say nothing about the order itself
        (desk.Orchestration.Fate, desk.Legacy.Fate) = (_ => CallFate.NotSent, _ => CallFate.NotSent);
        await desk.World.ChangeAsync("AR-1", "c1");
        desk.Orchestration.Tells = o => new TargetOrder(o.OrderKey, TargetStanding.Absent, null, []);

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Parked, "Orchestration had confirmed it and does not know it any more."), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Run_OwnerForgotItOnceItWasAskedToGiveItUp_Moves()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Tells = o => new TargetOrder(o.OrderKey, TargetStanding.Absent, null, []);

        Assert.Equal(TransferOutcome.Transferred, (await desk.RunAsync("AR-1", TransferStep.Withdrawing)).Outcome);
    }

    [Fact]
    public async Task Run_LostRequestMayStillArrive_IsWaitedForAndThenMoves()
    {
        await using var desk = await LostAsync(mirror: false);

        var first = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.None, "Orchestration may still receive it."), (first.Outcome, first.Reason));
        Assert.InRange(first.Again, TimeSpan.FromMilliseconds(1), desk.Orchestration.Definition.SettlesWithin);
        desk.Orchestration.Definition = desk.Orchestration.Definition with { SettlesWithin = TimeSpan.Zero };
        Assert.Equal(TransferOutcome.Transferred, (await desk.EndAsync("AR-1")).Outcome);
        Assert.Empty(desk.Orchestration.Ledger);
    }

    [Fact]
    public async Task Run_LostRequestAndLegacyCannotMakeItsCopyTheOriginal_FinishesAndIsSentAgain()
    {
        await using var desk = await LostAsync(mirror: true);
        desk.Orchestration.Definition = desk.Orchestration.Definition with { SettlesWithin = TimeSpan.Zero };
        desk.Legacy.Without(TargetOperation.ActivateCopy);

        var result = await desk.RunAsync("AR-1");
        (desk.Orchestration.Fate, desk.Orchestration.Answers) = (_ => CallFate.Carried, () => true);
        await desk.World.RestAsync();

        Assert.Equal((TransferOutcome.Finished, "Legacy holds a copy and cannot make it the original; it is sent to Orchestration again."), (result.Outcome, result.Reason));
        Assert.Equal(TargetStanding.Owned, desk.Orchestration.Ledger["AR-1"].Standing);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_OwnerSilentAndNoBlock_WaitsAndIsParkedWhenItsTimeIsOver(bool can)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Answers = () => false;
        desk.Blocks = false;
        desk.Orchestration.Without(can ? [] : [TargetOperation.Block]);

        var first = await desk.RunAsync("AR-1");
        var last = await desk.RunAsync("AR-1", isLast: true);

        Assert.Equal((TransferOutcome.None, "Orchestration does not answer: no answer"), (first.Outcome, first.Reason));
        Assert.Equal((TransferOutcome.Parked, "Orchestration does not answer (no answer), and its releases cannot be blocked."), (last.Outcome, last.Reason));
    }

    [Fact]
    public async Task Run_OwnerOffersNoLookUp_IsNotMovedBehindABlock()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Definition = desk.Orchestration.Definition with { LookUp = null };

        var last = await desk.RunAsync("AR-1", isLast: true);

        Assert.Equal((TransferOutcome.Parked, "Orchestration does not answer (It offers no look-up.), and its releases cannot be blocked."), (last.Outcome, last.Reason));
    }

    [Theory]
    [InlineData(new Stage[0], TransferOutcome.Parked, "Orchestration does not answer (no answer), and it never reported how far the order is.")]
    [InlineData(new[] { Stage.Released }, TransferOutcome.Finished, "Orchestration does not answer; it had reported the order as released, which stays.")]
    [InlineData(new[] { Stage.Shipped, Stage.Cancelled }, TransferOutcome.Finished, "Orchestration does not answer; it had reported the order as shipped, which stays.")]
    [InlineData(new[] { Stage.Cancelled }, TransferOutcome.Finished, "Orchestration does not answer; it had reported the order as cancelled, which stays.")]
    public async Task Run_OwnerSilentBehindTheBlock_StaysByWhatItLastReported(Stage[] reported, TransferOutcome expected, string reason)
    {
        await using var desk = await SilentAsync(mirror: false);
        desk.Reported = reported;

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((expected, reason), (result.Outcome, result.Reason));
        Assert.Empty(desk.Legacy.Calls);
    }

    [Theory]
    [InlineData(true, TargetOperation.ActivateCopy)]
    [InlineData(false, TargetOperation.Create)]
    public async Task Run_OwnerSilentBehindTheBlock_IsReservedCreatedAndWithdrawnWhenItIsBack(bool mirror, TargetOperation expected)
    {
        await using var desk = await SilentAsync(mirror);

        var result = await desk.EndAsync("AR-1");
        var meanwhile = desk.Orchestration.Ledger["AR-1"].Standing;
        desk.Orchestration.Answers = () => true;
        await desk.World.RestAsync();

        Assert.Equal((TransferOutcome.Transferred, TargetStanding.Owned), (result.Outcome, meanwhile));
        Assert.Equal([TargetOperation.Reserve, expected], desk.Legacy.Calls.TakeLast(2).Select(c => c.Operation));
        Assert.Equal((TargetStanding.Withdrawn, TargetStanding.Owned), (desk.Orchestration.Ledger["AR-1"].Standing, desk.Legacy.Ledger["AR-1"].Standing));
    }

    [Fact]
    public async Task Run_OwnerSilentAndLegacyLacksSomething_IsParked()
    {
        await using var desk = await SilentAsync(mirror: false);
        desk.Legacy.Without(TargetOperation.Reserve);

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Parked, "Orchestration does not answer (no answer). Legacy cannot reserve for it."), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Run_OwnerSilentAndLegacyCannotMakeItsCopyTheOriginal_IsParked()
    {
        await using var desk = await SilentAsync(mirror: true);
        desk.Legacy.Without(TargetOperation.ActivateCopy);

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Parked, "Orchestration does not answer, and Legacy holds a copy that it cannot make the original."), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData(CallFate.NotSent, TransferOutcome.None)]
    [InlineData(CallFate.NeverArrives, TransferOutcome.None)]
    [InlineData(CallFate.Refused, TransferOutcome.Parked)]
    public async Task Run_OwnerSilentAndLegacyDoesNotReserve_WaitsWhereItMayAnswerYet(CallFate fate, TransferOutcome expected)
    {
        await using var desk = await SilentAsync(mirror: false);
        desk.Legacy.Fate = _ => fate;

        var first = await desk.RunAsync("AR-1");
        var last = await desk.RunAsync("AR-1", TransferStep.Reserving, isLast: true);

        Assert.Equal((expected, TransferOutcome.Parked), (first.Outcome, last.Outcome));
        Assert.StartsWith("Orchestration does not answer, and Legacy could not reserve", last.Reason, StringComparison.Ordinal);
        Assert.Equal(TargetStanding.Owned, desk.Orchestration.Ledger["AR-1"].Standing);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_TakenOverFromALedgerAndNoCopyAtLegacy_Finishes(bool looksUp)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false);
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Allocated);
        await desk.World.Files.Get<LedgerAdoption>().RunAsync(default);
        desk.Legacy.Definition = looksUp ? desk.Legacy.Definition : desk.Legacy.Definition with { LookUp = null };

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Finished, "It was accepted before the intake and Legacy holds no copy, so what it consists of is not known here."), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Run_TakenOverFromALedgerAndLegacyHoldsACopy_Moves()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false);
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Allocated);
        desk.Legacy.Put("AR-1", TargetStanding.Copy);
        await desk.World.Files.Get<LedgerAdoption>().RunAsync(default);

        Assert.Equal(TransferOutcome.Transferred, (await desk.EndAsync("AR-1")).Outcome);
        Assert.Equal(TargetStanding.Owned, desk.Legacy.Ledger["AR-1"].Standing);
    }

    [Theory]
    [InlineData(CallFate.Refused, TargetOperation.Create)]
    [InlineData(CallFate.NeverArrives, TargetOperation.ActivateCopy)]
    public async Task Run_CopyThatDidNotReachLegacyAndNoLookUpThere_IsCreatedOnlyWhereItWasRefused(CallFate fate, TargetOperation expected)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: true);
        desk.Legacy.Fate = c => c.Operation == TargetOperation.CreateCopy ? fate : CallFate.Carried;
        desk.Legacy.Answers = () => false;
        await desk.World.PostAsync("AR-1");
        await IntakeWorld.UntilAsync("both calls came back", async () => (await desk.World.EntriesAsync("AR-1")).TrueForAll(e => e.State is EntryState.Done or EntryState.Parked or EntryState.Unknown));
        desk.Legacy.Definition = desk.Legacy.Definition with { LookUp = null };

        await desk.RunAsync("AR-1");

        Assert.Equal(expected, (await desk.World.EntriesAsync("AR-1")).Single(e => e is { Side: Side.Legacy, Epoch: 2 }).Operation);
    }

    /// <summary>Orchestration was sent it, and nobody knows what became of that.</summary>
    private static async Task<TransferDesk> LostAsync(bool mirror)
    {
        var desk = await TransferDesk.StartAsync(mirror);
        desk.Orchestration.Definition = desk.Orchestration.Definition with { SettlesWithin = TimeSpan.FromMinutes(1) };
        (desk.Orchestration.Fate, desk.Orchestration.Answers) = (_ => CallFate.NeverArrives, () => false);
        await desk.World.PostAsync("AR-1");
        await IntakeWorld.UntilAsync("it was lost", async () => (await desk.World.EntriesAsync("AR-1")).Exists(e => e is { Side: Side.Orchestration, State: EntryState.Unknown }));
        await IntakeWorld.UntilAsync("its copy is there", () => !mirror || desk.Legacy.Ledger.ContainsKey("AR-1"));
        desk.Orchestration.Answers = () => true;
        return desk;
    }

    private static async Task<TransferDesk> SilentAsync(bool mirror)
    {
        var desk = await TransferDesk.StartAsync(mirror, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Allocated);
        desk.Orchestration.Answers = () => false;
        return desk;
    }
}
