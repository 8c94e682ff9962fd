namespace CommandCenter.Rehearsal.Scripts;

/// <summary>How an order that is still to come shall live: every stage of its lane at a steady pace, and no mishap of chance. Faults that are switched on hit it as any other.</summary>
/// <param name="Pace">Between two stages.</param>
/// <param name="Wait">How much longer its parcels wait before they are released, for a wave or for stock.</param>
/// <param name="ShortLine">Line of which one piece is not found and dropped, or 0; of a line of one piece nothing is dropped.</param>
internal sealed record OrderScript(TimeSpan Pace, TimeSpan Wait, int ShortLine)
{
    public static OrderScript? Read(ScriptRequest asked, out string? wrong)
    {
        var (pace, wait, line) = (asked.PaceMs ?? 400, asked.WaitMs ?? 0, asked.ShortLine ?? 0);
        wrong = pace is < 20 or > 600_000 ? $"paceMs: found {pace}; allowed: 20 to 600000"
            : wait is < 0 or > 3_600_000 ? $"waitMs: found {wait}; allowed: 0 to 3600000"
            : line is < 0 or > 9999 ? $"shortLine: found {line}; allowed: 0 to 9999" : null;
        return wrong is null ? new OrderScript(TimeSpan.FromMilliseconds(pace), TimeSpan.FromMilliseconds(wait), line) : null;
    }
}

/// <summary>A script as it is sent; what is left out is 400, 0 and 0.</summary>
internal sealed record ScriptRequest(int? PaceMs, int? WaitMs, int? ShortLine);

/// <summary>Scripts of orders that are to come, until they come; in memory, the oldest forgotten beyond a thousand. Thread-safe.</summary>
internal sealed class ScriptBook
{
    private const int Most = 1000;
    private readonly Lock turn = new();
    private readonly Dictionary<string, OrderScript> scripts = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    public void Put(string key, OrderScript script)
    {
        lock (turn)
        {
            if (scripts.TryAdd(key, script))
            {
                order.Enqueue(key);
            }

            scripts[key] = script;
            while (order.Count > Most)
            {
                scripts.Remove(order.Dequeue());
            }
        }
    }

    public OrderScript? Find(string key)
    {
        lock (turn)
        {
            return scripts.GetValueOrDefault(key);
        }
    }
}
