namespace CommandCenter.Persistence;

/// <param name="Writable">False from a refused write until the next one that succeeds.</param>
/// <param name="Since">When that became so.</param>
/// <param name="Reason">Why not, in words for a person; null while all is well.</param>
public sealed record StorageState(bool Writable, DateTimeOffset Since, string? Reason);

/// <summary>Whether the events store takes writes; what <c>/healthz/ready</c> answers by.</summary>
public sealed class StorageHealth(TimeProvider time)
{
    private readonly Lock gate = new();
    private long succeeded;
    private volatile StorageState current = new(false, time.GetUtcNow(), "The storage has not been started yet.");

    public StorageState Current => current;

    /// <summary>What was noticed at start and is no reason to stop, such as commits lost to a power cut.</summary>
    public IReadOnlyList<string> Notices { get; internal set; } = [];

    /// <summary>How long ago a write was seen to succeed.</summary>
    internal TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref succeeded));

    internal void Succeeded()
    {
        Volatile.Write(ref succeeded, time.GetTimestamp());
        if (!current.Writable)
        {
            Change(true, null);
        }
    }

    internal void Failed(string reason)
    {
        if (current.Writable || current.Reason != reason)
        {
            Change(false, reason);
        }
    }

    private void Change(bool writable, string? reason)
    {
        lock (gate)
        {
            var since = current.Writable == writable ? current.Since : time.GetUtcNow();
            current = new StorageState(writable, since, reason);
        }
    }
}
