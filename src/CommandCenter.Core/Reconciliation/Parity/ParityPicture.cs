using CommandCenter.OrderExceptions;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Reconciliation.Parity;

/// <summary>Makes what is shown out of what is counted.</summary>
internal static class ParityPicture
{
    private const int Samples = 3;

    public static ParitySnapshot Of(ParityBook book, ParityRules rules, Horizon horizon, DateTimeOffset asOf, IReadOnlyList<OpenMismatch> open)
    {
        var byLane = open.GroupBy(m => m.Mismatch.Lane ?? "(none)").ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        var planned = rules.Plan.Lanes.Select(l => l.Id).ToList();
        var counts = book.Counts();
        var lanes = counts.Keys.OrderBy(l => planned.IndexOf(l) is >= 0 and var at ? at : int.MaxValue).ThenBy(l => l, StringComparer.Ordinal)
            .Select(l => LaneOf(l, counts[l], byLane.GetValueOrDefault(l) ?? [], rules, horizon, asOf)).ToList();
        return new ParitySnapshot(book.Revision, asOf, rules.Plan.Hash, horizon, null, null, null, lanes, open) { Groups = GroupsOf(open) };
    }

    public static IReadOnlyList<MismatchGroup> GroupsOf(IEnumerable<OpenMismatch> open) =>
    [
        .. open.GroupBy(m => m.Mismatch.Fingerprint).Select(GroupOf)
            .OrderByDescending(g => g.Orders - g.Pending - g.Understood > 0).ThenByDescending(g => g.Severity).ThenByDescending(g => g.Money.Values.DefaultIfEmpty(0).Max()).ThenByDescending(g => g.Orders)
            .ThenBy(g => g.Fingerprint, StringComparer.Ordinal),
    ];

    private static MismatchGroup GroupOf(IGrouping<string, OpenMismatch> group)
    {
        var first = group.First().Mismatch;
        var orders = group.Select(m => m.Mismatch.OrderKey).Distinct(StringComparer.Ordinal).Count();
        var money = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var one in group.Where(m => m.Mismatch.Money is not null))
        {
            var currency = one.Mismatch.Currency ?? "-";
            money[currency] = money.GetValueOrDefault(currency) + one.Mismatch.Money!.Value;
        }

        return new MismatchGroup(
            group.Key, first.Difference.Rule, first.Class, first.Lane, first.Difference.Cell, first.Place, first.Pattern, orders, Orders(m => m.Mismatch.Difference.IsPending), Orders(m => m.IsUnderstood), money,
            group.Min(m => m.FirstSeen), group.Max(m => m.FirstSeen),
            [.. group.OrderByDescending(m => m.Mismatch.Money ?? 0).ThenBy(m => m.Mismatch.OrderKey, StringComparer.Ordinal).Select(m => m.Mismatch.OrderKey).Distinct(StringComparer.Ordinal).Take(Samples)]);

        int Orders(Func<OpenMismatch, bool> of) => group.Where(of).Select(m => m.Mismatch.OrderKey).Distinct(StringComparer.Ordinal).Count();
    }

    private static LaneParity LaneOf(string lane, IReadOnlyList<CellCounts> counts, List<OpenMismatch> open, ParityRules rules, Horizon horizon, DateTimeOffset asOf)
    {
        var ripe = open.Where(m => !m.Mismatch.Difference.IsPending).ToList();
        // understood counts where nothing else of the order differs in that cell
        var understood = ripe.GroupBy(m => (m.Mismatch.OrderKey, m.Mismatch.Difference.Cell)).Where(g => g.All(m => m.IsUnderstood)).GroupBy(g => g.Key.Cell).ToDictionary(g => g.Key, g => (long)g.Count());
        var orders = ripe.GroupBy(m => m.Mismatch.OrderKey).ToList();
        var explained = orders.LongCount(o => o.All(m => m.IsUnderstood));
        var pending = open.Where(m => m.Mismatch.Difference.IsPending).ToList();
        var presence = counts[ParityCells.Presence.Index];
        var total = presence.Agrees + presence.Differs + presence.Pending + presence.NotExpected;
        var oldest = pending.Count == 0 ? (DateTimeOffset?)null : pending.Min(m => m.Mismatch.Difference.Since);
        var why = horizon.Both is null ? "one side has not been read yet"
            : asOf - oldest > rules.MaxPending ? $"a difference has been pending since {oldest:HH:mm:ss} UTC: one side is not being read"
            : null;
        return new LaneParity(
            lane, total == 0 ? ParityStanding.NoOrders : why is null ? ParityStanding.Known : ParityStanding.CannotTell, why, total, orders.Count - explained, explained,
            pending.Select(m => m.Mismatch.OrderKey).Distinct(StringComparer.Ordinal).LongCount(),
            [.. ParityCells.All.Where(c => counts[c.Index].Any).Select(c => new ParityCount(c, counts[c.Index], Math.Min(understood.GetValueOrDefault(c), counts[c.Index].Differs)))]);
    }
}
