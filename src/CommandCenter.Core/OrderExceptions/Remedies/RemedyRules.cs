using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.OrderExceptions.Remedies;

/// <summary>
/// When a remedy is not possible, and why: by what is recorded here, and by what the sides answer. Each is asked before the sides are, again within the transaction, and for the list of
/// what a person may do.
/// </summary>
internal static class RemedyRules
{
    public static Error? Pin(RemedyGround? ground) => Unowned(ground)
        ?? (ground!.Order.ClosedAt is not null ? No("order-finished", $"{ground.Order.Owner} has nothing more to do for it.")
            : ground.Order.Pinned ? No("pinned-already", $"It is pinned to {ground.Order.Owner} already.")
            : null);

    /// <param name="side">The side that lacks it.</param>
    public static Error? ReSend(RemedyGround? ground, Side side, IOrderTargets targets)
    {
        if (Unowned(ground) is { } unowned)
        {
            return unowned;
        }

        var order = ground!.Order;
        if (order.ClosedAt is not null)
        {
            return No("order-finished", $"{order.Owner} has nothing more to do for it, so nothing is given to anybody again.");
        }

        if (order.Owner != side && !order.Mirrored)
        {
            return No("not-mirrored", $"{order.Owner} owns it alone: {side} is to have no copy of it.");
        }

        var operation = Giving(order, side);
        if (targets.Of(side) is not { } target || !target.Definition.Can(operation))
        {
            return No("target-lacks", $"The plan declares no target for {side} that takes {(operation == TargetOperation.Create ? "orders" : "copies")}.");
        }

        if (target.Definition.LookUp is null)
        {
            return No("target-lacks", $"{side} cannot be asked whether it has it, and nothing is sent there blindly.");
        }

        var given = ground.Open(side).FirstOrDefault(IsGiving);
        return given is { State: not EntryState.Parked } ? No("waits-already", $"It waits to be sent to {side} already (entry {given.Number}).")
            : given is null && order.IdempotencyKey is null ? No("not-known-whole", "It was accepted before the intake, so what it consists of is not known here.")
            : null;
    }

    /// <param name="there">What the side that lacks it answers.</param>
    public static Error? ReSend(RemedyGround ground, Side side, TargetFinding there) => there.Order switch
    {
        null => Silent(side, there),
        { Standing: TargetStanding.Absent } => null,
        { Standing: TargetStanding.Withdrawn } when side == ground.Order.Owner => No("withdrawn-there", $"{side} answers that it gave the order up, although it owns it. Nothing was sent."),
        { Standing: TargetStanding.Withdrawn } => null,
        { Standing: TargetStanding.Owned } when side != ground.Order.Owner => No("owned-there", $"{side} answers for it as if it owned it; a copy would change nothing. Nothing was sent."),
        { Standing: TargetStanding.Copy } when side == ground.Order.Owner => No("copy-there", $"{side} holds it as a copy although it owns it; it has to be made the original there. Nothing was sent."),
        _ => No("is-there", $"{side} answers that it has it. Nothing was sent; what is shown of {side} is older than that."),
    };

    public static Error? CancelDuplicate(RemedyGround? ground, IOrderTargets targets)
    {
        if (Unowned(ground) is { } unowned)
        {
            return unowned;
        }

        var (owner, other) = (ground!.Order.Owner, ground.Order.Other);
        if (targets.Of(owner) is not { Definition.LookUp: not null } || targets.Of(other) is not { Definition: { LookUp: not null } definition })
        {
            return No("target-lacks", "Both sides have to be asked first, and one of them cannot be.");
        }

        return !definition.Can(TargetOperation.Withdraw)
            ? No("target-lacks", $"{other} cannot give an order up, and a cancellation would void the payment and tell the customer. It has to be ended on {other} itself.")
            : ground.Open(other).Any(e => e.Operation == TargetOperation.Withdraw && e.State != EntryState.Parked) ? No("waits-already", $"{other} is being asked to give it up already.")
            : null;
    }

    /// <param name="here">What the owner answers.</param>
    /// <param name="there">What the other side answers.</param>
    /// <returns>What is to be asked of the other side, in order; or why nothing is.</returns>
    public static Result<TargetOperation[]> CancelDuplicate(RemedyGround ground, TargetFinding here, TargetFinding there, TargetDefinition target)
    {
        var (owner, other) = (ground.Order.Owner, ground.Order.Other);
        if (here.Order is not { } original)
        {
            return Silent(owner, here);
        }

        if (there.Order is not { } duplicate)
        {
            return Silent(other, there);
        }

        if (original.Standing != TargetStanding.Owned)
        {
            return No("owner-lacks-it", $"{owner} owns it and answers that it does not have it as its own: without {other}'s nobody would. Nothing was done.");
        }

        if (duplicate.Standing != TargetStanding.Owned)
        {
            return No("no-duplicate", duplicate.Standing == TargetStanding.Copy
                ? $"{other} holds it as its copy, which ships, charges and tells nobody: that is no duplicate. Nothing was done."
                : $"{other} answers that it does not have it (any more). Nothing was done.");
        }

        if (duplicate.Epoch > ground.Order.Epoch)
        {
            return No("later-epoch", $"{other} was given it later (epoch {duplicate.Epoch}) than the record here says (epoch {ground.Order.Epoch}). A person has to find out whose it is.");
        }

        return OpenLines.Decide(duplicate.Lines) switch
        {
            InFlightAction.Transfer => (Result<TargetOperation[]>)(TargetOperation[])[TargetOperation.Withdraw],
            InFlightAction.RecallThenTransfer when target.Can(TargetOperation.Recall) => (TargetOperation[])[TargetOperation.Recall, TargetOperation.Withdraw],
            InFlightAction.RecallThenTransfer => No("too-late", $"{other} has released it to warehouse or store and cannot take a release back. It has to be stopped there."),
            InFlightAction.CopyAsHistory => No("already-shipped", $"{other} has shipped it already. Only its carrier, or the customer, can stop that parcel."),
            InFlightAction.CancelOnBoth => No("no-duplicate", $"It is cancelled on {other} already."),
            InFlightAction.Park => No("stage-unknown", $"{other} does not say how far it is with it, so it is not asked to give it up."),
            _ => No("too-late", $"{other} has gone too far with it ({OpenLines.Furthest(duplicate.Lines)?.Name()}) to give it up. It has to be stopped there."),
        };
    }

    public static TargetOperation Giving(OwnedOrder order, Side side) => side == order.Owner ? TargetOperation.Create : TargetOperation.CreateCopy;

    public static bool IsGiving(JournalEntry entry) => entry.GivesOwnership || entry.Operation == TargetOperation.CreateCopy;

    private static Error? Unowned(RemedyGround? ground) =>
        ground is null ? No("no-ownership-record", "There is no ownership record of it here, so nobody can say whose it is.")
        : ground.InRollback ? No("rollback-running", "A rollback runs that takes it: what becomes of it is the rollback's.")
        : null;

    private static Error Silent(Side side, TargetFinding finding) =>
        Error.Unavailable("target-silent", $"{side} was asked what stands there and did not answer: {finding.Reason ?? "no answer"}. Nothing was done; the same may be tried again.");

    private static Error No(string code, string message) => Error.Conflict(code, message);
}
