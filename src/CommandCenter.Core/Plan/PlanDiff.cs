using System.Text;
using CommandCenter.Plan.Reading;

namespace CommandCenter.Plan;

public enum PlanChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>One difference between two plans.</summary>
/// <param name="Path">Items are named by their id, not by their place: <c>sources[legacy-orders].every</c>.</param>
/// <param name="Old">As it was written, shortened; null for what was added.</param>
/// <param name="New">As it is written, shortened; null for what was removed.</param>
public sealed record PlanChange(PlanChangeKind Kind, string Path, string? Old, string? New)
{
    /// <summary>The section that it belongs to.</summary>
    public string Section => Path.Split('.', '[')[0];

    public override string ToString() => Kind switch
    {
        PlanChangeKind.Added => $"+ {Path}: {New}",
        PlanChangeKind.Removed => $"- {Path}: {Old}",
        _ => $"~ {Path}: {Old} → {New}",
    };
}

/// <summary>What differs between two plan texts in what they say: layout, comments and the order of keys do not count, the order of items does.</summary>
public static class PlanDiff
{
    private const int LongestValue = 120;

    /// <summary>Keys that tell one item of a list from another; the first set that every item of both lists has, each pair once, is taken. One with a question mark may be missing.</summary>
    private static readonly string[][] Identities = [["id"], ["number"], ["activity"], ["role", "person"], ["system", "on"], ["stage", "from", "due?"], ["code", "rule"], ["segment"]];

    /// <param name="old">Null when no plan was applied before: everything is added.</param>
    public static IReadOnlyList<PlanChange> Compare(string? old, string @new)
    {
        ArgumentNullException.ThrowIfNull(@new);
        var changes = new List<PlanChange>();
        Maps("", old is null ? new MapNode(1, []) : Parse(old), Parse(@new), changes);
        return changes;
    }

    private static MapNode Parse(string yaml) => PlanYaml.Parse(yaml.TrimStart('\uFEFF'), new PlanProblems("")) ?? new MapNode(1, []);

    private static void Nodes(string path, PlanNode old, PlanNode @new, List<PlanChange> changes)
    {
        switch (old, @new)
        {
            case (MapNode before, MapNode after):
                Maps(path, before, after, changes);
                return;
            case (ListNode before, ListNode after) when Identity(before, after) is { } keys:
                Items(path, before, after, keys, changes);
                return;
        }

        var (was, now) = (Text(old), Text(@new));
        if (!string.Equals(was, now, StringComparison.Ordinal))
        {
            changes.Add(new PlanChange(PlanChangeKind.Changed, path, Short(was), Short(now)));
        }
    }

    private static void Maps(string path, MapNode old, MapNode @new, List<PlanChange> changes)
    {
        foreach (var entry in old.Entries)
        {
            var at = path.Length == 0 ? entry.Key : path + "." + entry.Key;
            if (@new.Find(entry.Key) is { } after)
            {
                Nodes(at, entry.Value, after, changes);
            }
            else
            {
                changes.Add(new PlanChange(PlanChangeKind.Removed, at, Short(Text(entry.Value)), null));
            }
        }

        foreach (var entry in @new.Entries.Where(e => old.Find(e.Key) is null))
        {
            changes.Add(new PlanChange(PlanChangeKind.Added, path.Length == 0 ? entry.Key : path + "." + entry.Key, null, Short(Text(entry.Value))));
        }
    }

    private static void Items(string path, ListNode old, ListNode @new, string[] keys, List<PlanChange> changes)
    {
        var before = old.Items.ToDictionary(i => NameOf(i, keys), StringComparer.Ordinal);
        var after = @new.Items.ToDictionary(i => NameOf(i, keys), StringComparer.Ordinal);
        foreach (var (name, item) in before)
        {
            if (after.TryGetValue(name, out var now))
            {
                Nodes($"{path}[{name}]", item, now, changes);
            }
            else
            {
                changes.Add(new PlanChange(PlanChangeKind.Removed, $"{path}[{name}]", Short(Text(item)), null));
            }
        }

        foreach (var (name, item) in after.Where(a => !before.ContainsKey(a.Key)))
        {
            changes.Add(new PlanChange(PlanChangeKind.Added, $"{path}[{name}]", null, Short(Text(item))));
        }

        var (oldOrder, newOrder) = (before.Keys.Where(after.ContainsKey).ToList(), after.Keys.Where(before.ContainsKey).ToList());
        if (!oldOrder.SequenceEqual(newOrder, StringComparer.Ordinal))
        {
            changes.Add(new PlanChange(PlanChangeKind.Changed, path + " (order)", Short(string.Join(", ", oldOrder)), Short(string.Join(", ", newOrder))));
        }
    }

    private static string[]? Identity(ListNode old, ListNode @new) => Identities.FirstOrDefault(keys => Distinct(old, keys) && Distinct(@new, keys));

    private static bool Distinct(ListNode list, string[] keys) =>
        list.Items.All(i => i is MapNode map && keys.All(k => k.EndsWith('?') || map.Find(k) is ScalarNode or MapNode)) && list.Items.Select(i => NameOf(i, keys)).Distinct(StringComparer.Ordinal).Count() == list.Items.Count;

    private static string NameOf(PlanNode item, string[] keys) => string.Join(" ", keys.Select(k => ((MapNode)item).Find(k.TrimEnd('?'))).OfType<PlanNode>().Select(Text));

    /// <summary>A value on one line, keys of maps sorted.</summary>
    private static string Text(PlanNode node) => node switch
    {
        ScalarNode { IsNothing: true } => "nothing",
        ScalarNode scalar => scalar.Text,
        ListNode list => "[" + string.Join(", ", list.Items.Select(Text)) + "]",
        MapNode map => "{ " + string.Join(", ", map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Key + ": " + Text(e.Value))) + " }",
        _ => "",
    };

    private static string Short(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, LongestValue));
        foreach (var c in text.Length > LongestValue ? text.AsSpan(0, LongestValue - 1) : text)
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return text.Length > LongestValue ? clean.Append('…').ToString() : clean.ToString();
    }
}
