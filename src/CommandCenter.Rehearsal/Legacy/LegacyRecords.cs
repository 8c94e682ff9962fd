using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Legacy;

/// <summary>What the legacy stack will know of an order: its POS row, its WMS rows, its customer's calls.</summary>
internal static class LegacyRecords
{
    private const ulong Stream = 4;

    public static OrderRows? Of(long seed, RetailOrder order, OrderLives lives, double speed)
    {
        var life = order.OrchestrationOwns ? lives.Copy : lives.Owner;
        if (life is null)
        {
            return null;
        }

        var dice = Dice.For(seed, order.Number, Stream);
        var versions = Versions(ref dice, order, life, long.MinValue);
        CareContacts.Write(ref dice, order, lives.Owner, speed, versions);
        return new OrderRows(order.Number, order.Key, order.Lane.Name, life.IsCopy, StageTruth.Of(life), versions, StockMoves.Of(order, lives.Owner, dice.Chance(Mishap.MissedStockRate)))
        {
            ArrivedTicks = order.ArrivedAt.UtcTicks,
            Effects = Effects.Of(life, captured: false),
            Releases = Releases.Of(life),
        };
    }

    /// <summary>What the feeds will tell of a life that is no longer the one that was planned at first: only what happens behind an instant.</summary>
    /// <param name="after">Milliseconds since 1970.</param>
    public static List<VersionRow> From(long seed, RetailOrder order, OrderLife life, long after)
    {
        var dice = Dice.For(seed, order.Number, Stream);
        return Versions(ref dice, order, life, after);
    }

    private static List<VersionRow> Versions(ref Dice dice, RetailOrder order, OrderLife life, long after)
    {
        var versions = new List<VersionRow>();
        PosTransactions.Write(ref dice, order, life, versions, after);
        if (!life.IsCopy)
        {
            WmsShipments.Write(ref dice, order, life, versions, after);
        }

        return versions;
    }

    /// <summary>Turns moments of change into versions: each is replaced when the next is committed, and commits keep their order.</summary>
    public static void Version(List<VersionRow> into, int feed, string id, long number, long after, IReadOnlyList<(DateTimeOffset At, DateTimeOffset Late, string Sort, byte[] Body)> states)
    {
        var due = new long[states.Count];
        for (var i = 0; i < states.Count; i++)
        {
            due[i] = states[i].Late.ToUnixTimeMilliseconds();
            if (i > 0 && due[i] <= due[i - 1])
            {
                due[i] = due[i - 1] + 1;
            }
        }

        for (var i = 0; i < states.Count; i++)
        {
            var at = states[i].At.ToUnixTimeMilliseconds();
            if (at > after)
            {
                into.Add(new VersionRow(feed, states[i].Sort, id, number, due[i], i + 1 < states.Count ? due[i + 1] : long.MaxValue, states[i].Body) { At = at });
            }
        }
    }
}
