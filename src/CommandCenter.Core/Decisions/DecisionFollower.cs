namespace CommandCenter.Decisions;

/// <summary>Calls whoever follows decisions about a subject; dispose to stop.</summary>
internal sealed class DecisionFollower : IDisposable
{
    private readonly DecisionLog decisions;
    private readonly Func<string, bool> subject;
    private readonly Action changed;

    /// <param name="subject">Which subjects of an entry matter.</param>
    /// <param name="changed">Must not throw and not block.</param>
    public DecisionFollower(DecisionLog decisions, Func<string, bool> subject, Action changed)
    {
        (this.decisions, this.subject, this.changed) = (decisions, subject, changed);
        decisions.Committed += OnCommitted;
    }

    public void Dispose() => decisions.Committed -= OnCommitted;

    private void OnCommitted(Decision entry)
    {
        if (entry.Subjects.Any(subject))
        {
            changed();
        }
    }
}
