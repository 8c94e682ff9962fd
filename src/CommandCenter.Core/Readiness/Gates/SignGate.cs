using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Readiness.Gates;

/// <summary>A person's word about a gate.</summary>
/// <param name="EvidenceHash">Of what the person saw; null = whatever stands.</param>
/// <param name="Conditions">At most 20.</param>
public sealed record GateWord(string Gate, string? EvidenceHash, IReadOnlyList<GateCondition> Conditions);

/// <summary>Signs gates, refuses them, puts dissent on record and says that a condition is met. Each is one act and one entry of the decision log.</summary>
public sealed class SignGate(CommandRunner commands, GateKeeper keeper, GateGuard guard, ActivePlan plan, TimeProvider time)
{
    private const int MostConditions = 20;
    private const int LongestText = 300;

    /// <summary>Why this person cannot sign it now; null where they can. For a look ahead: the command judges for itself.</summary>
    public static Error? WhyNot(GateView view, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(actor);
        return MayNot(view.Gate, actor) ?? Unsignable(view.Gate, view.Standing);
    }

    /// <summary>Why this person cannot refuse it; null where they can.</summary>
    public static Error? WhyNotRefuse(GateView view, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(actor);
        return MayNot(view.Gate, actor) ?? (view.Gate.Kind == GateKind.Signed ? null : GateErrors.NotSigned(view.Gate));
    }

    /// <returns>Number of the act; NotFound; Forbidden; Validation (reason, conditions); Conflict where its check does not pass, it is signed, or what it rests on has changed since; Unavailable.</returns>
    public async Task<Result<long>> SignAsync(GateWord word, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (Invalid(word.Conditions, time.GetUtcNow()) is { } invalid)
        {
            return invalid;
        }

        await guard.ReadyAsync(cancel);
        return await RunAsync(word.Gate, Permissions.SignGate, actor, reason, requestId, async (db, gate, acts, now, token) =>
        {
            var reading = keeper.Current?.Items.FirstOrDefault(i => i.Gate.Id == gate.Id && i.Gate.Hash == gate.Hash)?.Reading;
            var standing = GateRules.Stand(gate, reading, acts, plan.Required.Header.CutoverStart, now);
            if ((MayNot(gate, actor) ?? Unsignable(gate, standing)) is { } refused)
            {
                return refused;
            }

            if (word.EvidenceHash is { } seen && seen != GateContent.EvidenceHash(gate, reading))
            {
                return GateErrors.Moved(gate);
            }

            var (bound, hash) = GateContent.Bind(gate, GateDefinition.SectionHash(plan.Required.Gates), plan.Required.Hash, reading, now);
            var number = await GateSteps.AddAsync(db, gate, GateActKind.Signed, actor.Name, gate.Role.ToString(), reason!, now, row =>
                (row.Bound, row.BoundHash, row.Conditions, row.Until) = (bound, hash, GateSteps.Write(word.Conditions), gate.Expires is { } holds ? now + holds : null), token);
            var words = word.Conditions.Count == 0 ? "" : $", with {word.Conditions.Count} condition{(word.Conditions.Count == 1 ? "" : "s")}";
            return new Decided<long>(number, GateSteps.Draft(
                Permissions.SignGate.Command, gate, $"Signed “{gate.Title}” as {gate.Role}{words}.", "It falls when the verdict leaves green, when the plan says something else of it, or when it expires.",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["bound"] = hash, ["definition"] = gate.Hash, ["verdict"] = reading?.Verdict.ToString() ?? "none" }));
        }, cancel);
    }

    /// <returns>As of <see cref="SignAsync"/>.</returns>
    public async Task<Result<long>> RefuseAsync(GateWord word, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (Invalid(word.Conditions, time.GetUtcNow()) is { } invalid)
        {
            return invalid;
        }

        return await RunAsync(word.Gate, Permissions.SignGate with { Command = "refuse-gate" }, actor, reason, requestId, async (db, gate, acts, now, token) =>
        {
            if ((MayNot(gate, actor) ?? (gate.Kind == GateKind.Signed ? null : GateErrors.NotSigned(gate))) is { } refused)
            {
                return refused;
            }

            var number = await GateSteps.AddAsync(db, gate, GateActKind.Refused, actor.Name, gate.Role.ToString(), reason!, now, row => row.Conditions = GateSteps.Write(word.Conditions), token);
            return new Decided<long>(number, GateSteps.Draft("refuse-gate", gate, $"Refused “{gate.Title}” as {gate.Role}.", gate.IsBlocking ? "It stops shifts until it is signed, or waived by two people." : "It is advice and stops nothing."));
        }, cancel);
    }

    /// <returns>As of <see cref="SignAsync"/>.</returns>
    public Task<Result<long>> DissentAsync(string gate, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        RunAsync(gate, Permissions.DissentFromGate, actor, reason, requestId, async (db, definition, _, now, token) =>
        {
            var number = await GateSteps.AddAsync(db, definition, GateActKind.Dissented, actor.Name, string.Join(", ", actor.Roles.Order()), reason!, now, null, token);
            return new Decided<long>(number, GateSteps.Draft(Permissions.DissentFromGate.Command, definition, $"Dissents about “{definition.Title}”.", "It is on record and changes nothing."));
        }, cancel);

    /// <summary>Whoever holds the gate's role says that a condition is met.</summary>
    /// <returns>As of <see cref="SignAsync"/>; NotFound where there is no such open condition.</returns>
    public Task<Result<long>> MeetAsync(string gate, int condition, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        RunAsync(gate, Permissions.SignGate with { Command = "meet-condition" }, actor, reason, requestId, async (db, definition, acts, now, token) =>
        {
            if (MayNot(definition, actor) is { } refused)
            {
                return refused;
            }

            var standing = GateRules.Stand(definition, null, acts, null, now);
            if (standing.Conditions.FirstOrDefault(c => c.Index == condition && c.IsOpen) is not { } open)
            {
                return GateErrors.NoCondition(condition);
            }

            var about = acts.Last(a => a.Kind is GateActKind.Signed or GateActKind.Refused).Number;
            var number = await GateSteps.AddAsync(db, definition, GateActKind.ConditionMet, actor.Name, definition.Role.ToString(), reason!, now, row => (row.About, row.Condition) = (about, condition), token);
            return new Decided<long>(number, GateSteps.Draft("meet-condition", definition, $"A condition of “{definition.Title}” is met: {open.Condition.Text}.", null));
        }, cancel);

    private async Task<Result<long>> RunAsync(
        string id, Permission permission, Actor actor, string? reason, Guid? requestId,
        Func<CommandsDb, GateDefinition, IReadOnlyList<GateAct>, DateTimeOffset, CancellationToken, Task<Result<Decided<long>>>> decide, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.IsProgram)
        {
            return GateErrors.Person;
        }

        var done = await commands.RunAsync<long>(new CommandRequest(actor, permission, reason, requestId), async (db, token) =>
        {
            var gate = await GateSteps.FindAsync(db, plan.Current, id, token);
            return gate.Error is { } error ? error : await decide(db, gate.Value, await GateSteps.ActsAsync(db, id, token), time.GetUtcNow(), token);
        }, cancel);
        if (done.Succeeded)
        {
            await keeper.ReadAsync(cancel);
        }

        return done;
    }

    private static Error? MayNot(GateDefinition gate, Actor actor) => actor.IsProgram ? GateErrors.Person : actor.Roles.Contains(gate.Role) ? null : GateErrors.NotItsRole(gate, actor);

    private static Error? Unsignable(GateDefinition gate, GateStanding standing) => gate.Kind != GateKind.Signed ? GateErrors.NotSigned(gate)
        : standing.Signature is { } stands ? GateErrors.SignedAlready(stands)
        : gate.Check is not null && standing.Verdict != CheckVerdict.Passed ? GateErrors.NotGreen(gate, standing.Why)
        : null;

    private static Error? Invalid(IReadOnlyList<GateCondition> conditions, DateTimeOffset now)
    {
        if (conditions.Count > MostConditions)
        {
            return GateErrors.Condition($"There are {conditions.Count} conditions; at most {MostConditions} are allowed.", "conditions");
        }

        for (var i = 0; i < conditions.Count; i++)
        {
            var (text, owner, due) = conditions[i];
            if (IsBad(text, LongestText))
            {
                return GateErrors.Condition($"conditions[{i}].text must be 1 to {LongestText} characters on one line.", $"conditions[{i}].text");
            }

            if (IsBad(owner, 120))
            {
                return GateErrors.Condition($"conditions[{i}].owner must be 1 to 120 characters on one line.", $"conditions[{i}].owner");
            }

            if (due <= now)
            {
                return GateErrors.Condition($"conditions[{i}].due must lie ahead.", $"conditions[{i}].due");
            }
        }

        return null;
    }

    private static bool IsBad(string? text, int longest) => string.IsNullOrWhiteSpace(text) || text.Length > longest || text.Any(char.IsControl);
}
