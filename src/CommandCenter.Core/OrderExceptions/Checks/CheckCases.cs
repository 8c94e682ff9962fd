using System.Globalization;
using CommandCenter.OrderExceptions.Sources;

namespace CommandCenter.OrderExceptions.Checks;

/// <summary>What a check finds as cases: of a rule and lane the 200 oldest, and one case for the rest, for then it is no longer about orders.</summary>
internal sealed class CheckCases(IOrderCheck check, OrderWalk walk) : ICaseSource
{
    public const int MostEach = 200;

    public string Name => check.Name;

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel) => await walk.ReadAsync(check, cancel) is { } found ? Crowded(found) : null;

    internal static IReadOnlyList<CaseSignal> Crowded(IReadOnlyList<CaseSignal> found)
    {
        var signals = new List<CaseSignal>();
        foreach (var group in found.GroupBy(s => (s.Rule, s.Lane)))
        {
            var oldest = group.DistinctBy(s => s.Fingerprint).OrderBy(s => s.Since).ThenBy(s => s.Fingerprint, StringComparer.Ordinal).ToList();
            signals.AddRange(oldest.Take(MostEach));
            if (oldest.Count <= MostEach)
            {
                continue;
            }

            var first = oldest[MostEach];
            signals.Add(first with
            {
                Fingerprint = CasePrint.Of("rest", group.Key.Rule, group.Key.Lane ?? "-"), OrderKey = null, Orders = oldest.Count - MostEach, AtLeast = CaseSeverity.High, Times = null,
                Money = oldest.Skip(MostEach).Sum(s => s.Money ?? 0), Title = "Many orders: " + first.Title, Link = group.Key.Lane is { } lane ? "/orders?lane=" + Uri.EscapeDataString(lane) : "/orders",
                Why = string.Create(CultureInfo.InvariantCulture, $"{first.Why} There are {oldest.Count} of them; the {MostEach} oldest are cases of their own. Look for one cause behind them."),
            });
        }

        return signals;
    }
}
