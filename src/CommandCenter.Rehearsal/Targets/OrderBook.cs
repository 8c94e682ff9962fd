using System.Text.Json;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Legacy;
using CommandCenter.Rehearsal.Orchestration;
using CommandCenter.Rehearsal.Retail;
using CommandCenter.Rehearsal.Scripts;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>The orders of one side: found, taken in, and their futures written anew. Everything that writes runs in the writer's turn, in its transaction.</summary>
internal sealed class OrderBook(SideLedger ledger, bool isOrchestration, RehearsalOptions options, ScriptBook scripts, Func<bool> commitsLate)
{
    private readonly long seed = options.Seed;
    private readonly double speed = options.Speed;

    public SideLedger Ledger { get; } = ledger;

    public bool IsOrchestration { get; } = isOrchestration;

    public HeldOrder? Find(string key) =>
        Ledger.ReadInTurn($"SELECT {HeldOrder.Columns} FROM orders WHERE key = $key", HeldOrder.Read, ("$key", key)).FirstOrDefault();

    public HeldOrder? Find(long number) =>
        Ledger.ReadInTurn($"SELECT {HeldOrder.Columns} FROM orders WHERE number = $number", HeldOrder.Read, ("$number", number)).FirstOrDefault();

    /// <summary>For readers: as far as it was committed.</summary>
    public HeldOrder? Look(string key) =>
        Ledger.Read($"SELECT {HeldOrder.Columns} FROM orders WHERE key = $key", HeldOrder.Read, ("$key", key)).FirstOrDefault();

    /// <summary>Orders behind a key, in the order of keys.</summary>
    public List<HeldOrder> Page(string after, int limit) =>
        Ledger.Read($"SELECT {HeldOrder.Columns} FROM orders WHERE key > $after ORDER BY key LIMIT $limit", HeldOrder.Read, ("$after", after), ("$limit", limit));

    public OpenOrder Open(HeldOrder held)
    {
        var arrived = new DateTimeOffset(held.ArrivedTicks, TimeSpan.Zero);
        var orchestrationOwns = held.Standing == Standing.Owned == IsOrchestration;
        if (held.Payload is null)
        {
            var made = OrderMaker.Make(seed, held.Number, arrived, speed);
            using var written = JsonDocument.Parse(OrderBodyWriter.Of(made));
            return new OpenOrder(held, made, OrderFacts.Of(written.RootElement), held.Life is { } changed ? LifeBody.Read(changed) : Original(held, made));
        }

        using var payload = JsonDocument.Parse(held.Payload);
        var order = OrderBody.Read(payload.RootElement, held.Number, arrived, orchestrationOwns, out var wrong) ?? throw new InvalidOperationException($"{held.Key}: {wrong}");
        return new OpenOrder(held, order, OrderFacts.Of(payload.RootElement), LifeBody.Read(held.Life!));
    }

    /// <summary>The number for a new key: its own, or the next that is free.</summary>
    public long FreeNumber(string key)
    {
        var number = OrderBody.NumberOf(key);
        while (Find(number) is not null)
        {
            number++;
        }

        return number;
    }

    public OrderLife PlanOwner(RetailOrder order, bool captured) => scripts.Find(order.Key) is { } script ? ScriptedLife.Plan(order, script) : LifePlans.Owner(seed, order, speed, captured);

    public OrderLife PlanCopy(RetailOrder order, string? until) => scripts.Find(order.Key) is { } script ? ScriptedLife.PlanCopy(order, script, until, IsOrchestration) : LifePlans.Copy(seed, order, speed, until, IsOrchestration);

    public OrderLife Activate(OpenOrder open, DateTimeOffset at) => LifePlans.Activate(seed, open.Order, speed, open.Life, at);

    /// <summary>Takes in an order that was sent, with all that it will do.</summary>
    public void Add(HeldOrder held, RetailOrder order, OrderLife life, long now)
    {
        Ledger.Write(
            "INSERT INTO orders (number, key, lane, copy, arrived, epoch, given, copy_until, payload, life) VALUES ($number, $key, $lane, $copy, $arrived, $epoch, $given, $until, $payload, $life)",
            ("$number", held.Number), ("$key", held.Key), ("$lane", order.Lane.Name), ("$copy", (int)held.Standing), ("$arrived", held.ArrivedTicks), ("$epoch", held.Epoch),
            ("$given", (object?)held.Given ?? DBNull.Value), ("$until", (object?)held.CopyUntil ?? DBNull.Value), ("$payload", held.Payload!), ("$life", LifeBody.Write(life)));
        Rewrite(held, order, life, long.MinValue, now);
        if (!IsOrchestration)
        {
            var dice = Dice.For(seed, held.Number, 8);
            var calls = new List<VersionRow>();
            CareContacts.Write(ref dice, order, life, speed, calls);
            calls.ForEach(Insert);
        }
    }

    /// <summary>Keeps what an order has become and writes its future anew, from an instant on.</summary>
    /// <param name="now">Milliseconds since 1970; everything up to it stays as it was told.</param>
    public void Change(HeldOrder held, RetailOrder order, OrderLife life, long now)
    {
        Ledger.Write(
            "UPDATE orders SET copy = $copy, epoch = $epoch, given = $given, life = $life WHERE number = $number",
            ("$copy", (int)held.Standing), ("$epoch", held.Epoch), ("$given", (object?)held.Given ?? DBNull.Value), ("$life", LifeBody.Write(life)), ("$number", held.Number));
        Rewrite(held, order, life, now, now);
    }

    private OrderLife Original(HeldOrder held, RetailOrder made)
    {
        var lives = OrderLives.Plan(seed, made, speed);
        return held.Standing == Standing.Owned ? lives.Owner : lives.Copy ?? throw new InvalidOperationException($"{held.Key}: the seed gives it no copy.");
    }

    private void Rewrite(HeldOrder held, RetailOrder order, OrderLife life, long after, long now)
    {
        (string, object)[] which = [("$number", held.Number), ("$after", after)];
        Ledger.Write("DELETE FROM versions WHERE number = $number AND at > $after AND at > 0", which);
        Ledger.Write("DELETE FROM effects WHERE number = $number AND at > $after", which);
        Ledger.Write("DELETE FROM releases WHERE number = $number AND at > $after", which);
        Ledger.Write("DELETE FROM stages WHERE number = $number", ("$number", held.Number));
        foreach (var stage in StageTruth.Of(life))
        {
            Ledger.Write(
                "INSERT INTO stages (number, stage, since, until, copy) VALUES ($number, $stage, $since, $until, $copy)",
                ("$number", held.Number), ("$stage", stage.Stage), ("$since", stage.From), ("$until", stage.Until), ("$copy", (int)held.Standing));
        }

        foreach (var effect in Effects.Of(life, captured: held.Epoch > 1).Where(e => e.At > after))
        {
            Ledger.Write(
                "INSERT INTO effects (number, kind, parcel, at, copy) VALUES ($number, $kind, $parcel, $at, $copy)",
                ("$number", held.Number), ("$kind", effect.Kind), ("$parcel", effect.Parcel), ("$at", effect.At), ("$copy", effect.IsCopy ? 1 : 0));
        }

        foreach (var release in Releases.Of(life).Where(r => r.At > after))
        {
            Ledger.Write("INSERT INTO releases (number, parcel, at) VALUES ($number, $parcel, $at)", ("$number", held.Number), ("$parcel", release.Parcel), ("$at", release.At));
        }

        if (life.Gated.Count > 0)
        {
            Ledger.Write("INSERT OR IGNORE INTO waiting (number) VALUES ($number)", ("$number", held.Number));
        }
        else
        {
            Ledger.Write("DELETE FROM waiting WHERE number = $number", ("$number", held.Number));
        }

        WriteVersions(held.Number, IsOrchestration ? OrchestrationRecords.From(seed, order, life, after) : LegacyRecords.From(seed, order, life, after), now);
    }

    /// <summary>Rows that are overwritten follow the last one that stays; logs only grow.</summary>
    private void WriteVersions(long number, List<VersionRow> rows, long now)
    {
        if (!IsOrchestration)
        {
            Ledger.Write(
                """
                UPDATE versions SET until = $forever WHERE number = $number AND feed <> $contacts
                AND due = (SELECT max(v.due) FROM versions v WHERE v.number = $number AND v.feed = versions.feed AND v.id = versions.id)
                """,
                ("$number", number), ("$forever", long.MaxValue), ("$contacts", LegacyFeeds.Contacts));
        }

        foreach (var chain in rows.GroupBy(r => (r.Feed, r.Id)))
        {
            var last = IsOrchestration
                ? null
                : Ledger.ReadInTurn("SELECT max(due) FROM versions WHERE number = $number AND feed = $feed AND id = $id", r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), ("$number", number), ("$feed", chain.Key.Feed), ("$id", chain.Key.Id))[0];
            var late = last is { } kept && chain.First().Due <= kept ? kept + 1 - chain.First().Due : 0;
            late += commitsLate() && LateCommits.Concerns(number) ? LateCommits.ByMilliseconds : 0;
            if (last is not null)
            {
                Ledger.Write(
                    "UPDATE versions SET until = $until WHERE number = $number AND feed = $feed AND id = $id AND due = $last",
                    ("$until", chain.First().Due + late), ("$number", number), ("$feed", chain.Key.Feed), ("$id", chain.Key.Id), ("$last", last.Value));
            }

            foreach (var row in chain)
            {
                var due = row with { Due = row.Due + late, Until = row.Until == long.MaxValue ? row.Until : row.Until + late };

                // replaced before anybody could have seen it
                if (due.Until > now)
                {
                    Insert(due);
                }
            }
        }
    }

    private void Insert(VersionRow row) =>
        Ledger.Write(
            "INSERT INTO versions (feed, sort, id, number, due, until, body, at) VALUES ($feed, $sort, $id, $number, $due, $until, $body, $at)",
            ("$feed", row.Feed), ("$sort", row.Sort), ("$id", row.Id), ("$number", row.Number), ("$due", row.Due), ("$until", row.Until), ("$body", row.Body), ("$at", row.At));
}
