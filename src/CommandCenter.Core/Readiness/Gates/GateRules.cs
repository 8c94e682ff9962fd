using System.Globalization;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Readiness.Gates;

/// <summary>How a gate stands, from what the plan says, what its check found, what people did, and the clock. Pure, so that every case can be tried.</summary>
public static class GateRules
{
    /// <summary>What ends within this time is amber.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromHours(1);

    /// <param name="reading">What its check finds at this moment; null where it was not looked at yet.</param>
    /// <param name="acts">Of this gate, in their order.</param>
    /// <param name="start">T+0 of the cutover; null until it is fixed.</param>
    public static GateStanding Stand(GateDefinition gate, GateReading? reading, IReadOnlyList<GateAct> acts, DateTimeOffset? start, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(acts);
        var word = acts.LastOrDefault(a => a.Kind is GateActKind.Signed or GateActKind.Refused);
        var conditions = ConditionsOf(word, acts);
        var dissents = acts.Where(a => a.Kind == GateActKind.Dissented && a.Number > (word?.Number ?? 0)).Reverse().ToList();
        var signature = word?.Kind == GateActKind.Signed && WhyNoLonger(gate, word, acts, now) is null ? word : null;
        var refusal = word?.Kind == GateActKind.Refused ? word : null;
        var passes = gate.Check is null || reading?.Verdict == CheckVerdict.Passed;
        var until = Earliest(gate.Check is null ? null : reading?.Until, signature?.Until);
        var (state, why) = Judge(gate, reading, word, signature, refusal, conditions, acts, until, start, now);
        var waits = gate.Kind == GateKind.Signed && passes && signature is null && refusal is null;
        var waiver = state == GateState.Red ? WaiverOf(gate, acts, now) : null;
        return waiver is null
            ? new GateStanding(state, why, gate.Check is null ? null : reading?.Verdict, signature, refusal, null, conditions, dissents, waits, until)
            : new GateStanding(GateState.Waived, $"{why} Waived by {waiver.Person}: {waiver.Reason}", gate.Check is null ? null : reading?.Verdict, signature, refusal, waiver, conditions, dissents, waits, waiver.Until);
    }

    /// <summary>Why a signature stands no longer; null while it stands.</summary>
    internal static string? WhyNoLonger(GateDefinition gate, GateAct signature, IReadOnlyList<GateAct> acts, DateTimeOffset now) =>
        signature.Definition != gate.Hash ? "the plan says something else of this gate since"
        : acts.LastOrDefault(a => a.Kind == GateActKind.Fell && a.About == signature.Number) is { } fell ? fell.Reason
        : signature.Until <= now ? string.Create(CultureInfo.InvariantCulture, $"it expired {signature.Until:yyyy-MM-dd HH:mm}Z")
        : null;

    private static (GateState, string) Judge(
        GateDefinition gate, GateReading? reading, GateAct? word, GateAct? signature, GateAct? refusal, IReadOnlyList<ConditionStanding> conditions, IReadOnlyList<GateAct> acts, DateTimeOffset? until,
        DateTimeOffset? start, DateTimeOffset now)
    {
        if (refusal is not null)
        {
            var open = conditions.FirstOrDefault(c => c.IsOpen);
            return (GateState.Red, $"Refused by {refusal.Person}: {refusal.Reason}{(open is null ? "" : $" Asked for: {open.Condition.Text} ({open.Condition.Owner}).")}");
        }

        if (gate.Check is not null)
        {
            if (reading is null)
            {
                return (GateState.Red, "Its check has not been looked at yet.");
            }

            if (reading.Verdict != CheckVerdict.Passed)
            {
                return (GateState.Red, reading.IsDecisive ? reading.Said : $"It cannot be told: {reading.Said}");
            }
        }

        if (gate.Kind == GateKind.Signed && signature is null)
        {
            var fell = word is null ? null : WhyNoLonger(gate, word, acts, now);
            return (GateState.Red, fell is null ? "Nobody has signed it." : $"The signature of {word!.Person} fell: {fell}.");
        }

        if (conditions.FirstOrDefault(c => c.IsOverdue(now)) is { } overdue)
        {
            return (GateState.Red, $"A condition is overdue: {overdue.Condition.Text} ({overdue.Condition.Owner}).");
        }

        var rests = signature is null ? reading!.Said : $"{(reading is null || gate.Check is null ? "Signed" : reading.Said + " Signed")} by {signature.Person}: {signature.Reason}";
        var left = conditions.Count(c => c.IsOpen);
        if (left > 0)
        {
            return (GateState.Amber, $"{rests} {(left == 1 ? "One condition is" : $"{left} conditions are")} open.");
        }

        if (until is { } end && (end - now <= Soon || (start > now && end < start)))
        {
            return (GateState.Amber, $"{rests} {(end - now <= Soon ? "It ends within the hour." : "It ends before the start.")}");
        }

        return (GateState.Green, rests);
    }

    private static IReadOnlyList<ConditionStanding> ConditionsOf(GateAct? word, IReadOnlyList<GateAct> acts) => word is null
        ? []
        : [.. word.Conditions.Select((c, i) => new ConditionStanding(i, c, acts.FirstOrDefault(a => a.Kind == GateActKind.ConditionMet && a.About == word.Number && a.Condition == i)))];

    private static GateAct? WaiverOf(GateDefinition gate, IReadOnlyList<GateAct> acts, DateTimeOffset now) =>
        acts.LastOrDefault(a => a.Kind is GateActKind.Waived or GateActKind.WaiverEnded) is { Kind: GateActKind.Waived } waiver && waiver.Definition == gate.Hash && !(waiver.Until <= now) ? waiver : null;

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
