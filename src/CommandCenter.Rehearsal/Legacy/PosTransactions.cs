using System.Globalization;
using System.Text.Json;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Legacy;

/// <summary>The point of sale's transaction table: one row per order, overwritten as it goes on, with a column for each moment.</summary>
internal static class PosTransactions
{
    private const long FirstTransaction = 1_000_000_000;
    private const long FirstRepeat = 6_000_000_000;
    private static readonly string[] promotions = ["FALL10", "WELCOME", "FREESHIP"];

    public static void Write(ref Dice dice, RetailOrder order, OrderLife life, List<VersionRow> into, long after)
    {
        var states = new List<(DateTimeOffset, DateTimeOffset, string, byte[])>();
        var row = new PosRow(order, life) { Promotion = dice.Chance(0.12) ? dice.Of(promotions) : null };
        var cents = life is { IsCopy: true, IsSpared: false } && dice.Chance(0.003) ? dice.Below(2) == 0 ? 1 : -1 : 0;
        var repeated = false;
        foreach (var move in life.Moves)
        {
            if (!row.Take(move))
            {
                continue;
            }

            var mishap = Mishap.Throw(ref dice, life);
            var commit = (move.At > order.ArrivedAt ? move.At : order.ArrivedAt) + TimeSpan.FromMilliseconds(dice.Between(20, 180));
            repeated |= mishap.Repeated && states.Count == 0;
            if (mishap.Missing && states.Count > 0)
            {
                continue;
            }

            row.Revision++;
            var updated = BusinessZone.Seconds(commit);
            states.Add((move.At, commit + mishap.Late, updated, row.Render(FirstTransaction + order.Number, updated, move.At, cents, mishap.Malformed)));
            if (repeated && states.Count == 1)
            {
                // a register that lost its line uploads the sale again: another row, the same sale
                var again = commit + TimeSpan.FromSeconds(3);
                LegacyRecords.Version(into, LegacyFeeds.Transactions, Id(FirstRepeat + order.Number), order.Number, after,
                    [(move.At, again, BusinessZone.Seconds(again), row.Render(FirstRepeat + order.Number, BusinessZone.Seconds(again), move.At, cents, malformed: false))]);
            }
        }

        LegacyRecords.Version(into, LegacyFeeds.Transactions, Id(FirstTransaction + order.Number), order.Number, after, states);
    }

    private static string Id(long transaction) => transaction.ToString(CultureInfo.InvariantCulture);
}
