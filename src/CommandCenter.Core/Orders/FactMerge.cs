namespace CommandCenter.Orders;

/// <summary>Joins the facts of one event into what is known: path by path, the higher stamp counts.</summary>
internal static class FactMerge
{
    private static readonly Comparison<Fact> byPath = static (a, b) => string.CompareOrdinal(a.Path, b.Path);

    public static int IndexOf(Fact[] facts, string path)
    {
        int low = 0, high = facts.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(facts[middle].Path, path);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>
    /// Joins facts whose paths are all known, as of a record that is sent whole again: only the stamps move, in place, and the facts are copied only where a value changed, because states
    /// that were handed out share them. Values that are equal stay the objects that they were: nothing new has to be kept alive.
    /// </summary>
    /// <returns>False, with nothing changed, where a path is new or they are not in order.</returns>
    public static bool TryRestate(ref Fact[] known, Stamp[] statedBy, IReadOnlyList<Fact> own, Stamp stamp)
    {
        var k = 0;
        var differs = false;
        for (var o = 0; o < own.Count; o++, k++)
        {
            var stated = own[o];
            k = Seek(known, k, stated.Path);
            if (k == known.Length)
            {
                return false;
            }

            differs |= known[k].Value != stated.Value;
        }

        known = differs ? [.. known] : known;
        k = 0;
        for (var o = 0; o < own.Count; o++, k++)
        {
            var stated = own[o];
            k = Seek(known, k, stated.Path);
            if (Beats(stated.Value, stamp, known[k].Value, statedBy[k]))
            {
                statedBy[k] = stamp;
                if (known[k].Value != stated.Value)
                {
                    known[k] = stated;
                }
            }
        }

        return true;
    }

    /// <summary>The event's own facts without <c>stage.*</c>, in ordinal path order, each path once.</summary>
    public static Fact[] InOrder(IReadOnlyList<Fact> facts, int stageFacts)
    {
        var own = new Fact[facts.Count - stageFacts];
        var count = 0;
        var ordered = true;
        for (var i = 0; i < facts.Count; i++)
        {
            var fact = facts[i];
            if (stageFacts > 0 && fact.Path.StartsWith(FactPath.StagePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            ordered &= count == 0 || string.CompareOrdinal(own[count - 1].Path, fact.Path) < 0;
            own[count++] = fact;
        }

        return ordered ? own : Sorted(own);
    }

    public static (Fact[] Facts, Stamp[] StatedBy) Merge(Fact[] known, Stamp[] statedBy, Fact[] own, Stamp stamp)
    {
        if (known.Length == 0)
        {
            var all = new Stamp[own.Length];
            Array.Fill(all, stamp);
            return (own, all);
        }

        var added = CountNew(known, own);
        var facts = new Fact[known.Length + added];
        var stamps = new Stamp[facts.Length];
        int k = 0, o = 0;
        for (var n = 0; n < facts.Length; n++)
        {
            var order = k == known.Length ? 1 : o == own.Length ? -1 : string.CompareOrdinal(known[k].Path, own[o].Path);
            if (order < 0 || (order == 0 && !Beats(own[o].Value, stamp, known[k].Value, statedBy[k])))
            {
                (facts[n], stamps[n]) = (known[k], statedBy[k]);
            }
            else
            {
                (facts[n], stamps[n]) = (order == 0 && known[k].Value == own[o].Value ? known[k] : own[o], stamp);
            }

            k += order <= 0 ? 1 : 0;
            o += order >= 0 ? 1 : 0;
        }

        return (facts, stamps);
    }

    private static int Seek(Fact[] known, int from, string path)
    {
        while (from < known.Length && !string.Equals(known[from].Path, path, StringComparison.Ordinal))
        {
            from++;
        }

        return from;
    }

    private static int CountNew(Fact[] known, Fact[] own)
    {
        int k = 0, o = 0, added = 0;
        while (o < own.Length)
        {
            var order = k == known.Length ? 1 : string.CompareOrdinal(known[k].Path, own[o].Path);
            added += order > 0 ? 1 : 0;
            k += order <= 0 ? 1 : 0;
            o += order >= 0 ? 1 : 0;
        }

        return added;
    }

    /// <summary>Equal stamps are the same content; should they still differ, the value decides, so that arrival never does.</summary>
    private static bool Beats(FactValue value, Stamp stamp, FactValue known, Stamp knownBy)
    {
        var order = stamp.CompareTo(knownBy);
        order = order != 0 ? order : value.Type.CompareTo(known.Type);
        order = order != 0 ? order : value.Number.CompareTo(known.Number);
        return (order != 0 ? order : string.CompareOrdinal(value.Text, known.Text)) > 0;
    }

    /// <summary>Of a path that one event states twice the last statement counts.</summary>
    private static Fact[] Sorted(Fact[] own)
    {
        var last = new Dictionary<string, Fact>(own.Length, StringComparer.Ordinal);
        foreach (var fact in own)
        {
            last[fact.Path] = fact;
        }

        var sorted = last.Values.ToArray();
        Array.Sort(sorted, byPath);
        return sorted;
    }
}
