namespace CommandCenter.Readiness.Gates;

/// <summary>What a person is about to do about a gate.</summary>
public enum GateAsk
{
    Sign,
    Refuse,
    Dissent,
    Meet,
    Waive,
    EndWaiver,
    Evidence,
}
