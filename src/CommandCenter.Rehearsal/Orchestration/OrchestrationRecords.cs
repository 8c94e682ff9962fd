using System.Globalization;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Orchestration;

/// <summary>Numbers of the platform's feeds in its ledger. Both are logs that only grow.</summary>
internal static class OrchestrationFeeds
{
    public const int Events = 1;
    public const int Shipments = 2;
}

/// <summary>What the platform will know of an order: its events and the milestones of its shipments.</summary>
internal static class OrchestrationRecords
{
    private const ulong Stream = 5;

    public static OrderRows? Of(long seed, RetailOrder order, OrderLives lives)
    {
        var life = order.OrchestrationOwns ? lives.Owner : lives.Copy;
        if (life is null)
        {
            return null;
        }

        var dice = Dice.For(seed, order.Number, Stream);
        var versions = Versions(ref dice, order, life);
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
        var versions = Versions(ref dice, order, life);
        versions.RemoveAll(v => v.At <= after);
        return versions;
    }

    private static List<VersionRow> Versions(ref Dice dice, RetailOrder order, OrderLife life)
    {
        var versions = new List<VersionRow>();
        OrderEvents.Write(ref dice, order, life, versions);
        if (!life.IsCopy)
        {
            ShipmentMilestones.Write(ref dice, order, life, versions);
        }

        return versions;
    }

    /// <summary>Adds one message to a log: the place in the log is when it was committed.</summary>
    public static void Log(List<VersionRow> into, int feed, long number, string id, DateTimeOffset at, DateTimeOffset commit, byte[] body)
    {
        var due = commit.ToUnixTimeMilliseconds();
        into.Add(new VersionRow(feed, due.ToString("D14", CultureInfo.InvariantCulture), id, number, due, long.MaxValue, body) { At = at.ToUnixTimeMilliseconds() });
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
