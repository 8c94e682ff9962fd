namespace CommandCenter.Readiness.Gates;

/// <summary>What was done about a gate. Numbers are stored: never reuse one.</summary>
public enum GateActKind
{
    /// <summary>Somebody of its role put their name under it.</summary>
    Signed = 1,

    /// <summary>Somebody of its role said no.</summary>
    Refused = 2,

    /// <summary>Somebody put on record that they think otherwise; changes nothing.</summary>
    Dissented = 3,

    /// <summary>A condition of a signature, or of a refusal, is met.</summary>
    ConditionMet = 4,

    /// <summary>Two people let it pass though it is not green.</summary>
    Waived = 5,

    /// <summary>A waiver was taken back.</summary>
    WaiverEnded = 6,

    /// <summary>A signature fell because what it stood on no longer holds.</summary>
    Fell = 7,
}

/// <summary>Something that has to be done still, although somebody signed, or before they will.</summary>
/// <param name="Due">Overdue, it makes the gate red.</param>
public sealed record GateCondition(string Text, string Owner, DateTimeOffset Due);

/// <summary>One thing that was done about a gate; they are never changed.</summary>
/// <param name="Number">Order of events.</param>
/// <param name="Role">Under which it stands; null for what the product did.</param>
/// <param name="Definition">Hash of what the plan said of the gate then.</param>
/// <param name="Bound">Canonical JSON of what was signed: definition, plan section, verdict, figures, documents.</param>
/// <param name="BoundHash">SHA-256 of <paramref name="Bound"/>; null where nothing was bound.</param>
/// <param name="Conditions">Of a signature or a refusal.</param>
/// <param name="About">Number of the act that this one is about; null where it is about the gate.</param>
/// <param name="Condition">Index of the condition that is met.</param>
/// <param name="Until">End of a signature or waiver; null = no end of its own.</param>
/// <param name="Decision">Entry of the decision log.</param>
public sealed record GateAct(
    long Number, string Gate, GateActKind Kind, string Person, string? Role, DateTimeOffset At, string Reason, string Definition, string? Bound, string? BoundHash, IReadOnlyList<GateCondition> Conditions,
    long? About, int? Condition, DateTimeOffset? Until, long Decision);
