using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Rollback;

/// <summary>What is known of an order in flight before it is asked for.</summary>
/// <param name="Stage">As last polled from orchestration; null = not seen yet.</param>
/// <param name="IsKnownWhole">The intake holds the order as it was handed in.</param>
/// <param name="WasRefused">An earlier rollback gave it to legacy, which refused it.</param>
internal readonly record struct InFlightOrder(Stage? Stage, string? Lane, bool Mirrored, bool Pinned, bool IsKnownWhole, bool WasRefused = false);

/// <summary>
/// What a rollback would do with an order, in words: the table of the design, and the safer row below where a side lacks something. The same questions in the same order as the
/// transfer asks them; only that there the target answers, and here what was last seen does.
/// </summary>
internal sealed class InFlightFates(CutoverPlan? plan, bool orchestrationIsSilent, bool legacyIsSilent)
{
    private readonly TargetDefinition? from = plan?.Target(Side.Orchestration);
    private readonly TargetDefinition? to = plan?.Target(Side.Legacy);
    private readonly string window = Short((plan?.Rollback ?? RollbackSettings.Default).Resolved / (plan?.Header.TimeScale ?? 1));

    public (InFlightAction? Action, string What) Of(in InFlightOrder order)
    {
        if (from is null || to is null)
        {
            return (InFlightAction.Park, "parked: the plan declares no target for one of the sides");
        }

        if (order.WasRefused)
        {
            return to.LookUp is null
                ? (InFlightAction.Park, "stays parked: legacy did not take it before and offers no look-up, so it is not sent there again")
                : (InFlightAction.Transfer, "offered to legacy once more, which did not take it before: it is looked up there before it is sent");
        }

        if (order.Pinned)
        {
            return (InFlightAction.Finish, "finishes on orchestration: an earlier rollback found so");
        }

        if (from.LookUp is null)
        {
            return (InFlightAction.Park, "parked: orchestration offers no look-up, so how far an order is cannot be asked");
        }

        if (orchestrationIsSilent)
        {
            return Silent(order);
        }

        if (order.Stage is not { } stage)
        {
            return (null, "orchestration is asked how far it is; what was never sent there moves at once");
        }

        var limit = LimitOf(order.Lane);
        return OpenLines.Decide([stage], limit) switch
        {
            InFlightAction.Transfer => Move(order),
            InFlightAction.RecallThenTransfer => Recall(order),
            InFlightAction.CopyAsHistory => History(),
            InFlightAction.CancelOnBoth => Cancelled(order),
            var other => (other, Stays(stage, limit)),
        };
    }

    private (InFlightAction?, string) Silent(in InFlightOrder order)
    {
        if (!from!.Can(TargetOperation.Block))
        {
            return (InFlightAction.Park, $"parked, unless orchestration answers within {window}: it is silent and its releases cannot be blocked");
        }

        if (order.Stage is not { } stage)
        {
            return (InFlightAction.Park, "parked: orchestration is silent and never reported how far it is");
        }

        if (OpenLines.Decide([stage], LimitOf(order.Lane)) != InFlightAction.Transfer)
        {
            return (InFlightAction.Finish, "stays on orchestration, which is silent and had reported it beyond recall");
        }

        return (Missing() ?? Unreceivable(order)) is { } lacks
            ? (InFlightAction.Park, $"parked: orchestration is silent, and {lacks}")
            : (InFlightAction.Transfer, "orchestration is silent: its releases are blocked, legacy reserves and creates, and orchestration's queue is withdrawn before the block lifts");
    }

    private (InFlightAction?, string) Move(in InFlightOrder order)
    {
        if ((Missing() ?? Unreceivable(order)) is { } lacks)
        {
            return (InFlightAction.Finish, $"finishes on orchestration, pinned: {lacks}");
        }

        return legacyIsSilent
            ? (InFlightAction.Finish, $"finishes on orchestration, unless legacy, which is silent, answers within {window}")
            : (InFlightAction.Transfer, "transferred: legacy reserves, orchestration gives it up, then legacy takes it as it was captured" + Unknowns());
    }

    private (InFlightAction?, string) Recall(in InFlightOrder order)
    {
        if (!from!.Can(TargetOperation.Recall))
        {
            return (InFlightAction.Finish, "finishes on orchestration, pinned: orchestration cannot take a release back");
        }

        return (Missing() ?? Unreceivable(order)) is { } lacks
            ? (InFlightAction.Finish, $"finishes on orchestration, pinned: {lacks}")
            : (InFlightAction.RecallThenTransfer, "recalled: accepted, it is transferred; refused or silent, it finishes on orchestration, pinned" + Unknowns());
    }

    private (InFlightAction?, string) History() => (InFlightAction.CopyAsHistory, to!.Can(TargetOperation.ConfirmShipment)
        ? "copied to legacy as history, which captures, invoices and notifies nothing"
        : "stays on orchestration: legacy cannot be told of a shipment");

    private (InFlightAction?, string) Cancelled(in InFlightOrder order) => (InFlightAction.CancelOnBoth, !order.Mirrored ? "stays cancelled; legacy never held it"
        : to!.Can(TargetOperation.Cancel) ? "cancelled on both sides, once"
        : "stays cancelled on orchestration: legacy cannot be told to cancel its copy");

    private static string Stays(Stage stage, Stage? limit) => stage switch
    {
        Stage.Returned => "stays with its owner",
        Stage.Picked or Stage.Packed => "finishes on orchestration, pinned; a new label only after the old one is confirmed void",
        Stage.ReadyForPickup => "stays: it waits for its customer",
        _ => $"finishes on orchestration, pinned: the plan moves nothing beyond {limit!.Value.Name()} in this lane",
    };

    private string? Missing() => !from!.Can(TargetOperation.Withdraw) ? "orchestration cannot give an order up"
        : !to!.Can(TargetOperation.Reserve) ? "legacy cannot reserve for it"
        : !to.Can(TargetOperation.Create) ? "legacy cannot take an order over"
        : null;

    private string? Unreceivable(in InFlightOrder order) => order.Mirrored
        ? to!.Can(TargetOperation.ActivateCopy) ? null : "legacy holds a copy and cannot make it the original"
        : order.IsKnownWhole ? null : "it was accepted before the intake and legacy holds no copy";

    private string Unknowns() => to!.LookUp is null ? "; legacy offers no look-up, so one that it does not confirm is parked" : "";

    private Stage? LimitOf(string? lane) => lane is not null && plan!.Rollback.Lanes.TryGetValue(lane, out var stage) ? stage : null;

    private static string Short(TimeSpan value) => value < TimeSpan.FromMinutes(1) ? $"{Math.Ceiling(value.TotalSeconds):0} s" : $"{Math.Ceiling(value.TotalMinutes):0} min";
}
