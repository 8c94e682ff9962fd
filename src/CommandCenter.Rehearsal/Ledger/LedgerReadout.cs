using CommandCenter.Rehearsal.Targets;

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
            r => (Lane: r.GetString(0), Standing: (Targets.Standing)r.GetInt64(1), Stage: r.GetString(2), Count: r.GetInt64(3)), now);
        return new
        {
            asOf = DateTimeOffset.FromUnixTimeMilliseconds(horizon),
            orders = counts.Sum(c => c.Count),
            owned = counts.Where(c => c.Standing == Targets.Standing.Owned).Sum(c => c.Count),
            copies = counts.Where(c => c.Standing == Targets.Standing.Copy).Sum(c => c.Count),
            withdrawn = counts.Where(c => c.Standing == Targets.Standing.Withdrawn).Sum(c => c.Count),
            byStage = counts.Where(c => c.Standing == Targets.Standing.Owned).GroupBy(c => c.Stage, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Count), StringComparer.Ordinal),
            copiesByStage = counts.Where(c => c.Standing == Targets.Standing.Copy).GroupBy(c => c.Stage, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Count), StringComparer.Ordinal),
            byLane = counts.GroupBy(c => c.Lane, StringComparer.Ordinal).ToDictionary(
                g => g.Key,
                g => new { owned = g.Where(c => c.Standing == Targets.Standing.Owned).Sum(c => c.Count), copies = g.Where(c => c.Standing == Targets.Standing.Copy).Sum(c => c.Count) },
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

    /// <summary>One order with the moments of its stages so far, how it stands, what was changed and what was done outside for it; or null.</summary>
    public static object? Order(OrderBook book, string key)
    {
        var ledger = book.Ledger;
        if (book.Look(key) is not { } held)
        {
            return null;
        }

        var open = book.Open(held);
        var horizon = ledger.Horizon;
        var stages = ledger.Read(
            "SELECT stage, since FROM stages WHERE number = $number AND since <= $horizon ORDER BY since",
            r => new { stage = r.GetString(0), at = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(1)) },
            ("$number", held.Number), ("$horizon", horizon));
        return new
        {
            orderKey = key,
            lane = open.Order.Lane.Name,
            copy = held.Standing == Targets.Standing.Copy,
            stage = stages.Count == 0 ? "created" : stages[^1].stage,
            stages,
            standing = Word(held.Standing),
            epoch = held.Epoch,
            lines = Lines(open, horizon),
            attributes = Attributes(open.Facts),
            effects = ledger.Read(
                "SELECT kind, parcel, at, copy FROM effects WHERE number = $number AND at <= $horizon ORDER BY at",
                r => new { kind = r.GetString(0), parcel = r.GetInt32(1), at = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(2)), copy = r.GetInt64(3) == 1 },
                ("$number", held.Number), ("$horizon", horizon)),
            changes = ledger.Read(
                "SELECT kind, at, copy FROM changes WHERE key = $key ORDER BY rowid",
                r => new { kind = r.GetString(0), at = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(1)), copy = r.GetInt64(2) == 1 },
                ("$key", key)),
        };
    }

    /// <summary>A page of all orders by key: how each stands, where its lines are, and how often it had which effect outside.</summary>
    public static object Standing(OrderBook book, string after, int limit)
    {
        var held = book.Page(after, limit);
        var horizon = book.Ledger.Horizon;
        var effects = EffectCounts(book.Ledger, held, horizon);
        return new
        {
            orders = held.ConvertAll(h =>
            {
                var open = book.Open(h);
                return new { orderKey = h.Key, standing = Word(h.Standing), epoch = h.Epoch, lines = Lines(open, horizon), attributes = Attributes(open.Facts), effects = effects.GetValueOrDefault(h.Key) ?? [] };
            }),
            next = held.Count == limit ? held[^1].Key : null,
        };
    }

    /// <summary>How many orders have parcels that wait for their release.</summary>
    public static long Waiting(SideLedger ledger) => ledger.Read("SELECT count(*) FROM waiting", r => r.GetInt64(0))[0];

    /// <summary>By order key and kind, for orders that lie in the order of keys.</summary>
    public static Dictionary<string, Dictionary<string, int>> EffectCounts(SideLedger ledger, List<HeldOrder> orders, long horizon) =>
        orders.Count == 0 ? [] : ledger.Read(
            "SELECT o.key, e.kind, count(*) FROM orders o JOIN effects e ON e.number = o.number WHERE o.key >= $from AND o.key <= $until AND e.at <= $horizon GROUP BY 1, 2",
            r => (Key: r.GetString(0), Kind: r.GetString(1), Count: r.GetInt32(2)), ("$from", orders[0].Key), ("$until", orders[^1].Key), ("$horizon", horizon))
        .GroupBy(e => e.Key, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.ToDictionary(e => e.Kind, e => e.Count, StringComparer.Ordinal), StringComparer.Ordinal);

    private static object Lines(OpenOrder open, long horizon) =>
        LineStages.Of(open.Order, open.Life, DateTimeOffset.FromUnixTimeMilliseconds(horizon)).ConvertAll(l => new { line = l.Line, stage = l.Stage });

    private static Dictionary<string, string> Attributes(OrderFacts facts) =>
        OrderFacts.Names.Where(n => facts[n] is not null).ToDictionary(n => n, n => facts[n]!, StringComparer.Ordinal);

    private static string Word(Targets.Standing standing) => standing switch { Targets.Standing.Owned => "owned", Targets.Standing.Copy => "copy", _ => "withdrawn" };
}
