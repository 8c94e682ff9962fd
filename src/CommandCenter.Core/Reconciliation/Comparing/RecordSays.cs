using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>Who is wrong, by the system of record.</summary>
public enum WrongSide
{
    /// <summary>The system of record says nothing of it.</summary>
    Unknown,
    Legacy,
    Orchestration,
    Both,
}

/// <summary>What the plan's system of record makes of a difference.</summary>
/// <param name="System">Its id in the plan.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Side">The side that it belongs to; shared = it belongs to neither, and its own records are the third voice.</param>
/// <param name="Value">What a shared system says, culture-free; null where it is silent, and of a side's own system, whose value is that side's.</param>
/// <param name="IsRead">Some source of the plan reads it: only then its silence says anything.</param>
public sealed record RecordSays(string System, string Name, Side Side, string? Value, WrongSide Wrong, bool IsRead)
{
    /// <summary>The same seen from the other side.</summary>
    internal RecordSays Swapped() => this with
    {
        Side = Side switch { Side.Legacy => Side.Orchestration, Side.Orchestration => Side.Legacy, _ => Side },
        Wrong = Wrong switch { WrongSide.Legacy => WrongSide.Orchestration, WrongSide.Orchestration => WrongSide.Legacy, _ => Wrong },
    };
}
