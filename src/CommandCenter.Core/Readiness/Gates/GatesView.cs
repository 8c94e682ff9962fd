using CommandCenter.Access;

namespace CommandCenter.Readiness.Gates;

/// <summary>One gate as pages and API show it.</summary>
/// <param name="Reading">What its check finds at this moment; null where it has none or was not looked at yet.</param>
/// <param name="LookedAt">When that was.</param>
/// <param name="Acts">What was done about it, in its order.</param>
public sealed record GateView(GateDefinition Gate, GateStanding Standing, GateReading? Reading, DateTimeOffset? LookedAt, IReadOnlyList<GateAct> Acts)
{
    /// <summary>SHA-256 of what a signature would stand on apart from moving figures: what the plan says, the verdict, the documents.</summary>
    public string EvidenceHash => GateContent.EvidenceHash(Gate, Reading);

    /// <summary>Whether it stops something at this moment.</summary>
    public bool Stops => Gate.IsBlocking && Gate.Phase != GatePhase.Stabilise && !Standing.IsOpen;

    /// <summary>Whether this person's name is waited for.</summary>
    public bool WaitsFor(Actor? actor) => actor is { IsProgram: false } && Standing.WaitsForSignature && actor.Roles.Contains(Gate.Role);
}

/// <summary>Every gate of the plan at one moment. Immutable.</summary>
/// <param name="PlanHash">Of the plan that names them.</param>
/// <param name="Start">T+0 of the cutover; null until it is fixed.</param>
/// <param name="Items">In the plan's order.</param>
public sealed record GatesView(DateTimeOffset AsOf, string PlanHash, DateTimeOffset? Start, IReadOnlyList<GateView> Items)
{
    /// <summary>How many stand so.</summary>
    public int Count(GateState state) => Items.Count(g => g.Standing.State == state);

    /// <summary>Those that stop shifts.</summary>
    public IEnumerable<GateView> Stopping => Items.Where(g => g.Stops);

    /// <summary>How many wait for this person's name.</summary>
    public int WaitingFor(Actor? actor) => Items.Count(g => g.WaitsFor(actor));

    /// <summary>The same text for the same picture.</summary>
    internal string Stamp => string.Join('|', [PlanHash, .. Items.Select(g => $"{g.Gate.Id}:{g.Standing.State}:{g.Standing.Why}:{g.Acts.Count}:{g.Reading?.Verdict}")]);
}
