using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CommandCenter.Traffic.Actuators.HaProxy;

/// <summary>
/// A traffic table as entries of a HAProxy map: a head that names revision, number of rules and a mark, and each rule beside it under that mark. Every application has a mark of its own, so that whoever
/// reads while a table is replaced never mixes the rules of two. What the shipped Lua file reads.
/// </summary>
internal static class HaProxyTable
{
    private const string Head = "head";

    /// <summary>Key and value of each entry; of letters, digits and <c>-._~%|=&amp;:/</c> only, which part no words in a command.</summary>
    /// <param name="mark">Hexadecimal.</param>
    public static IEnumerable<(string Key, string Value)> Entries(CarriedTable carried, string mark)
    {
        var rules = Rules(carried.Table);
        yield return (Head, string.Create(CultureInfo.InvariantCulture, $"v1:{carried.Table.Revision}:{rules.Count}:{mark}:{carried.BreakGlass?.ToString() ?? "-"}"));
        for (var i = 0; i < rules.Count; i++)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"{mark}/{i + 1}"), rules[i]);
        }
    }

    /// <summary>Fingerprint of the rules, whatever their mark.</summary>
    public static string ContentOf(CarriedTable carried) => Fingerprint(Rules(carried.Table));

    /// <summary>What entries that were read back say, as the Lua file would read them.</summary>
    public static Holding Read(IReadOnlyDictionary<string, string> entries)
    {
        if (!entries.TryGetValue(Head, out var head) || head.Split(':') is not ["v1", var revisionText, var countText, var mark, var glassText]
            || !long.TryParse(revisionText, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) || !int.TryParse(countText, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return Holding.Nothing;
        }

        var rules = Enumerable.Range(1, Math.Min(count, entries.Count)).Select(i => entries.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"{mark}/{i}"))).ToList();
        var whole = count == entries.Count - 1 && rules.TrueForAll(r => r is not null);
        return new Holding(revision, Guid.TryParse(glassText, out var glass) ? glass : null, whole ? Fingerprint(rules!) : "torn");
    }

    /// <summary>Such as <c>2500|o|lane=home&amp;region=west</c>. The default below them is what the Lua file does anyway.</summary>
    private static List<string> Rules(TrafficTable table) =>
    [
        .. table.Rules.Where(r => r != TrafficRule.Default).Select(r => string.Create(
            CultureInfo.InvariantCulture, $"{r.Hundredths}|{(r.SplitBy == SplitBy.Store ? 's' : 'o')}|{string.Join('&', r.Segment.Values.Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value)}"))}")),
    ];

    private static string Fingerprint(IEnumerable<string> rules) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rules))));
}
