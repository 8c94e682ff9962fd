using System.Globalization;
using CommandCenter.OrderExceptions;
using CommandCenter.Orders;

namespace CommandCenter.Reconciliation.Stock;

/// <summary>Makes cases of stock that lasts in differing: one of each article and node up to a number, one for the rest.</summary>
internal sealed class StockCases(StockParity stock) : ICaseSource
{
    private const int Most = 50;

    public string Name => "stock";

    public async Task<IReadOnlyList<CaseSignal>?> ReadAsync(CancellationToken cancel)
    {
        var now = await stock.ReadAsync(cancel);
        return now.CannotTell is null ? SignalsOf(now) : null;
    }

    internal static IReadOnlyList<CaseSignal> SignalsOf(StockPicture now)
    {
        var wrong = now.Pairs.Where(p => p.Oversell > 0).OrderByDescending(p => p.Oversell).ThenBy(p => p.Sku, StringComparer.Ordinal).ThenBy(p => p.Node, StringComparer.Ordinal).ToList();
        var signals = wrong.Take(Most).Select(p => Signal(
            $"stock|{p.Node}|{p.Sku}", $"{p.Sku} at {p.Node}: {Count(p.Oversell)} may be oversold",
            p.Lasts ? $"Legacy offers {Count(p.Legacy)} and orchestration {Count(p.Orchestration)}, and that outlasted a reading of both. The record of stock counts; oldest promise wins." : $"{Count(p.Reserved ?? 0)} are reserved and {Count(p.OnHand ?? 0)} are on hand. The oldest promise wins.",
            p.DiffersSince ?? p.LegacyAsOf)).ToList();
        if (wrong.Count > Most)
        {
            var rest = wrong.Skip(Most).ToList();
            signals.Add(Signal("stock|*", $"{Count(rest.Count)} more articles at nodes: {Count(rest.Sum(p => p.Oversell))} may be oversold", "Their stock lasts in differing between the sides.", rest.Min(p => p.DiffersSince ?? p.LegacyAsOf)));
        }

        return signals;
    }

    private static CaseSignal Signal(string fingerprint, string title, string why, DateTimeOffset since) => new()
    {
        Fingerprint = fingerprint.Length <= 200 ? fingerprint : fingerprint[..200], Rule = "stock-differs", Bucket = ExceptionBucket.InventoryDrift, Team = OwnerTeam.Operations, Title = title, Why = why,
        Orders = 0, Since = since, AtLeast = CaseSeverity.Medium, Link = "/reconciliation/stock", Side = (Side?)null,
    };

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
