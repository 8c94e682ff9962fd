using CommandCenter.Shared;

namespace CommandCenter.Reconciliation.Files;

/// <summary>A column of both files.</summary>
/// <param name="Name">The left file's name for it.</param>
/// <param name="Left">Its place in the left file, from 0.</param>
public sealed record ColumnPair(string Name, int Left, int Right);

/// <summary>Which columns are compared with which: those of the same name, whatever its case, unless they are mapped or ignored.</summary>
/// <param name="KeyWasFound">Nobody named the key: it is the first common column that is called like one, else the first common column.</param>
/// <param name="OnlyLeft">Names of columns that are not compared because the right file has none for them.</param>
public sealed record ColumnPairing(IReadOnlyList<ColumnPair> Keys, bool KeyWasFound, IReadOnlyList<ColumnPair> Compared, IReadOnlyList<string> OnlyLeft, IReadOnlyList<string> OnlyRight)
{
    private static readonly string[] keyNames = ["orderkey", "orderid", "orderno", "ordernumber", "orderref", "key", "id"];

    /// <exception cref="FileRefusal">An option names a column that is not there, or there is none to compare by.</exception>
    internal static ColumnPairing Of(ReconcileFiles asked, string[] left, string[] right)
    {
        var partner = left.Select(name => Find(right, name)).ToArray();
        foreach (var (from, to) in asked.Maps)
        {
            var (l, r) = (Must(left, from, "--map", "left"), Must(right, to, "--map", "right"));
            var taken = Array.IndexOf(partner, r);
            partner[taken < 0 ? l : taken] = -1;
            partner[l] = r;
        }

        var common = Enumerable.Range(0, left.Length).Where(l => partner[l] >= 0).Select(l => new ColumnPair(left[l], l, partner[l])).ToList();
        if (common.Count == 0)
        {
            throw Refuse("no-column", $"The files have no column of the same name. The left one has {Names(left)}, the right one {Names(right)}; allowed: name pairs with --map LEFT=RIGHT.", "--map");
        }

        var keys = Split(asked.Keys, left, right).Select(name => common.Find(p => Same(p.Name, name) || Same(right[p.Right], name))
            ?? throw Refuse("no-column", $"--key {name}: no column that both files have; allowed: {Names(common.Select(p => p.Name))}.", "--key")).Distinct().ToList();
        var found = keys.Count == 0;
        if (found)
        {
            keys.Add(keyNames.Select(k => common.Find(p => Plain(p.Name) == k)).FirstOrDefault(p => p is not null) ?? common[0]);
        }

        var ignored = Split(asked.Ignored, left, right);
        foreach (var name in ignored.Where(n => Find(left, n) < 0 && Find(right, n) < 0))
        {
            throw Refuse("no-column", $"--ignore {name}: no column of either file; allowed: {Names(left.Union(right, StringComparer.OrdinalIgnoreCase))}.", "--ignore");
        }

        bool Ignored(string name) => ignored.Exists(i => Same(i, name));
        return new ColumnPairing(
            keys, found,
            [.. common.Where(p => !keys.Contains(p) && !Ignored(p.Name) && !Ignored(right[p.Right]))],
            [.. left.Where((n, l) => partner[l] < 0 && !Ignored(n))],
            [.. right.Where((n, r) => !partner.Contains(r) && !Ignored(n))]);
    }

    /// <summary>The compared column that an option names.</summary>
    /// <exception cref="FileRefusal">There is none.</exception>
    internal int Named(string option, string name, string[] right)
    {
        for (var i = 0; i < Compared.Count; i++)
        {
            if (Same(Compared[i].Name, name) || Same(right[Compared[i].Right], name))
            {
                return i;
            }
        }

        throw Refuse("no-column", $"{option} {name}: no column that is compared; allowed: {Names(Compared.Select(p => p.Name))}.", option);
    }

    internal static FileRefusal Refuse(string code, string message, string? option) => new(Error.Validation(code, message, option));

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static int Find(string[] names, string name) => Array.FindIndex(names, n => Same(n, name));

    private static int Must(string[] names, string name, string option, string side) =>
        Find(names, name) is var at and >= 0 ? at : throw Refuse("no-column", $"{option}: the {side} file has no column '{name}'; allowed: {Names(names)}.", option);

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);

    /// <summary>Names as options give them: one, or several with commas between; a column whose name has a comma is meant as it is.</summary>
    private static List<string> Split(IEnumerable<string> given, string[] left, string[] right) =>
        [.. given.SelectMany(g => Find(left, g) >= 0 || Find(right, g) >= 0 ? [g] : g.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
