using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Intake.Transfer;

/// <summary>An order whose owner answers: each row of the table, and each answer on the way.</summary>
public sealed class TransferTests
{
    [Fact]
    public async Task Run_OwnerGivesItUp_LegacyOwnsItAndConfirms()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");

        var result = await desk.EndAsync("AR-1");

        Assert.Equal((TransferOutcome.Transferred, (string?)null), (result.Outcome, result.Reason));
        Assert.Equal((TargetStanding.Withdrawn, TargetStanding.Owned), (desk.Orchestration.Ledger["AR-1"].Standing, desk.Legacy.Ledger["AR-1"].Standing));
        Assert.Equal([TargetOperation.Reserve, TargetOperation.Create], desk.Legacy.Calls.Select(c => c.Operation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_OrderWithChanges_LegacyHearsEachOnceAndInOrder(bool mirror)
    {
        await using var desk = await TransferDesk.StartAsync(mirror, "AR-1");
        await desk.World.ChangeAsync("AR-1", "c1");
        await desk.World.ChangeAsync("AR-1", "c2");
        await desk.World.RestAsync();

        await desk.EndAsync("AR-1");
        await desk.World.RestAsync();

        var heard = desk.Legacy.Ledger["AR-1"].Changes.ConvertAll(c => long.Parse(c.Split(':')[3], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((2, true), (heard.Count, heard[0] < heard[1]));
    }

    [Fact]
    public async Task Run_OwnedByLegacyFromTheBeginning_IsTransferredAndNobodyIsCalled()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false);
        await desk.World.ShiftAsync(0, mirror: false);
        await desk.World.PostAsync("AR-1");
        await desk.World.RestAsync();
        await using (var db = desk.World.Store())
        {
            // as an order that was taken over from legacy's ledger, which nothing was ever sent for
            await db.IntakeEntries.ExecuteDeleteAsync();
        }

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Transferred, "Legacy owned it already."), (result.Outcome, result.Reason));
        Assert.Single(desk.Legacy.Calls);
    }

    [Fact]
    public async Task Run_NoOwnershipRecord_IsParked()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false);

        var result = await desk.RunAsync("AR-none");

        Assert.Equal((TransferOutcome.Parked, "There is no ownership record of it."), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData(Side.Legacy)]
    [InlineData(Side.Orchestration)]
    public async Task Run_PlanDeclaresNoTargetForASide_IsParkedAndStaysUnpinned(Side side)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.World.Untargeted = side;

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Parked, $"The plan declares no target for {side}."), (result.Outcome, result.Reason));
        Assert.False(await IsPinnedAsync(desk));
    }

    [Fact]
    public async Task Run_NeverLeftAndNoTargetForLegacy_IsParkedAndNotCalledACopy()
    {
        await using var desk = await NeverSentAsync(mirror: false);
        desk.World.Untargeted = Side.Legacy;

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Parked, "The plan declares no target for Legacy."), (result.Outcome, result.Reason));
        Assert.False(await IsPinnedAsync(desk));
    }

    [Theory]
    [InlineData(false, TargetOperation.Create)]
    [InlineData(true, TargetOperation.ActivateCopy)]
    public async Task Run_NeverLeft_MovesThoughOrchestrationHasNoTargetAnyMore(bool mirror, TargetOperation expected)
    {
        await using var desk = await NeverSentAsync(mirror);
        desk.World.Untargeted = Side.Orchestration;

        var result = await desk.EndAsync("AR-1");

        Assert.Equal(TransferOutcome.Transferred, result.Outcome);
        Assert.Equal(expected, desk.Legacy.Calls[^1].Operation);
        Assert.Empty(desk.Orchestration.Ledger);
    }

    [Fact]
    public async Task Run_NeverLeftAndLegacyCannotMakeItsCopyTheOriginal_FinishesOnOrchestration()
    {
        await using var desk = await NeverSentAsync(mirror: true);
        desk.Legacy.Without(TargetOperation.ActivateCopy);

        var result = await desk.RunAsync("AR-1");
        var again = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Finished, "Legacy holds a copy and cannot make it the original."), (result.Outcome, result.Reason));
        Assert.Equal(result, again);
        Assert.True(await IsPinnedAsync(desk));
    }

    [Fact]
    public async Task Run_PinnedByAnEarlierRollback_FinishesAndIsNotAskedFor()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Picked);
        await desk.RunAsync("AR-1");
        var asked = desk.Orchestration.LookUps;

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Finished, "It was found to finish where it is before."), (result.Outcome, result.Reason));
        Assert.Equal(asked, desk.Orchestration.LookUps);
    }

    [Theory]
    [InlineData(Stage.Picked, "It had gone too far to move (picked).")]
    [InlineData(Stage.Returned, "It had gone too far to move (returned).")]
    [InlineData(Stage.Cancelled, "It is cancelled on both sides.")]
    [InlineData(Stage.Shipped, "It had left when it was asked for; Legacy learns of it as history.", TargetOperation.CreateCopy, TargetOperation.ConfirmShipment)]
    public async Task Run_StageThatStays_FinishesPinnedAndTellsLegacyWhatItHasToKnow(Stage stage, string reason, params TargetOperation[] told)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, stage);

        var result = await desk.RunAsync("AR-1");
        await desk.World.RestAsync();

        Assert.Equal((TransferOutcome.Finished, reason), (result.Outcome, result.Reason));
        Assert.True(await IsPinnedAsync(desk));
        Assert.Equal(told, desk.Legacy.Calls.Select(c => c.Operation));
    }

    [Theory]
    [InlineData(false, TargetOperation.CreateCopy, TargetOperation.ConfirmShipment)]
    [InlineData(false, TargetOperation.ConfirmShipment, TargetOperation.CreateCopy)]
    [InlineData(true, null, TargetOperation.ConfirmShipment)]
    [InlineData(true, TargetOperation.ConfirmShipment, null)]
    public async Task Run_ShippedAndLegacyCannotBeToldAll_IsToldWhatItCan(bool mirror, TargetOperation? lacks, TargetOperation? told)
    {
        await using var desk = await TransferDesk.StartAsync(mirror, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Shipped);
        desk.Legacy.Without(lacks is { } operation ? [operation] : []);
        var before = desk.Legacy.Calls.Count;

        await desk.RunAsync("AR-1");
        await desk.World.RestAsync();

        Assert.Equal(told is { } one ? [one] : [], desk.Legacy.Calls.Skip(before).Select(c => c.Operation));
    }

    [Theory]
    [InlineData(true, true, false, true, 1)]
    [InlineData(true, true, true, true, 0)]
    [InlineData(true, true, false, false, 0)]
    [InlineData(true, false, false, true, 1)]
    [InlineData(true, true, false, true, 0, true)]
    [InlineData(false, true, false, true, 0)]
    public async Task Run_CancelledAtItsOwner_TellsACopyOnce(bool mirror, bool legacyAnswers, bool cancelledThere, bool can, int told, bool gone = false)
    {
        await using var desk = await TransferDesk.StartAsync(mirror, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Cancelled);
        desk.Legacy.Answers = () => legacyAnswers;
        if (cancelledThere)
        {
            desk.Legacy.Put("AR-1", TargetStanding.Copy, Stage.Cancelled);
        }

        if (!can)
        {
            desk.Legacy.Without(TargetOperation.Cancel);
        }

        if (gone)
        {
            desk.Legacy.Tells = o => new TargetOrder(o.OrderKey, TargetStanding.Absent, null, []);
        }

        var result = await desk.RunAsync("AR-1");
        await desk.World.RestAsync();

        Assert.Equal(TransferOutcome.Finished, result.Outcome);
        Assert.Equal(told, desk.Legacy.Calls.Count(c => c.Operation == TargetOperation.Cancel));
    }

    [Fact]
    public async Task Run_OwnerDoesNotSayHowFarItIs_IsParked()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Tells = o => o with { Lines = [] };

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Parked, "Orchestration does not say how far it is."), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Run_OwnerHoldsItAsACopy_IsParked()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Copy);

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Parked, "Orchestration holds it as a copy although it answers for it."), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Run_BothSidesAnswerForIt_IsParkedAndNothingIsSent()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Legacy.Put("AR-1", TargetStanding.Owned);

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Parked, "Both sides say that they answer for it."), (result.Outcome, result.Reason));
        Assert.Empty(desk.Legacy.Calls);
    }

    [Fact]
    public async Task Run_CopyWasCancelledAtLegacy_IsCancelledAtItsOwnerToo()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: true, "AR-1");
        desk.Legacy.Put("AR-1", TargetStanding.Copy, Stage.Cancelled);

        var result = await desk.RunAsync("AR-1");
        await desk.World.RestAsync();

        Assert.Equal((TransferOutcome.Finished, "It was cancelled on Legacy; it is cancelled on both."), (result.Outcome, result.Reason));
        Assert.Equal(Stage.Cancelled, desk.Orchestration.Ledger["AR-1"].Stage);
    }

    [Fact]
    public async Task Run_CopyOfWhichLegacyTellsNoLine_IsMadeTheOriginal()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: true, "AR-1");
        desk.Legacy.Tells = o => o with { Lines = [] };

        Assert.Equal(TransferOutcome.Transferred, (await desk.EndAsync("AR-1")).Outcome);
        Assert.Equal(TargetOperation.ActivateCopy, desk.Legacy.Calls[^1].Operation);
    }

    [Fact]
    public async Task Run_CopyThatLegacyCannotMakeTheOriginal_Finishes()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: true, "AR-1");
        desk.Legacy.Without(TargetOperation.ActivateCopy);

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Finished, "Legacy holds a copy and cannot make it the original."), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData(TargetOperation.Withdraw, "Orchestration cannot give an order up.")]
    [InlineData(TargetOperation.Reserve, "Legacy cannot reserve for it.")]
    [InlineData(TargetOperation.Create, "Legacy cannot take an order over.")]
    public async Task Run_CapabilityIsMissing_FinishesWhatIsUnreleasedAndWhatIsReleased(TargetOperation lacks, string reason)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1", "AR-2");
        desk.Orchestration.Put("AR-2", TargetStanding.Owned, Stage.Released);
        (lacks == TargetOperation.Withdraw ? desk.Orchestration : desk.Legacy).Without(lacks);
        var calls = desk.Orchestration.Calls.Count;

        var (unreleased, released) = (await desk.RunAsync("AR-1"), await desk.RunAsync("AR-2"));

        Assert.Equal((TransferOutcome.Finished, reason), (unreleased.Outcome, unreleased.Reason));
        Assert.Equal((TransferOutcome.Finished, reason), (released.Outcome, released.Reason));
        // nothing is recalled that could not move afterwards
        Assert.Equal(calls, desk.Orchestration.Calls.Count);
    }

    [Fact]
    public async Task Run_ReleasedAndTheRecallIsGranted_Moves()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Released);

        Assert.Equal(TransferOutcome.Transferred, (await desk.EndAsync("AR-1")).Outcome);
        Assert.Equal([TargetOperation.Create, TargetOperation.Recall, TargetOperation.Withdraw], desk.Orchestration.Calls.Select(c => c.Operation));
    }

    [Theory]
    [InlineData(CallFate.Refused, "It was released, and the recall was not granted: we do not take that")]
    [InlineData(CallFate.NeverArrives, "It was released, and the recall was not granted: 500")]
    public async Task Run_ReleasedAndTheRecallIsNotGranted_Finishes(CallFate fate, string reason)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Released);
        desk.Orchestration.Fate = _ => fate;

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Finished, reason), (result.Outcome, result.Reason));
        Assert.Empty(desk.Legacy.Calls);
    }

    [Fact]
    public async Task Run_ReleasedAndNoRecall_Finishes()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Released);
        desk.Orchestration.Without(TargetOperation.Recall);

        var result = await desk.RunAsync("AR-1");

        Assert.Equal((TransferOutcome.Finished, "It was released, and Orchestration cannot take a release back."), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task Run_ReleasedAgainAfterItsRecall_FinishesAndIsNotRecalledTwice()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Released);

        var result = await desk.RunAsync("AR-1", TransferStep.Recalling);

        Assert.Equal((TransferOutcome.Finished, "Its release was taken back, and it was released again before it could move."), (result.Outcome, result.Reason));
        Assert.DoesNotContain(desk.Orchestration.Calls, c => c.Operation == TargetOperation.Recall);
    }

    [Fact]
    public async Task Run_LegacyRefusesToReserve_FinishesAndGivesNothingBack()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Legacy.Fate = _ => CallFate.Refused;

        var result = await desk.RunAsync("AR-1");
        await desk.World.RestAsync();

        Assert.Equal((TransferOutcome.Finished, "Legacy cannot reserve for it: we do not take that"), (result.Outcome, result.Reason));
        Assert.Equal([TargetOperation.Reserve], desk.Legacy.Calls.Select(c => c.Operation));
    }

    [Theory]
    [InlineData(CallFate.NotSent)]
    [InlineData(CallFate.NeverArrives)]
    public async Task Run_ReserveIsNotAnswered_WaitsAndThenFinishesAndGivesBackWhatMayBeReserved(CallFate fate)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Legacy.Fate = c => c.Operation == TargetOperation.Reserve ? fate : CallFate.Carried;

        var first = await desk.RunAsync("AR-1");
        var last = await desk.RunAsync("AR-1", TransferStep.Reserving, isLast: true);
        await desk.World.RestAsync();

        Assert.Equal(TransferOutcome.None, first.Outcome);
        Assert.True(first.Again > TimeSpan.Zero);
        Assert.Equal(TransferOutcome.Finished, last.Outcome);
        Assert.StartsWith("Legacy did not answer in time", last.Reason, StringComparison.Ordinal);
        Assert.Equal([TargetOperation.Reserve, TargetOperation.Reserve, TargetOperation.ReleaseReservation], desk.Legacy.Calls.Select(c => c.Operation));
    }

    [Fact]
    public async Task Run_LegacyDoesNotAnswerTheLookUp_WaitsAndThenFinishes()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Legacy.Answers = () => false;

        var first = await desk.RunAsync("AR-1");
        var last = await desk.RunAsync("AR-1", isLast: true);

        Assert.Equal((TransferOutcome.None, "Legacy does not answer: no answer"), (first.Outcome, first.Reason));
        Assert.Equal((TransferOutcome.Finished, "Legacy did not answer in time (no answer); it finishes on Orchestration."), (last.Outcome, last.Reason));
        Assert.Empty(desk.Legacy.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_LegacyOffersNoLookUp_MovesByWhatWasSentThere(bool mirror)
    {
        await using var desk = await TransferDesk.StartAsync(mirror, "AR-1");
        desk.Legacy.Definition = desk.Legacy.Definition with { LookUp = null };

        Assert.Equal(TransferOutcome.Transferred, (await desk.EndAsync("AR-1")).Outcome);
        Assert.Equal(mirror ? TargetOperation.ActivateCopy : TargetOperation.Create, desk.Legacy.Calls[^1].Operation);
    }

    [Fact]
    public async Task Run_FromLegacyToOrchestration_MovesTheOtherWay()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false);
        await desk.World.ShiftAsync(0, mirror: false);
        await desk.World.PostAsync("AR-1");
        await desk.World.RestAsync();

        var result = await desk.RunAsync("AR-1", from: Side.Legacy);

        Assert.Equal(TransferOutcome.Transferred, result.Outcome);
        Assert.Equal((TargetStanding.Withdrawn, TargetStanding.Owned), (desk.Legacy.Ledger["AR-1"].Standing, desk.Orchestration.Ledger["AR-1"].Standing));
    }

    [Fact]
    public async Task Run_SidesThatNeverSayWhy_AreToldInOurWords()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1", "AR-2", "AR-3");
        desk.Orchestration.Put("AR-2", TargetStanding.Owned, Stage.Released);
        (desk.Orchestration.IsMute, desk.Legacy.IsMute) = (true, true);
        desk.Orchestration.Fate = c => c.Operation == TargetOperation.Recall ? CallFate.Refused : CallFate.NeverArrives;

        var (withdrawn, recalled) = (await desk.RunAsync("AR-1"), await desk.RunAsync("AR-2"));
        desk.Legacy.Fate = _ => CallFate.Refused;
        var reserved = await desk.RunAsync("AR-3");
        (desk.Orchestration.Answers, desk.Blocks) = (() => false, false);
        var asked = await desk.RunAsync("AR-1");

        Assert.Equal(
            ("The withdrawal was not answered.", "It was released, and the recall was not granted: Refused", "Legacy cannot reserve for it: Refused", "Orchestration does not answer: no answer"),
            (withdrawn.Reason, recalled.Reason, reserved.Reason, asked.Reason));
    }

    [Fact]
    public async Task Run_OwnerHasNoWithdrawalAnyMore_Finishes()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Fate = _ => CallFate.Unable;

        Assert.Equal((TransferOutcome.Finished, "Orchestration refuses to give it up: not declared"), await desk.RunAsync("AR-1") is var result ? (result.Outcome, result.Reason) : default);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_OwnerRefusesToGiveItUp_FinishesAndGivesTheReservationBackWhereItCan(bool can)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Fate = _ => CallFate.Refused;
        desk.Legacy.Without(can ? [] : [TargetOperation.ReleaseReservation]);

        var result = await desk.RunAsync("AR-1");
        await desk.World.RestAsync();

        Assert.Equal((TransferOutcome.Finished, "Orchestration refuses to give it up: we do not take that"), (result.Outcome, result.Reason));
        Assert.Equal(can ? 1 : 0, desk.Legacy.Calls.Count(c => c.Operation == TargetOperation.ReleaseReservation));
    }

    [Theory]
    [InlineData(CallFate.NotSent)]
    [InlineData(CallFate.NeverArrives)]
    public async Task Run_WithdrawalIsNotAnswered_IsAskedForAgainAndParkedWhenItsTimeIsOver(CallFate fate)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Fate = _ => fate;

        var first = await desk.RunAsync("AR-1");
        var last = await desk.RunAsync("AR-1", TransferStep.Withdrawing, isLast: true);

        Assert.Equal(TransferOutcome.None, first.Outcome);
        Assert.Equal(TransferOutcome.Parked, last.Outcome);
        Assert.StartsWith("Orchestration was asked 4 times to give it up", last.Reason, StringComparison.Ordinal);
        Assert.All(desk.Orchestration.Calls.Skip(1), c => Assert.Equal("AR-1:1:Withdraw", c.IdempotencyKey));
    }

    [Fact]
    public async Task Run_WithdrawalIsTooLateThoughItSaysUnreleased_IsAskedForAgainAndParkedWhenItsTimeIsOver()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        // its ledger is ahead of what it tells
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Released);
        desk.Orchestration.Tells = o => o with { Lines = [Stage.Routed] };

        var first = await desk.RunAsync("AR-1");
        var last = await desk.RunAsync("AR-1", isLast: true);

        Assert.Equal((TransferOutcome.None, TransferOutcome.Parked), (first.Outcome, last.Outcome));
        Assert.Equal(TargetStanding.Owned, desk.Orchestration.Ledger["AR-1"].Standing);
        Assert.DoesNotContain(desk.Legacy.Calls, c => c.Operation == TargetOperation.Create);
    }

    [Fact]
    public async Task Run_WithdrawalIsTooLate_IsDecidedAnewByTheStageThatItTellsThen()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Fate = c =>
        {
            if (c.Operation == TargetOperation.Withdraw)
            {
                desk.Orchestration.Put("AR-1", TargetStanding.Owned, Stage.Picked);
            }

            return CallFate.Carried;
        };

        var result = await desk.RunAsync("AR-1");
        await desk.World.RestAsync();

        Assert.Equal((TransferOutcome.Finished, "It had gone too far to move (picked)."), (result.Outcome, result.Reason));
        Assert.Equal([TargetOperation.Reserve, TargetOperation.ReleaseReservation], desk.Legacy.Calls.Select(c => c.Operation));
    }

    [Fact]
    public async Task Run_WithdrawalHappenedAndItsAnswerWasLost_IsFoundByTheNextAttempt()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Fate = _ => CallFate.AnswerLost;

        var first = await desk.RunAsync("AR-1");

        Assert.Equal(TransferOutcome.None, first.Outcome);
        Assert.Equal(TransferOutcome.Transferred, (await desk.EndAsync("AR-1")).Outcome);
        Assert.Single(desk.Orchestration.Calls, c => c.Operation == TargetOperation.Withdraw);
    }

    [Fact]
    public async Task Run_LegacyRefusesWhatItShallTakeOver_IsParkedWithItsWords()
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Legacy.Fate = c => c.Operation == TargetOperation.Create ? CallFate.Refused : CallFate.Carried;

        var result = await desk.EndAsync("AR-1");

        Assert.Equal((TransferOutcome.Parked, "Legacy refused it: we do not take that"), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData(Stage.Allocated, Stage.Allocated, TransferOutcome.Transferred)]
    [InlineData(Stage.Allocated, Stage.Routed, TransferOutcome.Finished)]
    public async Task Run_LaneThatThePlanNarrows_FinishesBeyondItsStage(Stage furthest, Stage stage, TransferOutcome expected)
    {
        await using var desk = await TransferDesk.StartAsync(mirror: false, "AR-1");
        desk.Orchestration.Put("AR-1", TargetStanding.Owned, stage);
        var plan = desk.World.Files.Get<ActivePlan>();
        plan.Swap(plan.Current! with { Rollback = RollbackSettings.Default with { Lanes = new Dictionary<string, Stage>(StringComparer.Ordinal) { ["ship-to-home"] = furthest } } });

        Assert.Equal(expected, (await desk.EndAsync("AR-1")).Outcome);
    }

    private static async Task<TransferDesk> NeverSentAsync(bool mirror)
    {
        var desk = await TransferDesk.StartAsync(mirror);
        desk.Orchestration.Fate = _ => CallFate.NotSent;
        await desk.World.PostAsync("AR-1");
        await IntakeWorld.UntilAsync("it could not be sent", async () => (await desk.World.EntriesAsync("AR-1")).Exists(e => e is { Side: Side.Orchestration, State: EntryState.Waiting, Attempts: > 0 }));
        await IntakeWorld.UntilAsync("its copy is there", () => !mirror || desk.Legacy.Ledger.ContainsKey("AR-1"));
        return desk;
    }

    private static async Task<bool> IsPinnedAsync(TransferDesk desk)
    {
        await using var db = desk.World.Store();
        return (await db.IntakeOrders.SingleAsync()).Pinned;
    }
}
