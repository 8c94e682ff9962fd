using System.Globalization;
using System.Text;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Legacy;

/// <summary>Rows that somebody touches while they are being paged: nothing in them changes but the time, so they move to the end of the feed.</summary>
internal static class MovingRows
{
    public static void Touch(SideLedger ledger, int feed, IReadOnlyList<FeedRecord> rows, string column, string format)
    {
        var horizon = ledger.Horizon;
        var now = BusinessZone.ToLocal(DateTimeOffset.FromUnixTimeMilliseconds(horizon)).ToString(format, CultureInfo.InvariantCulture);
        foreach (var row in rows)
        {
            var body = Encoding.UTF8.GetString(row.Body).Replace($"\"{column}\":\"{row.Sort}\"", $"\"{column}\":\"{now}\"", StringComparison.Ordinal);
            ledger.Write(
                """
                INSERT INTO versions (feed, sort, id, number, due, until, body, at)
                SELECT feed, $now, id, number, $horizon, until, $body, at FROM versions
                WHERE feed = $feed AND sort = $sort AND id = $id AND due <= $horizon AND until > $horizon AND sort < $now
                """,
                ("$now", now), ("$horizon", horizon), ("$body", Encoding.UTF8.GetBytes(body)), ("$feed", feed), ("$sort", row.Sort), ("$id", row.Id));
            ledger.Write(
                "UPDATE versions SET until = $horizon WHERE feed = $feed AND sort = $sort AND id = $id AND due <= $horizon AND until > $horizon AND sort < $now",
                ("$now", now), ("$horizon", horizon), ("$feed", feed), ("$sort", row.Sort), ("$id", row.Id));
        }
    }
}
