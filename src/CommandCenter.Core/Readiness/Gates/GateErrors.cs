using CommandCenter.Access;
using CommandCenter.Shared;

namespace CommandCenter.Readiness.Gates;

/// <summary>Refusals of this feature.</summary>
internal static class GateErrors
{
    private const int MostNamed = 3;

    public static Error NoSuch(string id) => Error.NotFound("no-such-gate", $"The plan has no gate {id}.");

    public static Error NotItsRole(GateDefinition gate, Actor actor) =>
        Error.Forbidden("not-permitted", $"Signing or refusing “{gate.Title}” needs the role {gate.Role}. {actor.Name} does not have it.");

    public static Error Person { get; } = Error.Forbidden("person-needed", "A token of a program cannot sign, refuse or waive; it takes a person.");

    public static Error NotSigned(GateDefinition gate) => Error.Conflict("gate-automatic", $"“{gate.Title}” is automatic: its check decides. It can be waived by two people.");

    public static Error NotGreen(GateDefinition gate, string why) =>
        Error.Conflict("gate-not-green", $"“{gate.Title}” can be signed while its check passes. {why} Nothing was signed; it can be refused, or waived by two people.");

    public static Error SignedAlready(GateAct signature) => Error.Conflict("gate-signed", $"{signature.Person} signed it already, and the signature stands.");

    public static Error Moved(GateDefinition gate) => Error.Conflict("gate-moved", $"What “{gate.Title}” rests on has changed since you looked. Look again and decide; nothing was signed.");

    public static Error Open(GateDefinition gate) => Error.Conflict("gate-open", $"“{gate.Title}” is not red: there is nothing to waive.");

    public static Error Condition(string why, string field) => Error.Validation("conditions", why, field);

    public static Error NoCondition(int index) => Error.NotFound("no-such-condition", $"There is no open condition {index} of what stands.");

    public static Error PlanBehind { get; } = Error.Conflict("plan-behind", "Another plan was applied a moment ago and does not run here yet. Look at the gate again and decide; nothing was changed.");

    /// <summary>Gates stop a move of traffic.</summary>
    public static Error Stopped(IReadOnlyList<(GateDefinition Gate, GateStanding Standing)> red) => Error.Conflict("gate-red", Words(red) + " Nothing was moved.");

    /// <summary>Which gates are red, who answers for them, and why.</summary>
    public static string Words(IReadOnlyList<(GateDefinition Gate, GateStanding Standing)> red) =>
        $"{(red.Count == 1 ? "A gate is red" : $"{red.Count} gates are red")}: {string.Join("; ", red.Take(MostNamed).Select(r => $"{r.Gate.Title} ({r.Gate.Role}): {r.Standing.Why}"))}{(red.Count > MostNamed ? $"; and {red.Count - MostNamed} more" : "")}";
}
