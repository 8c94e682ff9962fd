namespace CommandCenter.Readiness.Gates;

/// <summary>One named check of gates.</summary>
public interface IGateCheck
{
    /// <summary>Of <see cref="GateChecks.All"/>.</summary>
    string Name { get; }

    /// <summary>Whether the gate's condition holds at this moment, or why that is not known.</summary>
    /// <param name="last">What was found last time that it could be said; null the first time.</param>
    Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel);
}
