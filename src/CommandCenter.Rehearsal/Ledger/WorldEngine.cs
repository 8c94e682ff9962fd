using CommandCenter.Rehearsal.Legacy;
using CommandCenter.Rehearsal.Orchestration;
using CommandCenter.Rehearsal.Retail;

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

    private WorldEngine(RehearsalOptions options, TimeProvider time, SideLedger legacy, SideLedger orchestration)
    {
        this.options = options;
        this.time = time;
        Legacy = legacy;
        Orchestration = orchestration;
        backfill = TimeSpan.FromMinutes(options.BackfillMinutes);

        // a crash between the two commits leaves one ledger behind: the stream starts at the older one, the other ignores what it has
        var behind = legacy.Position.Horizon <= orchestration.Position.Horizon ? legacy.Position : orchestration.Position;
        storefront = new Storefront(options.Seed, options.Speed, behind.Number, new DateTimeOffset(behind.ArrivalTicks, TimeSpan.Zero));
    }

    public SideLedger Legacy { get; }

    public SideLedger Orchestration { get; }

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
        return new WorldEngine(options, time, legacy, orchestration);
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
        var lives = new OrderLives[orders.Count];
        for (var i = 0; i < lives.Length; i++)
        {
            lives[i] = OrderLives.Plan(options.Seed, orders[i], options.Speed);
        }

        if (orders.Count < 100)
        {
            Legacy.Append(HoldBack(Legacy, OfLegacy(orders, lives)), moved);
            Orchestration.Append(HoldBack(Orchestration, OfOrchestration(orders, lives)), moved);
        }
        else
        {
            Parallel.Invoke(() => Legacy.Append(HoldBack(Legacy, OfLegacy(orders, lives)), moved), () => Orchestration.Append(HoldBack(Orchestration, OfOrchestration(orders, lives)), moved));
        }

        return more;
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
        }
    }
}
