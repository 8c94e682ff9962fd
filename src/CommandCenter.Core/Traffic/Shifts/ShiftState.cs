namespace CommandCenter.Traffic.Shifts;

/// <summary>Where a shift stands. From <see cref="Baking"/> to <see cref="Held"/> its guard is armed.</summary>
public enum ShiftState
{
    /// <summary>Drawn up, nothing moved.</summary>
    Created,

    /// <summary>A step holds and is watched.</summary>
    Baking,

    /// <summary>The step passed; a person is asked.</summary>
    Confirming,

    /// <summary>A person froze it.</summary>
    Paused,

    /// <summary>A threshold froze it.</summary>
    Held,

    /// <summary>Every step passed.</summary>
    Closed,

    /// <summary>A person ended it; new orders go as before it began.</summary>
    Aborted,

    /// <summary>Nobody confirmed in time; new orders go as before it began.</summary>
    Returned,

    /// <summary>Its segments were rolled back.</summary>
    RolledBack,
}

/// <summary>What the states mean for others.</summary>
public static class ShiftStates
{
    /// <summary>Whether it may still move traffic, so that nobody else may in its segments.</summary>
    public static bool IsRunning(this ShiftState state) => state is >= ShiftState.Baking and <= ShiftState.Held;

    /// <summary>Whether nothing more happens to it.</summary>
    public static bool IsEnded(this ShiftState state) => state >= ShiftState.Closed;
}
