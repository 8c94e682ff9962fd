namespace CommandCenter.Traffic.Shifts;

/// <summary>What a person can do with a shift that was drawn up.</summary>
public enum ShiftVerb
{
    Start,
    Promote,
    Pause,
    Resume,
    Abort,
}
