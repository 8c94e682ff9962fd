using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Rollback;

namespace CommandCenter.Tests.Rollback;

public class InFlightFatesTests
{
    private static readonly InFlightOrder Fresh = new(Stage.Routed, "home", Mirrored: false, Pinned: false, IsKnownWhole: true);

    [Theory]
    [InlineData(Stage.Created, InFlightAction.Transfer, "transferred: legacy reserves, orchestration gives it up, then legacy takes it as it was captured")]
    [InlineData(Stage.Routed, InFlightAction.Transfer, "transferred: legacy reserves, orchestration gives it up, then legacy takes it as it was captured")]
    [InlineData(Stage.Released, InFlightAction.RecallThenTransfer, "recalled: accepted, it is transferred; refused or silent, it finishes on orchestration, pinned")]
    [InlineData(Stage.Picked, InFlightAction.Finish, "finishes on orchestration, pinned; a new label only after the old one is confirmed void")]
    [InlineData(Stage.Packed, InFlightAction.Finish, "finishes on orchestration, pinned; a new label only after the old one is confirmed void")]
    [InlineData(Stage.ReadyForPickup, InFlightAction.Finish, "stays: it waits for its customer")]
    [InlineData(Stage.Shipped, InFlightAction.CopyAsHistory, "copied to legacy as history, which captures, invoices and notifies nothing")]
    [InlineData(Stage.Delivered, InFlightAction.CopyAsHistory, "copied to legacy as history, which captures, invoices and notifies nothing")]
    [InlineData(Stage.Cancelled, InFlightAction.CancelOnBoth, "stays cancelled; legacy never held it")]
    [InlineData(Stage.Returned, InFlightAction.Finish, "stays with its owner")]
    public void Of_BothSidesCanDoEverything_IsTheTable(Stage stage, InFlightAction action, string what) =>
        Assert.Equal((action, what), Of(RollbackPlan.With(), Fresh with { Stage = stage }));

    [Fact]
    public void Of_NotSeenYet_IsAskedFirst() =>
        Assert.Equal((null, "orchestration is asked how far it is; what was never sent there moves at once"), Of(RollbackPlan.With(), Fresh with { Stage = null }));

    [Theory]
    [InlineData(TargetOperation.Withdraw, Side.Orchestration, "orchestration cannot give an order up")]
    [InlineData(TargetOperation.Reserve, Side.Legacy, "legacy cannot reserve for it")]
    [InlineData(TargetOperation.Create, Side.Legacy, "legacy cannot take an order over")]
    public void Of_ACapabilityIsMissing_FinishesWhereItIs(TargetOperation lacks, Side side, string why)
    {
        var plan = side == Side.Legacy ? RollbackPlan.With(legacy: t => t.Without(lacks)) : RollbackPlan.With(orchestration: t => t.Without(lacks));

        Assert.Equal((InFlightAction.Finish, "finishes on orchestration, pinned: " + why), Of(plan, Fresh));
        Assert.Equal((InFlightAction.Finish, "finishes on orchestration, pinned: " + why), Of(plan, Fresh with { Stage = Stage.Released }));
        // what has left is no matter of it
        Assert.Equal(InFlightAction.CopyAsHistory, Of(plan, Fresh with { Stage = Stage.Shipped }).Action);
    }

    [Fact]
    public void Of_NoRecall_FinishesWhatWasReleased()
    {
        var plan = RollbackPlan.With(orchestration: t => t.Without(TargetOperation.Recall));

        Assert.Equal((InFlightAction.Finish, "finishes on orchestration, pinned: orchestration cannot take a release back"), Of(plan, Fresh with { Stage = Stage.Released }));
        Assert.Equal(InFlightAction.Transfer, Of(plan, Fresh).Action);
    }

    [Fact]
    public void Of_NoLookUpAtOrchestration_IsParkedWhateverItsStage()
    {
        var plan = RollbackPlan.With(orchestration: t => t with { LookUp = null });

        Assert.All([Stage.Created, Stage.Released, Stage.Shipped], stage =>
            Assert.Equal((InFlightAction.Park, "parked: orchestration offers no look-up, so how far an order is cannot be asked"), Of(plan, Fresh with { Stage = stage })));
        Assert.Equal(InFlightAction.Finish, Of(plan, Fresh with { Pinned = true }).Action);
    }

    [Fact]
    public void Of_NoLookUpAtLegacy_SaysThatAnUnknownIsParked() =>
        Assert.EndsWith("; legacy offers no look-up, so one that it does not confirm is parked", Of(RollbackPlan.With(legacy: t => t with { LookUp = null }), Fresh).What, StringComparison.Ordinal);

    [Fact]
    public void Of_MirroredAndLegacyCannotActivate_Finishes()
    {
        var plan = RollbackPlan.With(legacy: t => t.Without(TargetOperation.ActivateCopy));

        Assert.Equal((InFlightAction.Finish, "finishes on orchestration, pinned: legacy holds a copy and cannot make it the original"), Of(plan, Fresh with { Mirrored = true }));
        Assert.Equal(InFlightAction.Transfer, Of(plan, Fresh).Action);
        Assert.Equal(InFlightAction.Transfer, Of(RollbackPlan.With(), Fresh with { Mirrored = true }).Action);
    }

    [Fact]
    public void Of_AcceptedBeforeTheIntakeWithoutCopy_Finishes() =>
        Assert.Equal((InFlightAction.Finish, "finishes on orchestration, pinned: it was accepted before the intake and legacy holds no copy"), Of(RollbackPlan.With(), Fresh with { IsKnownWhole = false }));

    [Fact]
    public void Of_LaneThatThePlanNarrows_FinishesBeyondItsStage()
    {
        var plan = RollbackPlan.With(null, null, ("home", Stage.Allocated));

        Assert.Equal((InFlightAction.Finish, "finishes on orchestration, pinned: the plan moves nothing beyond allocated in this lane"), Of(plan, Fresh));
        Assert.Equal(InFlightAction.Transfer, Of(plan, Fresh with { Stage = Stage.Allocated }).Action);
        Assert.Equal(InFlightAction.Transfer, Of(plan, Fresh with { Lane = "pickup" }).Action);
    }

    [Fact]
    public void Of_OrchestrationSilentAndLegacyHoldsACopyThatStaysOne_IsParked() => Assert.Equal(
        (InFlightAction.Park, "parked: orchestration is silent, and legacy holds a copy and cannot make it the original"),
        Of(RollbackPlan.With(legacy: t => t.Without(TargetOperation.ActivateCopy)), Fresh with { Mirrored = true }, silent: true));

    [Fact]
    public void Of_OrchestrationSilentAndBlockable_MovesTheUnreleasedBehindTheBlock()
    {
        var plan = RollbackPlan.With();

        Assert.Equal(InFlightAction.Transfer, Of(plan, Fresh, silent: true).Action);
        Assert.StartsWith("orchestration is silent: its releases are blocked", Of(plan, Fresh, silent: true).What, StringComparison.Ordinal);
        Assert.Equal((InFlightAction.Finish, "stays on orchestration, which is silent and had reported it beyond recall"), Of(plan, Fresh with { Stage = Stage.Released }, silent: true));
        Assert.Equal((InFlightAction.Park, "parked: orchestration is silent and never reported how far it is"), Of(plan, Fresh with { Stage = null }, silent: true));
        Assert.Equal((InFlightAction.Park, "parked: orchestration is silent, and legacy cannot reserve for it"), Of(RollbackPlan.With(legacy: t => t.Without(TargetOperation.Reserve)), Fresh, silent: true));
    }

    [Fact]
    public void Of_OrchestrationSilentAndNotBlockable_IsParked() => Assert.Equal(
        (InFlightAction.Park, "parked, unless orchestration answers within 15 min: it is silent and its releases cannot be blocked"),
        Of(RollbackPlan.With(orchestration: t => t.Without(TargetOperation.Block)), Fresh, silent: true));

    [Fact]
    public void Of_ReleasedAndLegacyHoldsACopyThatStaysOne_Finishes() => Assert.Equal(
        (InFlightAction.Finish, "finishes on orchestration, pinned: legacy holds a copy and cannot make it the original"),
        Of(RollbackPlan.With(legacy: t => t.Without(TargetOperation.ActivateCopy)), Fresh with { Stage = Stage.Released, Mirrored = true }));

    [Fact]
    public void Of_NoPlanWindow_IsSaidInSeconds() => Assert.EndsWith(
        "answers within 30 s",
        new InFlightFates(RollbackPlan.With() with { Rollback = RollbackSettings.Default with { Resolved = TimeSpan.FromSeconds(30) } }, false, true).Of(Fresh).What, StringComparison.Ordinal);

    [Fact]
    public void Of_LegacySilent_FinishesUnlessItAnswersInTime() => Assert.Equal(
        (InFlightAction.Finish, "finishes on orchestration, unless legacy, which is silent, answers within 15 min"), new InFlightFates(RollbackPlan.With(), false, true).Of(Fresh));

    [Fact]
    public void Of_CancelledWithACopy_IsCancelledOnBothOrSaysWhyNot()
    {
        var cancelled = Fresh with { Stage = Stage.Cancelled, Mirrored = true };

        Assert.Equal((InFlightAction.CancelOnBoth, "cancelled on both sides, once"), Of(RollbackPlan.With(), cancelled));
        Assert.Equal((InFlightAction.CancelOnBoth, "stays cancelled on orchestration: legacy cannot be told to cancel its copy"), Of(RollbackPlan.With(legacy: t => t.Without(TargetOperation.Cancel)), cancelled));
    }

    [Fact]
    public void Of_LegacyTakesNoHistory_SaysThatItStays() => Assert.Equal(
        (InFlightAction.CopyAsHistory, "stays on orchestration: legacy cannot be told of a shipment"),
        Of(RollbackPlan.With(legacy: t => t.Without(TargetOperation.ConfirmShipment)), Fresh with { Stage = Stage.Shipped }));

    [Fact]
    public void Of_LegacyRefusedItBefore_IsOfferedOnceMoreWhereItCanBeLookedUp()
    {
        var refused = Fresh with { WasRefused = true };

        Assert.Equal((InFlightAction.Transfer, "offered to legacy once more, which did not take it before: it is looked up there before it is sent"), Of(RollbackPlan.With(), refused));
        Assert.Equal(
            (InFlightAction.Park, "stays parked: legacy did not take it before and offers no look-up, so it is not sent there again"), Of(RollbackPlan.With(legacy: t => t with { LookUp = null }), refused));
    }

    [Fact]
    public void Of_NoTargets_IsParked()
    {
        var expected = (InFlightAction.Park, "parked: the plan declares no target for one of the sides");

        Assert.Equal(expected, Of(RollbackPlan.With() with { Targets = [] }, Fresh));
        Assert.Equal(expected, Of(null, Fresh));
    }

    private static (InFlightAction? Action, string What) Of(CutoverPlan? plan, InFlightOrder order, bool silent = false) => new InFlightFates(plan, silent, false).Of(order);
}
