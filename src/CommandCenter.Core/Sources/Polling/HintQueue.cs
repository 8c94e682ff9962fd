namespace CommandCenter.Sources.Polling;

/// <summary>What foreign systems said had changed: keys to ask for, or only that a poll is worth it. Bounded; what does not fit becomes a poll.</summary>
internal sealed class HintQueue
{
    private const int Most = 1000;
    private readonly Lock turn = new();
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private bool poll;

    public void Add(string? key)
    {
        lock (turn)
        {
            if (key is null || (keys.Count >= Most && !keys.Contains(key)))
            {
                poll = true;
            }
            else
            {
                keys.Add(key);
            }
        }
    }

    /// <summary>Up to <paramref name="most"/> keys; none when nothing waits.</summary>
    public IReadOnlyList<string> Take(int most)
    {
        lock (turn)
        {
            List<string> taken = [.. keys.Take(most)];
            taken.ForEach(k => keys.Remove(k));
            return taken;
        }
    }

    public bool HasKeys
    {
        get
        {
            lock (turn)
            {
                return keys.Count > 0;
            }
        }
    }

    public bool WantsPoll
    {
        get
        {
            lock (turn)
            {
                return poll;
            }
        }
    }

    /// <summary>A poll begins: whatever was hinted before is in it.</summary>
    public void Polling()
    {
        lock (turn)
        {
            poll = false;
        }
    }
}
