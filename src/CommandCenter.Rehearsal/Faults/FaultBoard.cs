namespace CommandCenter.Rehearsal.Faults;

/// <summary>Which faults of one server are on. Thread-safe.</summary>
internal sealed class FaultBoard(TimeProvider time)
{
    private static readonly TimeSpan unlessTold = TimeSpan.FromSeconds(30);
    private readonly Lock turn = new();
    private readonly Dictionary<string, ActiveFault> active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> applied = new(StringComparer.Ordinal);

    /// <summary>Called when a fault is switched on.</summary>
    public event Action<ActiveFault>? Started;

    /// <summary>Switches a fault on, or on again; without seconds and count it lasts 30 s.</summary>
    public ActiveFault Start(string id, string? feed, double? seconds, int? count, double? factor)
    {
        var now = time.GetUtcNow();
        var lasts = seconds is { } given ? TimeSpan.FromSeconds(given) : count is null ? unlessTold : (TimeSpan?)null;
        var fault = new ActiveFault(id, feed, factor, lasts is { } span ? now + span : null, count, now);
        lock (turn)
        {
            active[id] = fault;
        }

        Started?.Invoke(fault);
        return fault;
    }

    /// <summary>Switches a fault off; false when it was not on.</summary>
    public bool Stop(string id)
    {
        lock (turn)
        {
            return active.Remove(id);
        }
    }

    /// <summary>The fault, while it is on, without using it up.</summary>
    public ActiveFault? Find(string id)
    {
        lock (turn)
        {
            if (!active.TryGetValue(id, out var fault))
            {
                return null;
            }

            if (fault.Until <= time.GetUtcNow())
            {
                active.Remove(id);
                return null;
            }

            return fault;
        }
    }

    /// <summary>The fault, if it is on for <paramref name="feed"/>; uses up one of its count.</summary>
    public ActiveFault? Use(string id, string feed)
    {
        lock (turn)
        {
            if (Find(id) is not { } fault || (fault.Feed is { } only && only != feed))
            {
                return null;
            }

            applied[id] = applied.GetValueOrDefault(id) + 1;
            if (fault.Remaining is { } remaining)
            {
                if (remaining <= 1)
                {
                    active.Remove(id);
                }
                else
                {
                    active[id] = fault with { Remaining = remaining - 1 };
                }
            }

            return fault;
        }
    }

    public long TimesApplied(string id)
    {
        lock (turn)
        {
            return applied.GetValueOrDefault(id);
        }
    }
}
