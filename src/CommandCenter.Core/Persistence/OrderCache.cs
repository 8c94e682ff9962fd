using System.Diagnostics.CodeAnalysis;

namespace CommandCenter.Persistence;

/// <summary>The orders touched lately, in two generations: what was not touched while the younger filled up is forgotten.</summary>
internal sealed class OrderCache(int generation)
{
    private Dictionary<string, CachedOrder> young = new(StringComparer.Ordinal);
    private Dictionary<string, CachedOrder> old = new(StringComparer.Ordinal);

    public bool TryGet(string key, [MaybeNullWhen(false)] out CachedOrder order)
    {
        if (young.TryGetValue(key, out order))
        {
            return true;
        }

        if (!old.TryGetValue(key, out order))
        {
            return false;
        }

        Add(order);
        return true;
    }

    public bool Knows(string key) => young.ContainsKey(key) || old.ContainsKey(key);

    public void Add(CachedOrder order)
    {
        if (young.Count >= generation)
        {
            (old, young) = (young, old);
            young.Clear();
        }

        young[order.Key] = order;
    }

    public void Clear()
    {
        young.Clear();
        old.Clear();
    }
}
