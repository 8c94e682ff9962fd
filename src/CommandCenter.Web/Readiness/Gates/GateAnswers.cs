using CommandCenter.Access;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Readiness.Gates;

/// <param name="Index">Its number in the signature or refusal.</param>
/// <param name="MetBy">Who said that it is met; null while it is open.</param>
public sealed record GateConditionAnswer(int Index, string Text, string Owner, DateTimeOffset Due, string? MetBy, DateTimeOffset? MetAt);

/// <param name="Number">Order over all gates.</param>
/// <param name="Kind">signed, refused, dissented, conditionMet, waived, waiverEnded or fell.</param>
/// <param name="Bound">Canonical JSON of what was signed; its SHA-256 is boundHash.</param>
/// <param name="Decision">Entry of the decision log.</param>
public sealed record GateActAnswer(
    long Number, GateActKind Kind, string Person, string? Role, DateTimeOffset At, string Reason, string? Bound, string? BoundHash, IReadOnlyList<GateCondition> Conditions, DateTimeOffset? Until, long Decision)
{
    internal static GateActAnswer? Of(GateAct? act) =>
        act is null ? null : new(act.Number, act.Kind, act.Person, act.Role, act.At, act.Reason, act.Kind == GateActKind.Signed ? act.Bound : null, act.BoundHash, act.Conditions, act.Until, act.Decision);
}

/// <param name="Verdict">Of the gate's check at this moment; null where it has none.</param>
/// <param name="Hash">What a signature would stand on apart from moving figures; send it back with the signature.</param>
public sealed record GateEvidenceAnswer(CheckVerdict? Verdict, string? Said, IReadOnlyList<GateFigure> Figures, IReadOnlyList<GateDocument> Documents, DateTimeOffset? AsOf, DateTimeOffset? Until, string Hash);

/// <param name="Kind">automatic or signed.</param>
/// <param name="State">red, amber, green or waived.</param>
/// <param name="Message">Why, in a sentence.</param>
/// <param name="Role">Who signs it; of an automatic one who answers for it.</param>
/// <param name="Blocking">Red, it stops shifts of its lanes that go to <paramref name="FromPercent"/> or further.</param>
/// <param name="WaitsForYou">Whether it waits for the caller's signature.</param>
/// <param name="Until">When what it rests on ends by itself; null where no moment is known.</param>
public sealed record GateAnswer(
    string Id, string Title, string? Asks, GateKind Kind, GateState State, string Message, GatePhase Phase, string Role, string? Owner, IReadOnlyList<string> Lanes, decimal FromPercent, bool Blocking,
    GateCheck? Check, GateEvidenceAnswer Evidence, GateActAnswer? Signature, GateActAnswer? Refusal, GateActAnswer? Waiver, IReadOnlyList<GateConditionAnswer> Conditions, IReadOnlyList<GateActAnswer> Dissents,
    bool WaitsForSignature, bool WaitsForYou, DateTimeOffset? Until)
{
    internal static GateAnswer Of(GateView view, Actor caller)
    {
        var (gate, standing, reading) = (view.Gate, view.Standing, view.Reading);
        return new GateAnswer(
            gate.Id, gate.Title, gate.Asks, gate.Kind, standing.State, standing.Why, gate.Phase, gate.Role.ToString(), gate.Owner, gate.Lanes, gate.FromPercent, gate.IsBlocking, gate.Check,
            new GateEvidenceAnswer(standing.Verdict, reading?.Said, reading?.Figures ?? [], reading?.Documents ?? [], reading?.AsOf, reading?.Until, view.EvidenceHash), GateActAnswer.Of(standing.Signature),
            GateActAnswer.Of(standing.Refusal), GateActAnswer.Of(standing.Waiver),
            [.. standing.Conditions.Select(c => new GateConditionAnswer(c.Index, c.Condition.Text, c.Condition.Owner, c.Condition.Due, c.MetBy?.Person, c.MetBy?.At))],
            [.. standing.Dissents.Select(d => GateActAnswer.Of(d)!)], standing.WaitsForSignature, view.WaitsFor(caller), standing.Until);
    }
}

/// <param name="Stopping">Blocking gates that are red: they stop shifts.</param>
public sealed record GateCountsAnswer(int Red, int Amber, int Green, int Waived, int Stopping);

/// <param name="Cursor">Always null: the list is whole.</param>
public sealed record GateListAnswer(IReadOnlyList<GateAnswer> Items, GateCountsAnswer Counts, DateTimeOffset AsOf, string PlanHash, string? Cursor);

/// <param name="Verdicts">Of its check, the newest first.</param>
/// <param name="HandedIn">Evidence, the newest first.</param>
/// <param name="Acts">What people did about it, the newest first.</param>
public sealed record GateDetailAnswer(GateAnswer Gate, IReadOnlyList<GateVerdict> Verdicts, IReadOnlyList<GateEvidence> HandedIn, IReadOnlyList<GateActAnswer> Acts);

/// <param name="Reason">3 to 500 characters on one line.</param>
/// <param name="EvidenceHash">As the gate showed it; where it has changed since, nothing is signed. Left out: whatever stands.</param>
/// <param name="Conditions">What has to be done still; at most 20.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record GateWordRequest(string? Reason, string? EvidenceHash, IReadOnlyList<GateConditionRequest>? Conditions, Guid? RequestId);

/// <param name="Due">Must lie ahead.</param>
public sealed record GateConditionRequest(string? Text, string? Owner, DateTimeOffset? Due);

/// <param name="Until">Null = no end of its own.</param>
public sealed record GateWaiveRequest(string? Reason, DateTimeOffset? Until, Guid? RequestId);

public sealed record GateReasonRequest(string? Reason, Guid? RequestId);

/// <param name="Condition">Its index.</param>
public sealed record GateMeetRequest(int? Condition, string? Reason, Guid? RequestId);
