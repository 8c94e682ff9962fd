using System.Collections.Immutable;

namespace CommandCenter.Traffic.Actuators;

/// <summary>How the actuators stand, kept for all pages at once; the intake first, then in the plan's order.</summary>
public sealed class ActuatorBoard
{
    private ImmutableArray<ActuatorStanding> current = [];

    /// <summary>Raised after <see cref="Current"/> changed; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>Empty until the table was read for the first time.</summary>
    public IReadOnlyList<ActuatorStanding> Current => current;

    /// <summary>Says how they stand now; for whoever looks at them.</summary>
    public void Show(IEnumerable<ActuatorStanding> standings)
    {
        var (before, now) = (current, standings.ToImmutableArray());
        current = now;
        // the intake is looked at with every round, which is no news
        if (before.Length != now.Length || before.Zip(now).Any(p => p.First with { VerifiedAt = p.Second.Kind == Plan.ActuatorKind.BuiltIn ? p.Second.VerifiedAt : p.First.VerifiedAt } != p.Second))
        {
            Changed?.Invoke();
        }
    }
}
