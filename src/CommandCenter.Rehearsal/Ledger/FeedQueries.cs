using Microsoft.Data.Sqlite;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>One record as a feed hands it out.</summary>
internal sealed record FeedRecord(string Sort, string Id, byte[] Body);

/// <summary>What the feeds and the control read-outs ask of a ledger.</summary>
internal static class FeedQueries
{
    /// <summary>Current records behind (<paramref name="sort"/>, <paramref name="id"/>) in the order of the feed.</summary>
    /// <param name="horizon">What is visible, milliseconds since 1970.</param>
    /// <param name="frozenAt">Changes due after this instant stay where the cursor will not look; null when nothing is frozen.</param>
    public static List<FeedRecord> Page(SideLedger ledger, int feed, string sort, string id, int limit, long horizon, long? frozenAt = null) =>
        ledger.Read(
            """
            SELECT sort, id, body FROM versions
            WHERE feed = $feed AND (sort, id) > ($sort, $id) AND due <= $horizon AND until > $horizon AND due <= $frozen
            ORDER BY sort, id LIMIT $limit
            """,
            Record, ("$feed", feed), ("$sort", sort), ("$id", id), ("$limit", limit), ("$horizon", horizon), ("$frozen", frozenAt ?? long.MaxValue));

    /// <summary>Current records of one order, whatever the cursor says.</summary>
    public static List<FeedRecord> OfOrder(SideLedger ledger, int feed, string key) =>
        ledger.Read(
            """
            SELECT v.sort, v.id, v.body FROM orders o JOIN versions v ON v.number = o.number
            WHERE o.key = $key AND v.feed = $feed AND v.due <= $horizon AND v.until > $horizon
            ORDER BY v.sort, v.id
            """,
            Record, ("$feed", feed), ("$key", key), ("$horizon", ledger.Horizon));

    /// <summary>Published stock, a page of it, in the order of (node, sku).</summary>
    public static List<(string Sku, string Node, long OnHand, long Reserved)> Stock(SideLedger ledger, string afterNode, string afterSku, int limit) =>
        ledger.Read(
            "SELECT sku, node, on_hand, reserved FROM stock WHERE (node, sku) > ($node, $sku) ORDER BY node, sku LIMIT $limit",
            r => (r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3)),
            ("$node", afterNode), ("$sku", afterSku), ("$limit", limit));

    /// <summary>How many orders of its own the side has standing at a stage.</summary>
    public static long StandingAt(SideLedger ledger, params ReadOnlySpan<string> stages)
    {
        var count = 0L;
        foreach (var stage in stages)
        {
            count += ledger.Read(
                "SELECT count(*) FROM stages WHERE stage = $stage AND until > $horizon AND since <= $horizon AND copy = 0",
                r => r.GetInt64(0), ("$stage", stage), ("$horizon", ledger.Horizon))[0];
        }

        return count;
    }

    private static FeedRecord Record(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2));
}
