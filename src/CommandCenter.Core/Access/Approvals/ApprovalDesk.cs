using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CommandCenter.Access.Approvals;

/// <summary>Proposes, approves, refuses and withdraws; each is a command with its entry in the decision log. Who agrees goes through <see cref="ApproveProposal"/>.</summary>
public sealed class ApprovalDesk(CommandRunner commands, IDbContextFactory<CommandsDb> databases, IOptions<ApprovalOptions> options, TimeProvider time)
{
    /// <param name="propose">Reads and checks within the transaction; a refusal proposes nothing.</param>
    /// <returns>The open proposal; Forbidden; Validation (reason); Unavailable; or what <paramref name="propose"/> refused with.</returns>
    internal Task<Result<Approval>> ProposeAsync(
        Approvable kind, Actor actor, string? reason, Guid? requestId, Func<CommandsDb, CancellationToken, Task<Result<Proposal>>> propose, CancellationToken cancel) =>
        RunAsync(kind.Propose, actor, reason, requestId, async (db, token) =>
        {
            var proposed = await propose(db, token);
            if (proposed.Error is { } refused)
            {
                return refused;
            }

            var (now, proposal) = (time.GetUtcNow(), proposed.Value);
            var row = new ApprovalRow
            {
                Id = Guid.CreateVersion7(now), Command = kind.Command.Command, Summary = proposal.Summary, Content = proposal.Content.ToArray(), Hash = Approval.HashOf(proposal.Content.Span),
                ProposedBy = actor.Name, Reason = reason!.Trim(), CreatedAt = now, ExpiresAt = now + options.Value.Lifetime, State = ApprovalState.Open.ToString(),
            };
            db.Approvals.Add(row);
            return new Step(row.Id, Draft(kind.Propose, "Proposed", row, "Nothing moves until another person agrees.", proposal.Subjects));
        }, cancel);

    /// <summary>Lets the proposer carry it out, once. Not for what is carried out by agreeing.</summary>
    /// <returns>The approved proposal; NotFound; Forbidden, for the proposer too; Conflict where it is no longer open; Validation (reason); Unavailable.</returns>
    internal Task<Result<Approval>> ApproveAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, k => k.Approve, "Approved", ApprovalState.Approved, actor, reason, requestId, ApprovalRules.Decide, cancel);

    /// <returns>As of <see cref="ApproveAsync"/>.</returns>
    public Task<Result<Approval>> RefuseAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, k => k.Refuse, "Refused", ApprovalState.Refused, actor, reason, requestId, ApprovalRules.Decide, cancel);

    /// <returns>The withdrawn proposal; NotFound; Forbidden for anybody but the proposer; Conflict where nothing is left to take back; Validation (reason); Unavailable.</returns>
    public Task<Result<Approval>> WithdrawAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        ChangeAsync(id, k => k.Withdraw, "Withdrew", ApprovalState.Withdrawn, actor, reason, requestId, ApprovalRules.Withdraw, cancel);

    /// <summary>Agrees to a proposal that holds as soon as it is agreed to: its approval, its use and what it does are one command.</summary>
    /// <returns>What <paramref name="carryOut"/> came to; NotFound; Forbidden, for the proposer too; Conflict where it is no longer open; Validation (reason); Unavailable; or what it refused with.</returns>
    internal Task<Result<T>> CarryOutAsync<T>(
        Approvable kind, Guid id, Actor actor, string? reason, Guid? requestId, Func<CommandsDb, Approval, CancellationToken, Task<Result<Decided<T>>>> carryOut, CancellationToken cancel) =>
        commands.RunAsync<T>(new CommandRequest(actor, kind.Approve, reason, requestId), async (db, token) =>
        {
            var now = time.GetUtcNow();
            if (await db.Approvals.FirstOrDefaultAsync(a => a.Id == id && a.Command == kind.Command.Command, token) is not { } row)
            {
                return ApprovalRules.NoSuch(id);
            }

            var approval = ApprovalQueries.Read(row, now);
            if (ApprovalRules.Decide(approval, actor) is { } refused)
            {
                return refused;
            }

            (row.State, row.DecidedBy, row.DecidedReason, row.DecidedAt, row.UsedAt) = (ApprovalState.Used.ToString(), actor.Name, reason!.Trim(), now, now);
            return await carryOut(db, approval, token);
        }, cancel);

    /// <summary>Consumes an approval within the transaction of the command that it allows: they stand or fall together. The head of the log, which every command locks, keeps two from using one.</summary>
    /// <returns>What was approved, and by whom; Conflict with the reason why it does not hold.</returns>
    internal static async Task<Result<Approval>> UseAsync(CommandsDb db, Guid id, Actor actor, string command, ReadOnlyMemory<byte> content, DateTimeOffset now, CancellationToken cancel)
    {
        if (await db.Approvals.FirstOrDefaultAsync(a => a.Id == id, cancel) is not { } row)
        {
            return Error.Conflict("approval-not-approved", "There is no such approval.");
        }

        var approval = ApprovalQueries.Read(row, now);
        if (ApprovalRules.Use(approval, actor, command, content.Span) is { } refused)
        {
            return refused;
        }

        (row.State, row.UsedAt) = (ApprovalState.Used.ToString(), now);
        return approval;
    }

    private async Task<Result<Approval>> ChangeAsync(
        Guid id, Func<Approvable, Permission> permission, string verb, ApprovalState to, Actor actor, string? reason, Guid? requestId, Func<Approval, Actor, Error?> rule, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        // which permission it takes depends on what was proposed; that never changes
        Approvable? kind;
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            kind = await db.Approvals.AsNoTracking().Where(a => a.Id == id).Select(a => a.Command).FirstOrDefaultAsync(cancel) is { } command ? Approvable.Of(command) : null;
        }

        if (kind is null)
        {
            return ApprovalRules.NoSuch(id);
        }

        return await RunAsync(permission(kind), actor, reason, requestId, async (db, token) =>
        {
            var (now, row) = (time.GetUtcNow(), await db.Approvals.FirstAsync(a => a.Id == id, token));
            if (rule(ApprovalQueries.Read(row, now), actor) is { } refused)
            {
                return refused;
            }

            row.State = to.ToString();
            if (to is ApprovalState.Approved or ApprovalState.Refused)
            {
                (row.DecidedBy, row.DecidedReason, row.DecidedAt) = (actor.Name, reason!.Trim(), now);
            }

            var impact = to == ApprovalState.Approved ? $"{row.ProposedBy} may carry it out once, until {row.ExpiresAt:u}." : "It will not be carried out.";
            return new Step(row.Id, Draft(permission(kind), verb, row, impact, []));
        }, cancel);
    }

    private async Task<Result<Approval>> RunAsync(
        Permission permission, Actor actor, string? reason, Guid? requestId, Func<CommandsDb, CancellationToken, Task<Result<Step>>> step, CancellationToken cancel)
    {
        var done = await commands.RunAsync<Guid>(new CommandRequest(actor, permission, reason, requestId), async (db, token) =>
        {
            var stepped = await step(db, token);
            return stepped.Error is { } refused ? refused : new Decided<Guid>(stepped.Value.Id, stepped.Value.Draft);
        }, cancel);
        if (done.Error is { } error)
        {
            return error;
        }

        // a repeated request answers with what stands now
        await using var db = await databases.CreateDbContextAsync(cancel);
        return ApprovalQueries.Read(await db.Approvals.AsNoTracking().FirstAsync(a => a.Id == done.Value, cancel), time.GetUtcNow());
    }

    private static DecisionDraft Draft(Permission permission, string verb, ApprovalRow row, string impact, IReadOnlyList<string> subjects) => new(
        permission.Command, $"{verb}: {row.Summary}", impact, ["approval:" + row.Id, .. subjects],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["approval"] = row.Id.ToString(), ["hash"] = row.Hash, ["proposedBy"] = row.ProposedBy });

    private sealed record Step(Guid Id, DecisionDraft Draft);
}
