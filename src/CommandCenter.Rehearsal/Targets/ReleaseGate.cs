using CommandCenter.Rehearsal.Ledger;

namespace CommandCenter.Rehearsal.Targets;

/// <summary>
/// Stands between a side and its nodes: what is held by segment, or what nodes refuse from this side altogether, waits and is released when the hold is gone.
/// Nothing is done when a hold begins; a parcel is stopped at the moment at which it would leave. Used in the writer's turn only.
/// </summary>
internal sealed class ReleaseGate
{
    private const string Blocked = "blocked";
    private const int GoOnAtOnce = 300;
    private readonly OrderBook book;
    private readonly double speed;
    private readonly Dictionary<string, SegmentOfOrders> holds;
    private bool blocked;
    private bool reconsider = true;
    private long considered;

    public ReleaseGate(OrderBook book, double speed)
    {
        this.book = book;
        this.speed = speed;
        holds = book.Ledger.Read("SELECT segment FROM holds", r => r.GetString(0)).ToDictionary(t => t, SegmentOfOrders.Parse, StringComparer.Ordinal);
        blocked = book.Ledger.Recall(Blocked) == 1;
    }

    public IReadOnlyCollection<string> Holds => holds.Keys;

    public bool IsBlocked => blocked;

    public void Hold(SegmentOfOrders segment)
    {
        holds[segment.Text] = segment;
        book.Ledger.Write("INSERT OR IGNORE INTO holds (segment) VALUES ($segment)", ("$segment", segment.Text));
    }

    /// <summary>Ends the hold of the same segment; that of all orders ends every hold.</summary>
    public void Resume(SegmentOfOrders segment)
    {
        var all = segment.Text == "{}";
        foreach (var text in holds.Keys.Where(t => all || t == segment.Text).ToList())
        {
            holds.Remove(text);
            book.Ledger.Write("DELETE FROM holds WHERE segment = $segment", ("$segment", text));
        }

        Reconsider();
    }

    public void Block(bool on)
    {
        blocked = on;
        book.Ledger.Remember(Blocked, on ? 1 : 0);
        Reconsider();
    }

    /// <summary>Looks again at everything that waits, from the next beat on.</summary>
    public void Reconsider() => (reconsider, considered) = (true, 0);

    /// <summary>Stops what would leave behind <paramref name="from"/> until <paramref name="until"/> and lets go what may leave again; milliseconds since 1970.</summary>
    public void Pass(long from, long until)
    {
        if (holds.Count > 0 || blocked)
        {
            foreach (var number in book.Ledger.ReadInTurn("SELECT DISTINCT number FROM releases WHERE at > $from AND at <= $until", r => r.GetInt64(0), ("$from", from), ("$until", until)))
            {
                if (book.Find(number) is { Standing: Standing.Owned } held && book.Open(held) is var open && Stops(open.Facts))
                {
                    book.Change(held, open.Order, LifeChanges.Gate(open.Life, At(from), At(until)), from);
                }
            }
        }

        if (reconsider)
        {
            LetGo(until);
        }
    }

    private void LetGo(long now)
    {
        var waiting = book.Ledger.ReadInTurn("SELECT number FROM waiting WHERE number > $after ORDER BY number LIMIT $limit", r => r.GetInt64(0), ("$after", considered), ("$limit", GoOnAtOnce));
        foreach (var number in waiting)
        {
            considered = number;
            if (book.Find(number) is { Standing: Standing.Owned } held && book.Open(held) is { Life.HeldAt: null } open && !Stops(open.Facts))
            {
                // nodes work a backlog off over a few minutes
                var after = TimeSpan.FromSeconds(number % 120 / speed);
                book.Change(held, open.Order, LifeChanges.GoOn(open.Life, At(now), after), now);
            }
        }

        reconsider = waiting.Count == GoOnAtOnce;
    }

    private bool Stops(OrderFacts facts) => blocked || holds.Values.Any(h => h.Has(facts));

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
