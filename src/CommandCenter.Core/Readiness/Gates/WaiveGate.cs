using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Readiness.Gates;

/// <summary>Lets a red gate pass: one person proposes, another agrees, of a finance gate only Finance. It holds until its end, or until the plan says something else of the gate.</summary>
public sealed class WaiveGate(ApprovalDesk desk, ApprovalQueries approvals, CommandRunner commands, GateKeeper keeper, GateGuard guard, ActivePlan plan, TimeProvider time)
{
    private static readonly TimeSpan longest = TimeSpan.FromDays(365);

    /// <summary>How a gate's waiver is approved.</summary>
    public static Approvable KindOf(GateDefinition gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return gate.IsOfFinance ? Approvable.WaiveFinanceGate : Approvable.WaiveGate;
    }

    /// <summary>Waivers that wait for a second person, by gate.</summary>
    public async Task<ILookup<string, Approval>> PendingAsync(CancellationToken cancel) =>
        (await approvals.PendingAsync(cancel)).Where(a => a.State == ApprovalState.Open && IsWaiver(a)).ToLookup(a => GateContent.ReadWaiver(a.Content).Gate, StringComparer.Ordinal);

    /// <summary>Proposes it; who may approve and finds another person's proposal agrees to that instead.</summary>
    /// <param name="until">Null = no end of its own; else at most a year ahead.</param>
    /// <returns>The proposal, open or carried out; NotFound; Forbidden; Conflict where the gate is not red or says something else by now; Validation (reason, until); Unavailable.</returns>
    public async Task<Result<Approval>> RunAsync(string id, DateTimeOffset? until, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.IsProgram)
        {
            return GateErrors.Person;
        }

        if (plan.Current?.Gates.FirstOrDefault(g => g.Id == id) is not { } gate)
        {
            return GateErrors.NoSuch(id);
        }

        var open = (await PendingAsync(cancel))[id].FirstOrDefault();
        if (open is not null && !open.IsOf(actor.Name) && actor.May(KindOf(gate).Approve))
        {
            return await AgreeAsync(open.Id, actor, reason, requestId, cancel) is { } refused ? refused : (await approvals.FindAsync(open.Id, cancel))!;
        }

        if (until <= time.GetUtcNow() || until > time.GetUtcNow() + longest)
        {
            return Error.Validation("until", "until must lie ahead, at most a year.", "until");
        }

        await guard.ReadyAsync(cancel);
        return await desk.ProposeAsync(KindOf(gate), actor, reason, requestId, async (db, token) =>
        {
            var found = await GateSteps.FindAsync(db, plan.Current, id, token);
            if (found.Error is { } none)
            {
                return none;
            }

            var now = time.GetUtcNow();
            var standing = GateRules.Stand(found.Value, keeper.Current?.Items.FirstOrDefault(i => i.Gate.Id == id)?.Reading, await GateSteps.ActsAsync(db, id, token), plan.Required.Header.CutoverStart, now);
            return standing.State != GateState.Red ? GateErrors.Open(found.Value)
                : new Proposal($"Waive the gate “{found.Value.Title}”{(until is { } end ? $" until {end.UtcDateTime:yyyy-MM-dd HH:mm}Z" : "")}. {Short(standing.Why)}", GateContent.WriteWaiver(found.Value, until), ["gates", "gate:" + id]);
        }, cancel);
    }

    /// <returns>Null when it holds; else why not.</returns>
    internal async Task<Error?> AgreeAsync(Guid approval, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        if (await approvals.FindAsync(approval, cancel) is not { } proposed || Approvable.Of(proposed.Command) is not { } kind)
        {
            return Error.NotFound("no-such-approval", $"There is no such proposal: {approval}.");
        }

        var done = await desk.CarryOutAsync<long>(kind, approval, actor, reason, requestId, async (db, agreed, token) =>
        {
            var waiver = GateContent.ReadWaiver(agreed.Content);
            var found = await GateSteps.FindAsync(db, plan.Current, waiver.Gate, token);
            if (found.Error is { } none)
            {
                return none;
            }

            // what was proposed is what is agreed to, and by whom the gate asks for now
            if (found.Value.Hash != waiver.Definition || KindOf(found.Value) != kind)
            {
                return GateErrors.Moved(found.Value);
            }

            var number = await GateSteps.AddAsync(
                db, found.Value, GateActKind.Waived, $"{agreed.ProposedBy} and {actor.Name}", found.Value.Role.ToString(), agreed.Reason, time.GetUtcNow(), row => row.Until = waiver.Until, token);
            return new Decided<long>(number, GateSteps.Draft(
                kind.Approve.Command, found.Value, $"Waived the gate “{found.Value.Title}”.", $"{agreed.ProposedBy} proposed it. It stops nothing while the waiver holds.",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["approval"] = agreed.Id.ToString(), ["hash"] = agreed.Hash, ["proposedBy"] = agreed.ProposedBy }));
        }, cancel);
        if (done.Succeeded)
        {
            await keeper.ReadAsync(cancel);
        }

        return done.Error;
    }

    /// <summary>Takes a waiver back; the gate stands by itself again.</summary>
    /// <returns>Number of the act; NotFound; Forbidden; Conflict where none stands; Validation (reason); Unavailable.</returns>
    public async Task<Result<long>> EndAsync(string id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        var done = await commands.RunAsync<long>(new CommandRequest(actor, Permissions.EndWaiver, reason, requestId), async (db, token) =>
        {
            var found = await GateSteps.FindAsync(db, plan.Current, id, token);
            if (found.Error is { } none)
            {
                return none;
            }

            if ((await GateSteps.ActsAsync(db, id, token)).LastOrDefault(a => a.Kind is GateActKind.Waived or GateActKind.WaiverEnded) is not { Kind: GateActKind.Waived } waiver)
            {
                return Error.Conflict("no-waiver", $"No waiver of “{found.Value.Title}” stands.");
            }

            var number = await GateSteps.AddAsync(db, found.Value, GateActKind.WaiverEnded, actor.Name, null, reason!, time.GetUtcNow(), row => row.About = waiver.Number, token);
            return new Decided<long>(number, GateSteps.Draft(Permissions.EndWaiver.Command, found.Value, $"Ended the waiver of the gate “{found.Value.Title}”.", "It stands by itself again."));
        }, cancel);
        if (done.Succeeded)
        {
            await keeper.ReadAsync(cancel);
        }

        return done;
    }

    private static bool IsWaiver(Approval approval) => approval.Command == Permissions.ProposeWaiver.Command || approval.Command == Permissions.ProposeFinanceWaiver.Command;

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}

/// <summary>Agreeing to a waiver carries it out.</summary>
internal sealed class WaiverAgreement(WaiveGate waive, Approvable kind) : IAgreedAtOnce
{
    public Approvable Kind => kind;

    public Task<Error?> AgreeAsync(Guid approval, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) => waive.AgreeAsync(approval, actor, reason, requestId, cancel);
}
