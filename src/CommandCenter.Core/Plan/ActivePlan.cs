namespace CommandCenter.Plan;

/// <summary>The plan that runs. Swapped whole; readers take <see cref="Current"/> once per operation.</summary>
public sealed class ActivePlan
{
    private volatile CutoverPlan? current;

    /// <summary>Raised after the swap, outside any lock; handlers must return quickly.</summary>
    public event Action<CutoverPlan>? Applied;

    /// <summary>Null until the first plan is applied.</summary>
    public CutoverPlan? Current => current;

    /// <summary>The applied plan.</summary>
    /// <exception cref="InvalidOperationException">No plan has been applied yet.</exception>
    public CutoverPlan Required => current ?? throw new InvalidOperationException("No plan has been applied.");

    public void Swap(CutoverPlan plan)
    {
        current = plan;
        Applied?.Invoke(plan);
    }
}
