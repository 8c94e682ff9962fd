using System.Text.Json;
using CommandCenter.Rehearsal.Ledger;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>
/// What one side does when it is asked: takes orders and copies, gives them up, takes them back from nodes, cancels, sets stock aside. Every method runs in the writer's turn, in its
/// transaction, with both ledgers brought up to now; <c>now</c> is in milliseconds since 1970.
/// </summary>
internal sealed class TargetDesk(OrderBook book, ReleaseGate gate, double speed)
{
    public OrderBook Book { get; } = book;

    public ReleaseGate Gate { get; } = gate;

    /// <param name="order">As it was sent.</param>
    /// <param name="given">The idempotency key.</param>
    public DeskAnswer Create(JsonElement order, bool isCopy, int epoch, string? copyUntil, string given, long now)
    {
        var key = order.ValueKind == JsonValueKind.Object && order.TryGetProperty("orderKey", out var asked) && asked.ValueKind == JsonValueKind.String ? asked.GetString() : null;
        if (!OrderBody.IsKey(key))
        {
            return new DeskAnswer(DeskResult.Invalid, "", "order.orderKey: 1 to 40 of A-Z 0-9 - . _ :");
        }

        if (copyUntil is not null && !LifePlans.CopyUntil.Contains(copyUntil))
        {
            return new DeskAnswer(DeskResult.Invalid, key!, "copyUntil: " + string.Join(", ", LifePlans.CopyUntil));
        }

        if (Book.Find(key!) is { } known)
        {
            return Again(known, isCopy, epoch, given, now);
        }

        var at = At(now);
        var owner = !isCopy == Book.IsOrchestration;
        var number = Book.FreeNumber(key!);
        if (OrderBody.Read(order, number, at, owner, out var wrong) is not { } made)
        {
            return new DeskAnswer(DeskResult.Invalid, key!, "order." + wrong);
        }

        var life = isCopy ? Book.PlanCopy(made, copyUntil) : Book.PlanOwner(made, captured: epoch > 1);
        Book.Add(
            new HeldOrder(number, key!, isCopy ? Standing.Copy : Standing.Owned, epoch, at.UtcTicks, given, copyUntil, JsonSerializer.SerializeToUtf8Bytes(order), null), made, life, now);

        // stock that was set aside for it is what it takes now
        if (Book.Ledger.Write("DELETE FROM reservations WHERE key = $key", ("$key", key!)) == 0)
        {
            Book.Ledger.Shelf.Take(StockMoves.Of(made));
        }

        return new DeskAnswer(DeskResult.Created, key!);
    }

    public DeskAnswer Activate(string key, int epoch, string given, long now)
    {
        if (Book.Find(key) is not { } held)
        {
            return new DeskAnswer(DeskResult.UnknownOrder, key);
        }

        if (epoch < held.Epoch || (held.Standing == Standing.Withdrawn && epoch == held.Epoch))
        {
            return new DeskAnswer(DeskResult.StaleEpoch, key);
        }

        if (held.Standing == Standing.Owned)
        {
            return new DeskAnswer(DeskResult.Exists, key);
        }

        var open = Book.Open(held);
        if (LifeChanges.IsCancelled(open.Life, At(now)))
        {
            return new DeskAnswer(DeskResult.WasCancelled, key);
        }

        var own = open.Order with { OrchestrationOwns = Book.IsOrchestration };
        var activated = open with { Order = own };
        Book.Ledger.Write("DELETE FROM reservations WHERE key = $key", ("$key", key));
        Book.Change(held with { Standing = Standing.Owned, Epoch = epoch, Given = given }, own, Book.Activate(activated, At(now)), now);
        return new DeskAnswer(DeskResult.Activated, key);
    }

    /// <summary>Gives an order up: nothing follows, nothing is undone and nobody is told.</summary>
    public DeskAnswer Withdraw(string key, int epoch, long now)
    {
        if (Find(key, epoch, out var held) is { } no)
        {
            return no;
        }

        if (held!.Standing == Standing.Withdrawn)
        {
            return new DeskAnswer(DeskResult.Withdrawn, key);
        }

        var open = Book.Open(held);
        if (held.Standing == Standing.Owned && (LifeChanges.IsCancelled(open.Life, At(now)) || LifeChanges.StandOf(open.Order, open.Life, At(now)) > ParcelStand.Unreleased))
        {
            return new DeskAnswer(DeskResult.TooLate, key);
        }

        Book.Change(held with { Standing = Standing.Withdrawn, Epoch = epoch }, open.Order, LifeChanges.CutOff(open.Life, At(now)), now);
        return new DeskAnswer(DeskResult.Withdrawn, key);
    }

    /// <summary>Takes released parcels back while nobody has touched any of them.</summary>
    public DeskAnswer Recall(string key, int? epoch, long now)
    {
        if (Find(key, epoch, out var held) is { } no)
        {
            return no;
        }

        var open = Book.Open(held!);
        var stand = LifeChanges.StandOf(open.Order, open.Life, At(now));
        if (held!.Standing != Standing.Owned || stand > ParcelStand.Released || LifeChanges.IsCancelled(open.Life, At(now)))
        {
            return new DeskAnswer(DeskResult.Refused, key);
        }

        if (stand == ParcelStand.Released)
        {
            Book.Change(held, open.Order, LifeChanges.Recall(open.Life, At(now), TimeSpan.FromMinutes(30) / speed), now);
        }

        return new DeskAnswer(DeskResult.Recalled, key);
    }

    /// <summary>As the customer's: once, and not when something has left for a node.</summary>
    public DeskAnswer Cancel(string key, int epoch, long now)
    {
        if (Find(key, epoch, out var held) is { } no)
        {
            return no;
        }

        var open = Book.Open(held!);
        if (LifeChanges.IsCancelled(open.Life, At(now)))
        {
            return new DeskAnswer(DeskResult.Cancelled, key);
        }

        if (held!.Standing == Standing.Withdrawn)
        {
            return new DeskAnswer(DeskResult.GivenUp, key);
        }

        if (LifeChanges.StandOf(open.Order, open.Life, At(now)) > ParcelStand.Unreleased)
        {
            return new DeskAnswer(DeskResult.TooLate, key);
        }

        Book.Change(held, open.Order, LifeChanges.Cancel(open.Life, At(now), "CUSTOMER"), now);
        return new DeskAnswer(DeskResult.Cancelled, key);
    }

    /// <summary>Sets stock aside for an order that is to come.</summary>
    public DeskAnswer Reserve(string key, JsonElement order)
    {
        if (Book.Ledger.ReadInTurn("SELECT 1 FROM reservations WHERE key = $key", _ => true, ("$key", key)).Count > 0)
        {
            return new DeskAnswer(DeskResult.Reserved, key);
        }

        if (OrderBody.Read(order, 1, At(Book.Ledger.Horizon), Book.IsOrchestration, out var wrong) is not { } made)
        {
            return new DeskAnswer(DeskResult.Invalid, key, "order." + wrong);
        }

        var moves = made.Parcels.SelectMany(p => p.Lines.Select(l => new StockMove(l.Sku.Code, p.Node.Id, l.Quantity, Book.Ledger.Horizon))).ToList();

        // a copy's stock is known to be spoken for: the shelf counts it already
        var counted = Book.Find(key) is not null;
        if (!counted && !Book.Ledger.Shelf.TryReserve(moves))
        {
            return new DeskAnswer(DeskResult.NoStock, key);
        }

        foreach (var move in moves.GroupBy(m => (m.Sku, m.Node)))
        {
            Book.Ledger.Write(
                "INSERT INTO reservations (key, sku, node, quantity) VALUES ($key, $sku, $node, $quantity)",
                ("$key", key), ("$sku", move.Key.Sku), ("$node", move.Key.Node), ("$quantity", counted ? 0 : move.Sum(m => m.Quantity)));
        }

        return new DeskAnswer(DeskResult.Reserved, key);
    }

    public DeskAnswer Unreserve(string key)
    {
        foreach (var (sku, node, quantity) in Book.Ledger.ReadInTurn("SELECT sku, node, quantity FROM reservations WHERE key = $key", r => (r.GetString(0), r.GetString(1), r.GetInt64(2)), ("$key", key)))
        {
            Book.Ledger.Shelf.Return(sku, node, quantity);
        }

        Book.Ledger.Write("DELETE FROM reservations WHERE key = $key", ("$key", key));
        return new DeskAnswer(DeskResult.Unreserved, key);
    }

    /// <summary>Null when the order is there and the epoch is not an older one.</summary>
    private DeskAnswer? Find(string key, int? epoch, out HeldOrder? held)
    {
        held = Book.Find(key);
        return held is null ? new DeskAnswer(DeskResult.UnknownOrder, key) : epoch < held.Epoch ? new DeskAnswer(DeskResult.StaleEpoch, key) : null;
    }

    /// <summary>An order that is known is given again.</summary>
    private DeskAnswer Again(HeldOrder known, bool isCopy, int epoch, string given, long now)
    {
        if (!isCopy)
        {
            var activated = Activate(known.Key, epoch, given, now);
            return activated.Result == DeskResult.Activated ? activated with { Result = DeskResult.Created } : activated;
        }

        if (epoch < known.Epoch)
        {
            return new DeskAnswer(DeskResult.StaleEpoch, known.Key);
        }

        if (known.Standing == Standing.Owned)
        {
            return new DeskAnswer(DeskResult.Exists, known.Key);
        }

        // what it thought so far stays; it goes no further
        var open = Book.Open(known);
        Book.Change(known with { Standing = Standing.Copy, Epoch = epoch }, open.Order, open.Life with { IsCopy = true }, now);
        return new DeskAnswer(DeskResult.Created, known.Key);
    }

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
