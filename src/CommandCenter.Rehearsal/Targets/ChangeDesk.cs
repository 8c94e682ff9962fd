using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>Changes of orders that a side holds, its own and copies. Runs in the writer's turn, in its transaction.</summary>
internal sealed class ChangeDesk(TargetDesk desk)
{
    public static IReadOnlyList<string> Kinds { get; } = ["address", "hold", "release-hold", "return", "exchange"];

    private readonly OrderBook book = desk.Book;

    /// <param name="body">The change as it was sent.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public DeskAnswer Change(string key, string kind, byte[] body, long now)
    {
        if (!Kinds.Contains(kind))
        {
            return new DeskAnswer(DeskResult.Invalid, key, "kind: " + string.Join(", ", Kinds));
        }

        if (book.Find(key) is not { } held)
        {
            return new DeskAnswer(DeskResult.UnknownOrder, key);
        }

        if (held.Standing == Standing.Withdrawn)
        {
            return new DeskAnswer(DeskResult.GivenUp, key);
        }

        var open = book.Open(held);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now);
        var stand = LifeChanges.StandOf(open.Order, open.Life, at);
        var closed = LifeChanges.IsCancelled(open.Life, at);
        if (closed || (kind == "address" && stand > ParcelStand.Unreleased) || (kind == "hold" && stand == ParcelStand.Gone))
        {
            return new DeskAnswer(DeskResult.TooLate, key);
        }

        if (kind == "return" && held.Standing == Standing.Owned && stand < ParcelStand.Gone)
        {
            return new DeskAnswer(DeskResult.Refused, key);
        }

        Note(key, kind, held.Standing == Standing.Copy, body, now);
        var changed = kind switch
        {
            "hold" when open.Life.HeldAt is null => LifeChanges.Hold(open.Life, at),
            "release-hold" when open.Life.HeldAt is not null => LifeChanges.ReleaseHold(open.Life, at),
            "return" when held.Standing == Standing.Owned => LifeChanges.Return(open.Life, at),
            _ => open.Life,
        };
        if (!ReferenceEquals(changed, open.Life))
        {
            book.Change(held, open.Order, changed, now);
            desk.Gate.Reconsider();
        }

        return new DeskAnswer(DeskResult.Recorded, key);
    }

    /// <summary>Notes that the other side shipped an order. Nothing is captured, invoiced or told; an order that was not known is kept as a copy that does nothing.</summary>
    public DeskAnswer Shipped(string key, System.Text.Json.JsonElement order, byte[] body, string given, long now)
    {
        var known = book.Find(key);
        if (known is null)
        {
            if (Reading.Find(order, "orderKey") is not { ValueKind: System.Text.Json.JsonValueKind.String } named || named.GetString() != key)
            {
                return new DeskAnswer(DeskResult.Invalid, key, "order.orderKey: " + key);
            }

            var taken = desk.Create(order, isCopy: true, epoch: 1, copyUntil: "created", given, now);
            if (taken.Result != DeskResult.Created)
            {
                return taken;
            }
        }
        else if (known.Standing == Standing.Owned)
        {
            return new DeskAnswer(DeskResult.Exists, key);
        }

        Note(key, "shipped", isCopy: true, body, now);
        return new DeskAnswer(DeskResult.Noted, key);
    }

    private void Note(string key, string kind, bool isCopy, byte[] body, long now) =>
        book.Ledger.Write(
            "INSERT INTO changes (key, kind, at, copy, body) VALUES ($key, $kind, $at, $copy, $body)",
            ("$key", key), ("$kind", kind), ("$at", now), ("$copy", isCopy ? 1 : 0), ("$body", body));
}
