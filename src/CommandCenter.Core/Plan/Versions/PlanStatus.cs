namespace CommandCenter.Plan.Versions;

/// <summary>What a person must know about the plan that runs or does not run; pages and health show it.</summary>
public sealed class PlanStatus
{
    private volatile Tuple<string, IReadOnlyList<PlanProblem>>? said;

    /// <summary>One or two sentences, or null when all is well.</summary>
    public string? Notice => said?.Item1;

    /// <summary>The problems behind the notice.</summary>
    public IReadOnlyList<PlanProblem> Problems => said?.Item2 ?? [];

    public void Set(string notice, IReadOnlyList<PlanProblem> problems) => said = Tuple.Create(notice, problems);

    public void Clear() => said = null;
}
