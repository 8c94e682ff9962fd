namespace CommandCenter.Plan.Versions;

/// <param name="Text">One or two sentences.</param>
/// <param name="Problems">The problems behind them; may be empty.</param>
public sealed record PlanNotice(string Text, IReadOnlyList<PlanProblem> Problems);

/// <summary>What a person must know about the plan that runs or does not run; pages and health show it.</summary>
public sealed class PlanStatus
{
    private volatile PlanNotice? said;

    /// <summary>Null when all is well.</summary>
    public PlanNotice? Current => said;

    /// <summary>One or two sentences, or null when all is well.</summary>
    public string? Notice => said?.Text;

    /// <summary>The problems behind the notice.</summary>
    public IReadOnlyList<PlanProblem> Problems => said?.Problems ?? [];

    public void Set(string notice, IReadOnlyList<PlanProblem> problems) => said = new PlanNotice(notice, problems);

    public void Clear() => said = null;
}
