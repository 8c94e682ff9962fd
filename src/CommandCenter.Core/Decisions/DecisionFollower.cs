namespace CommandCenter.Decisions;

/// <summary>Calls whoever follows some of the decisions; dispose to stop.</summary>
internal sealed class DecisionFollower : IDisposable
{
    private readonly DecisionLog decisions;
    private readonly Func<Decision, bool> matters;
    private readonly Action changed;

    /// <param name="matters">Which entries do.</param>
    /// <param name="changed">Must not throw and not block.</param>
    public DecisionFollower(DecisionLog decisions, Func<Decision, bool> matters, Action changed)
    {
        (this.decisions, this.matters, this.changed) = (decisions, matters, changed);
        decisions.Committed += OnCommitted;
    }

    public void Dispose() => decisions.Committed -= OnCommitted;

    private void OnCommitted(Decision entry)
    {
        if (matters(entry))
        {
            changed();
        }
    }
}
