namespace CommandCenter.Rehearsal.Ledger;

/// <summary>The truth about a side, for whoever compares it with what a product shows.</summary>
internal static class LedgerReadout
{
    public static object Summary(SideLedger ledger)
    {
        var horizon = ledger.Horizon;
        (string, object)[] now = [("$horizon", horizon)];
        var counts = ledger.Read(
            "SELECT o.lane, o.copy, s.stage, count(*) FROM stages s JOIN orders o ON o.number = s.number WHERE s.since <= $horizon AND s.until > $horizon GROUP BY 1, 2, 3",
            r => (Lane: r.GetString(0), Copy: r.GetInt64(1) == 1, Stage: r.GetString(2), Count: r.GetInt64(3)), now);
        return new
        {
            asOf = DateTimeOffset.FromUnixTimeMilliseconds(horizon),
            orders = counts.Sum(c => c.Count),
            owned = counts.Where(c => !c.Copy).Sum(c => c.Count),
            copies = counts.Where(c => c.Copy).Sum(c => c.Count),
            byStage = counts.Where(c => !c.Copy).GroupBy(c => c.Stage, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Count), StringComparer.Ordinal),
            copiesByStage = counts.Where(c => c.Copy).GroupBy(c => c.Stage, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Count), StringComparer.Ordinal),
            byLane = counts.GroupBy(c => c.Lane, StringComparer.Ordinal).ToDictionary(
                g => g.Key,
                g => new { owned = g.Where(c => !c.Copy).Sum(c => c.Count), copies = g.Where(c => c.Copy).Sum(c => c.Count) },
                StringComparer.Ordinal),
        };
    }

    /// <summary>Order keys, newest first.</summary>
    public static object Orders(SideLedger ledger, bool? copies, string? stage, int limit) =>
        ledger.Read(
            """
            SELECT o.key, o.lane, o.copy, s.stage, s.since FROM stages s JOIN orders o ON o.number = s.number
            WHERE s.since <= $horizon AND s.until > $horizon AND ($copy < 0 OR o.copy = $copy) AND ($stage = '' OR s.stage = $stage)
            ORDER BY o.number DESC LIMIT $limit
            """,
            r => new { orderKey = r.GetString(0), lane = r.GetString(1), copy = r.GetInt64(2) == 1, stage = r.GetString(3), since = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(4)) },
            ("$horizon", ledger.Horizon), ("$copy", copies is { } wanted ? (wanted ? 1 : 0) : -1), ("$stage", stage ?? ""), ("$limit", limit));

    /// <summary>One order with the moments of its stages so far, or null.</summary>
    public static object? Order(SideLedger ledger, string key)
    {
        var stages = ledger.Read(
            "SELECT o.lane, o.copy, s.stage, s.since FROM orders o JOIN stages s ON s.number = o.number WHERE o.key = $key AND s.since <= $horizon ORDER BY s.since",
            r => (Lane: r.GetString(0), Copy: r.GetInt64(1) == 1, Stage: r.GetString(2), At: DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3))),
            ("$key", key), ("$horizon", ledger.Horizon));
        return stages.Count == 0
            ? null
            : new { orderKey = key, lane = stages[0].Lane, copy = stages[0].Copy, stage = stages[^1].Stage, stages = stages.Select(s => new { stage = s.Stage, at = s.At }) };
    }
}
