using CommandCenter.Rehearsal.Legacy;
using CommandCenter.Rehearsal.Orchestration;
using CommandCenter.Rehearsal.Retail;
using CommandCenter.Rehearsal.Scripts;
using CommandCenter.Rehearsal.Shop;
using CommandCenter.Rehearsal.Targets;

namespace CommandCenter.Rehearsal.Ledger;

/// <summary>Carries the stream of orders into both ledgers, up to now; the only writer of both.</summary>
internal sealed class WorldEngine : IAsyncDisposable
{
    private const int OrdersPerCommit = 1500;
    private readonly RehearsalOptions options;
    private readonly TimeProvider time;
    private readonly Lock turn = new();
    private readonly TimeSpan backfill;
    private Storefront storefront;
    private long nextSweep;
    private volatile bool posting;

    private WorldEngine(RehearsalOptions options, TimeProvider time, SideLedger legacy, SideLedger orchestration, ShopOutbox shop)
    {
        this.options = options;
        this.time = time;
        Legacy = legacy;
        Orchestration = orchestration;
        Shop = shop;
        LegacyDesk = DeskOf(legacy, isOrchestration: false);
        OrchestrationDesk = DeskOf(orchestration, isOrchestration: true);
        backfill = TimeSpan.FromMinutes(options.BackfillMinutes);

        // a crash between the two commits leaves one ledger behind: the stream starts at the older one, the other ignores what it has
        var behind = legacy.Position.Horizon <= orchestration.Position.Horizon ? legacy.Position : orchestration.Position;
        if (shop.Position is { } posted && posted.Number > behind.Number)
        {
            // what was posted before a crash lies in the outbox, though no ledger says so
            behind = posted;
        }

        storefront = new Storefront(options.Seed, options.Speed, behind.Number, new DateTimeOffset(behind.ArrivalTicks, TimeSpan.Zero));
        if ((options.PostOrders || options.IntakeUrl is not null) && behind.Number > 0)
        {
            // the shop was closed while nobody could take its orders
            storefront = new Storefront(options.Seed, options.Speed, behind.Number, BusinessClock.WholeMillis(time.GetUtcNow()));
            posting = true;
        }
    }

    public DateTimeOffset Now => time.GetUtcNow();

    public TimeProvider Time => time;

    public SideLedger Legacy { get; }

    public SideLedger Orchestration { get; }

    /// <summary>How orders that are to come shall live, where somebody said it.</summary>
    public ScriptBook Scripts { get; } = new();

    /// <summary>What the storefront has still to post.</summary>
    public ShopOutbox Shop { get; }

    public TargetDesk LegacyDesk { get; }

    public TargetDesk OrchestrationDesk { get; }

    /// <summary>How many times the ordinary rate orders come in, 1 to 100.</summary>
    public Func<double> BurstFactor { get; set; } = () => 1;

    /// <summary>True while commits of some orders of a ledger land late.</summary>
    public Func<SideLedger, bool> CommitsLate { get; set; } = _ => false;

    /// <summary>Opens both ledgers; empty ones start the configured minutes ago.</summary>
    public static WorldEngine Open(RehearsalOptions options, TimeProvider time)
    {
        Directory.CreateDirectory(options.Directory);
        var start = BusinessClock.WholeSeconds(time.GetUtcNow()) - TimeSpan.FromMinutes(options.BackfillMinutes);
        var fresh = new LedgerPosition(0, start.UtcTicks, 0, start.ToUnixTimeMilliseconds());
        var legacy = SideLedger.Open(Path.Combine(options.Directory, "legacy.db"), fresh);
        var orchestration = SideLedger.Open(Path.Combine(options.Directory, "orchestration.db"), legacy.Position);
        return new WorldEngine(options, time, legacy, orchestration, ShopOutbox.Open(Path.Combine(options.Directory, "storefront.db")));
    }

    /// <summary>Writes every order that arrived until now and makes visible what is due. Safe to call from anywhere.</summary>
    public void CatchUp()
    {
        lock (turn)
        {
            var now = BusinessClock.WholeMillis(time.GetUtcNow());
            SkipClosedHours(now);
            while (CatchUpSome(now))
            {
            }

            Sweep(now);
        }
    }

    /// <summary>From now on orders are posted instead of written into the ledgers.</summary>
    public void StartPosting()
    {
        lock (turn)
        {
            posting = true;
        }
    }

    /// <summary>Runs something that writes to the ledgers in the writer's turn, with both brought up to now (milliseconds since 1970).</summary>
    public T AtNow<T>(Func<long, T> work)
    {
        lock (turn)
        {
            CatchUp();
            return work(Math.Max(Legacy.Horizon, Orchestration.Horizon));
        }
    }

    /// <summary>Runs something that writes to the ledgers in the writer's turn.</summary>
    public void InTurn(Action write)
    {
        lock (turn)
        {
            write();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Legacy.DisposeAsync();
        await Orchestration.DisposeAsync();
        await Shop.DisposeAsync();
    }

    private TargetDesk DeskOf(SideLedger ledger, bool isOrchestration)
    {
        var book = new OrderBook(ledger, isOrchestration, options, Scripts, () => CommitsLate(ledger));
        return new TargetDesk(book, new ReleaseGate(book, options.Speed), options.Speed);
    }

    /// <summary>While the world was not running the shop was closed: no more is made up than an empty ledger would get.</summary>
    private void SkipClosedHours(DateTimeOffset now)
    {
        var opened = now - (backfill > TimeSpan.FromMinutes(1) ? backfill : TimeSpan.FromMinutes(1));
        if (storefront.LastArrival < opened && Legacy.Horizon < opened.ToUnixTimeMilliseconds())
        {
            storefront = new Storefront(options.Seed, options.Speed, storefront.Number, opened);
        }
    }

    /// <summary>One commit; true when there is more to do.</summary>
    private bool CatchUpSome(DateTimeOffset now)
    {
        var from = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(Legacy.Horizon, Orchestration.Horizon));
        if (now <= from)
        {
            return false;
        }

        var orders = new List<RetailOrder>();
        while (orders.Count < OrdersPerCommit && storefront.Next(now) is { } order)
        {
            orders.Add(order);
        }

        var more = orders.Count == OrdersPerCommit;
        var until = more ? BusinessClock.WholeMillis(storefront.LastArrival) : now;
        var burst = Math.Max(Legacy.Position.BurstNumber, Orchestration.Position.BurstNumber);
        var factor = Math.Clamp(BurstFactor(), 1, 100);
        if (factor > 1)
        {
            orders.AddRange(Burst.Between(options.Seed, options.Speed, factor, burst, from, until));
            burst = Math.Max(burst, orders.Max(o => o.Number >= Burst.FirstNumber ? o.Number : 0));
        }

        var moved = new LedgerPosition(storefront.Number, storefront.LastArrival.UtcTicks, burst, until.ToUnixTimeMilliseconds());
        if (posting)
        {
            Shop.Add(orders, moved, options);
            orders.Clear();
        }

        var lives = new OrderLives[orders.Count];
        for (var i = 0; i < lives.Length; i++)
        {
            lives[i] = OrderLives.Plan(options.Seed, orders[i], options.Speed);
        }

        if (orders.Count < 100)
        {
            AppendLegacy();
            AppendOrchestration();
        }
        else
        {
            Parallel.Invoke(AppendLegacy, AppendOrchestration);
        }

        return more;

        void AppendLegacy() => Legacy.Append(HoldBack(Legacy, OfLegacy(orders, lives)), moved, () => LegacyDesk.Gate.Pass(Legacy.Horizon, moved.Horizon));

        void AppendOrchestration() => Orchestration.Append(HoldBack(Orchestration, OfOrchestration(orders, lives)), moved, () => OrchestrationDesk.Gate.Pass(Orchestration.Horizon, moved.Horizon));
    }

    private IEnumerable<OrderRows> HoldBack(SideLedger ledger, IEnumerable<OrderRows> orders) =>
        CommitsLate(ledger)
            ? orders.Select(o => LateCommits.Concerns(o.Number) ? o with { Versions = [.. o.Versions.Select(LateCommits.HoldBack)] } : o)
            : orders;

    private IEnumerable<OrderRows> OfLegacy(List<RetailOrder> orders, OrderLives[] lives)
    {
        for (var i = 0; i < lives.Length; i++)
        {
            if (LegacyRecords.Of(options.Seed, orders[i], lives[i], options.Speed) is { } rows)
            {
                yield return rows;
            }
        }
    }

    private IEnumerable<OrderRows> OfOrchestration(List<RetailOrder> orders, OrderLives[] lives)
    {
        for (var i = 0; i < lives.Length; i++)
        {
            if (OrchestrationRecords.Of(options.Seed, orders[i], lives[i]) is { } rows)
            {
                yield return rows;
            }
        }
    }

    /// <summary>Now and then, forgets what nobody can ask for any more: replaced versions after an hour, whole orders after 12 hours or four days divided by speed.</summary>
    private void Sweep(DateTimeOffset now)
    {
        var ms = now.ToUnixTimeMilliseconds();
        if (ms < nextSweep)
        {
            return;
        }

        var first = nextSweep == 0;
        nextSweep = ms + 600_000;
        if (first)
        {
            return;
        }

        var kept = TimeSpan.FromHours(Math.Max(12, 96 / options.Speed));
        var old = (now - kept).ToUnixTimeMilliseconds();
        foreach (var ledger in (SideLedger[])[Legacy, Orchestration])
        {
            ledger.Write("DELETE FROM versions WHERE until < $hour OR due < $old", ("$hour", ms - 3_600_000), ("$old", old));
            ledger.Write("DELETE FROM stages WHERE number IN (SELECT number FROM stages WHERE until = $forever AND since < $old)", ("$forever", long.MaxValue), ("$old", old));
            ledger.Write("DELETE FROM orders WHERE number NOT IN (SELECT number FROM stages)");
            ledger.Write("DELETE FROM effects WHERE number NOT IN (SELECT number FROM orders)");
            ledger.Write("DELETE FROM releases WHERE at < $old", ("$old", old));
            ledger.Write("DELETE FROM changes WHERE key NOT IN (SELECT key FROM orders)");
            ledger.Write("DELETE FROM idempotency WHERE at < $day", ("$day", ms - 86_400_000 * 2));
        }
    }
}
