using CommandCenter.Intake.Journal;
using CommandCenter.Layout.Components;
using CommandCenter.Plan;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Intake;

/// <summary>How the intake's own words read on a page.</summary>
internal static class IntakeWords
{
    /// <summary>What was, or is to be, sent: <c>create</c>, <c>copy of a change (address)</c>.</summary>
    public static string What(EntryView entry) => entry.ChangeKind is { } kind && entry.Operation == TargetOperation.Change
        ? (entry.IsCopy ? $"copy of a change ({kind})" : $"change ({kind})")
        : Of(entry.Operation) + (entry.IsCopy && entry.Operation != TargetOperation.CreateCopy ? " of the copy" : "");

    /// <summary>An operation in words.</summary>
    public static string Of(TargetOperation operation) => operation switch
    {
        TargetOperation.Create => "create",
        TargetOperation.CreateCopy => "create as a copy",
        TargetOperation.ActivateCopy => "make the copy the original",
        TargetOperation.Withdraw => "withdraw",
        TargetOperation.Recall => "recall",
        TargetOperation.Reserve => "reserve",
        TargetOperation.ReleaseReservation => "release the reservation",
        TargetOperation.Cancel => "cancel",
        TargetOperation.Change => "change",
        TargetOperation.Hold => "hold releases",
        TargetOperation.Resume => "resume releases",
        TargetOperation.ConfirmShipment => "confirm a shipment",
        TargetOperation.Block => "block releases at warehouse and stores",
        _ => "lift that block",
    };

    /// <summary>What follows for orders from a capability that a side lacks.</summary>
    public static string Follows(TargetOperation lacking) => lacking switch
    {
        TargetOperation.Create => "nothing can be accepted for it, and nothing transferred to it",
        TargetOperation.CreateCopy => "it gets no copies",
        TargetOperation.ActivateCopy => "an order that it holds as a copy cannot be transferred to it; it stays with its owner",
        TargetOperation.Withdraw => "it cannot give an order up; a rollback lets its orders finish there",
        TargetOperation.Recall => "released orders are not asked back; they finish there",
        TargetOperation.Reserve => "it cannot set stock aside, so orders are not transferred to it",
        TargetOperation.ReleaseReservation => "stock that was set aside for a transfer that did not happen stays set aside",
        TargetOperation.Cancel => "cancellations for it are parked",
        TargetOperation.Change => "changes for it are parked",
        TargetOperation.Hold => "its releases cannot be held from here",
        TargetOperation.Resume => "releases that were held there have to be resumed there",
        TargetOperation.ConfirmShipment => "it is not told what the other side shipped",
        TargetOperation.Block => "while it is silent its releases cannot be blocked; a rollback parks its orders",
        _ => "a block has to be lifted by hand",
    };

    /// <summary>A state with its sign; colour only where somebody has to act or we cannot see.</summary>
    public static MarkupString State(EntryState state) => state switch
    {
        EntryState.Parked => Html.Of($"<span class=\"st warn\">{Icon.Of("hold")}Parked</span>"),
        EntryState.Unknown => Html.Of($"<span class=\"st qual\">{Icon.Of("missing")}Unknown</span>"),
        EntryState.Sending => Html.Of($"<span class=\"st run\">{Icon.Of("run")}Under way</span>"),
        EntryState.Waiting => Html.Of($"<span class=\"st\">{Icon.Of("pending")}Waiting</span>"),
        EntryState.Done => Html.Of($"<span class=\"st ok\">{Icon.Of("ok")}Done</span>"),
        _ => Html.Of($"<span class=\"st\">{Icon.Of("undo")}Dropped</span>"),
    };
}
