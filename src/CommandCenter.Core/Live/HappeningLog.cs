using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>What happened in the last minutes, newest first, and since when each standing trouble stands.</summary>
internal sealed class HappeningLog
{
    private const int Most = 50;

    private readonly LinkedList<Happening> entries = new();
    private readonly Dictionary<string, long> standing = new(StringComparer.Ordinal);

    public IReadOnlyList<Happening> Entries => [.. entries];

    public void Add(long at, string text, string? link = null)
    {
        entries.AddFirst(new Happening(Instants.FromMicros(at), text, link));
        while (entries.Count > Most)
        {
            entries.RemoveLast();
        }
    }

    /// <summary>Notes that a trouble stands or is over.</summary>
    /// <param name="began">Written when it begins; null writes nothing.</param>
    /// <param name="ended">Written when it ends, with how long it stood.</param>
    /// <returns>Since when it stands; null when it does not.</returns>
    public long? Stands(string trouble, bool stands, long now, string? began, Func<TimeSpan, string>? ended, string? link = null)
    {
        var known = standing.TryGetValue(trouble, out var since);
        if (stands && !known)
        {
            standing[trouble] = since = now;
            if (began is not null)
            {
                Add(now, began, link);
            }
        }
        else if (!stands && known)
        {
            standing.Remove(trouble);
            if (ended is not null)
            {
                Add(now, ended(TimeSpan.FromMicroseconds(now - since)), link);
            }
        }

        return stands ? since : null;
    }
}
