using CommandCenter.Shared;

namespace CommandCenter.Access.Approvals;

/// <summary>What may be done with a proposal in which state, and by whom; null where it may. Pure, so that every state can be tried.</summary>
internal static class ApprovalRules
{
    public static Error NoSuch(Guid id) => Error.NotFound("no-such-approval", $"There is no such proposal: {id}.");

    /// <summary>For agreeing and for saying no alike.</summary>
    public static Error? Decide(Approval approval, Actor actor)
    {
        if (approval.IsOf(actor.Name))
        {
            return Error.Forbidden("self-approval", $"{actor.Name} proposed it; it takes a second person.");
        }

        if (actor.IsProgram)
        {
            return Error.Forbidden("person-needed", "A token of a program cannot agree or refuse; it takes a person.");
        }

        return approval.State == ApprovalState.Open ? null : NotOpen(approval);
    }

    public static Error? Withdraw(Approval approval, Actor actor) =>
        !approval.IsOf(actor.Name) ? Error.Forbidden("approval-of-another", $"{approval.ProposedBy} proposed it; only they can take it back. It can be refused instead.")
        : approval.IsPending ? null
        : NotOpen(approval);

    /// <param name="content">Of the command that is about to be carried out.</param>
    public static Error? Use(Approval approval, Actor actor, string command, ReadOnlySpan<byte> content) =>
        !approval.IsOf(actor.Name) ? Error.Conflict("approval-of-another", $"The approval was given to {approval.ProposedBy}; only they can use it.")
        : approval.State == ApprovalState.Used ? Error.Conflict("approval-used", "The approval was used already; it holds once. Propose again.")
        : approval.State == ApprovalState.Expired ? Error.Conflict("approval-expired", $"The approval held until {approval.ExpiresAt:u}. Propose again.")
        : approval.Command != command || approval.Hash != Approval.HashOf(content)
            ? Error.Conflict("approval-other-content", $"The approval is for something else: {approval.Summary}")
        : approval.State != ApprovalState.Approved ? Error.Conflict("approval-not-approved", $"The proposal is {Words(approval.State)}, not approved.")
        : null;

    private static Error NotOpen(Approval approval) => approval.State == ApprovalState.Expired
        ? Error.Conflict("approval-expired", $"It could be decided until {approval.ExpiresAt:u}. It has to be proposed again.")
        : Error.Conflict("approval-decided", $"The proposal is {Words(approval.State)} already{(approval.DecidedBy is { } by ? $", by {by}" : "")}. Nothing was changed.");

    private static string Words(ApprovalState state) => state.ToString().ToLowerInvariant();
}
