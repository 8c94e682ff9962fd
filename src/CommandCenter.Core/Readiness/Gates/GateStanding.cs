using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Readiness.Gates;

/// <summary>How a gate stands, worst first.</summary>
public enum GateState
{
    /// <summary>Not met, refused, not signed, or not known. A blocking one stops shifts.</summary>
    Red,

    /// <summary>It holds, and will not for long, or something is left to be done.</summary>
    Amber,
    Green,

    /// <summary>Not met, and two people let it pass.</summary>
    Waived,
}

/// <summary>A condition of a signature or refusal, with whether it is met.</summary>
/// <param name="Index">Its place in the act.</param>
/// <param name="MetBy">The act that says so; null while it is open.</param>
public sealed record ConditionStanding(int Index, GateCondition Condition, GateAct? MetBy)
{
    public bool IsOpen => MetBy is null;

    public bool IsOverdue(DateTimeOffset now) => IsOpen && Condition.Due <= now;
}

/// <summary>How a gate stands at one moment.</summary>
/// <param name="Why">One sentence: what is missing, or what it rests on.</param>
/// <param name="Verdict">Of its check at this moment; null where it has none, or it was not looked at yet.</param>
/// <param name="Signature">That stands; null where none does.</param>
/// <param name="Refusal">That stands; null where none does.</param>
/// <param name="Waiver">That stands; null where none does.</param>
/// <param name="Conditions">Of the signature or refusal that stands.</param>
/// <param name="Dissents">Since the signature or refusal that stands, the newest first.</param>
/// <param name="WaitsForSignature">Its role can sign it now, and nobody did.</param>
/// <param name="Until">When what it rests on ends by itself; null where no moment is known.</param>
public sealed record GateStanding(
    GateState State, string Why, CheckVerdict? Verdict, GateAct? Signature, GateAct? Refusal, GateAct? Waiver, IReadOnlyList<ConditionStanding> Conditions, IReadOnlyList<GateAct> Dissents,
    bool WaitsForSignature, DateTimeOffset? Until)
{
    /// <summary>Whether it opens what it guards.</summary>
    public bool IsOpen => State != GateState.Red;
}
