using CommandCenter.Shared;

namespace CommandCenter.Access.Approvals;

/// <summary>A feature whose command holds as soon as another person agreed: there is nothing left for the proposer to carry out.</summary>
public interface IAgreedAtOnce
{
    /// <summary>Which proposals are its own.</summary>
    Approvable Kind { get; }

    /// <summary>Agrees and carries out, as one command.</summary>
    /// <returns>Null when it holds; else the refusal, and nothing was changed.</returns>
    Task<Error?> AgreeAsync(Guid approval, Actor actor, string? reason, Guid? requestId, CancellationToken cancel);
}

/// <summary>Agrees to a proposal as its kind wants it: most are then carried out by their proposer, some hold at once.</summary>
public sealed class ApproveProposal(ApprovalDesk desk, ApprovalQueries queries, IEnumerable<IAgreedAtOnce> atOnce)
{
    /// <returns>
    /// The proposal, approved or already carried out; NotFound; Forbidden, for the proposer too; Conflict where it is no longer open or its base has moved; Validation (reason); Unavailable.
    /// </returns>
    public async Task<Result<Approval>> RunAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        if (await queries.FindAsync(id, cancel) is not { } proposed)
        {
            return ApprovalRules.NoSuch(id);
        }

        if (atOnce.FirstOrDefault(a => a.Kind.Command.Command == proposed.Command) is not { } feature)
        {
            return await desk.ApproveAsync(id, actor, reason, requestId, cancel);
        }

        return await feature.AgreeAsync(id, actor, reason, requestId, cancel) is { } refused ? refused : (await queries.FindAsync(id, cancel))!;
    }

    /// <summary>Whether agreeing to it carries it out.</summary>
    public bool IsAtOnce(Approval proposed)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        return atOnce.Any(a => a.Kind.Command.Command == proposed.Command);
    }
}
