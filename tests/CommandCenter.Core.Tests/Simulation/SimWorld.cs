using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Intake.Targets;
using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Rollback;
using CommandCenter.Tests.Plan;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Simulation;

/// <summary>
/// One seed: orders, repeats, changes, shifts, rollbacks, lost and late answers, sides that go away, missing capabilities and dead processes, all against the real intake, transfer and
/// rollback. What it believes of the orders comes from the two ledgers alone.
/// </summary>
internal sealed class SimWorld : IObservedOrders, ISideWatermarks, IDisposable
{
    private const int MostSteps = 200_000;
    private static readonly Actor commander = new("commander", new HashSet<Role> { Role.IncidentCommander });
    private static readonly CutoverPlan sample = PlanReader.Read(SamplePlan.Text, "sample.yaml").Plan!;
    private static readonly string[] lanes = ["ship-to-home", "in-store-pickup"];
    private readonly Random random;
    private readonly SeededScheduler scheduler;
    private readonly SimStore store = new();
    private readonly ActivePlan plan = new();
    private readonly List<(DateTimeOffset At, string Key, string What)> story = [];
    private readonly List<string> broken = [];
    private readonly Dictionary<string, string> lanesOf = new(StringComparer.Ordinal);
    private readonly List<SimProduct> dead = [];
    private SimProduct product = null!;
    private double deathRate;

    public SimWorld(int seed)
    {
        Seed = seed;
        random = new Random(seed);
        scheduler = new SeededScheduler(random);
        Parity = new SimParity(this, seed);
        Time = new SimTime(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));
        Legacy = new SimSide(this, Side.Legacy, Definition(Side.Legacy));
        Orchestration = new SimSide(this, Side.Orchestration, Definition(Side.Orchestration));
        plan.Swap(sample with
        {
            Targets = [Legacy.Definition, Orchestration.Definition],
            Rollback = RollbackSettings.Default with { Resolved = TimeSpan.FromSeconds(40), Proven = TimeSpan.FromSeconds(60) },
            Traffic = TrafficSettings.Default,
            Header = sample.Header with { TimeScale = 1 },
        });
    }

    public int Seed { get; }
    public SimTime Time { get; }
    public SimSide Legacy { get; }
    public SimSide Orchestration { get; }

    /// <summary>What the ledgers tell, compared by the product.</summary>
    public SimParity Parity { get; }

    /// <summary>What was acknowledged, with the answer.</summary>
    public Dictionary<string, AcceptedOrder> Acknowledged { get; } = new(StringComparer.Ordinal);
    public List<(string Key, string Id)> AcknowledgedChanges { get; } = [];
    public int Deaths { get; private set; }
    public int Rollbacks { get; private set; }

    public bool Chance(double rate) => random.NextDouble() < rate;

    public int Roll(int below) => random.Next(below);

    public void Later(TimeSpan after, Action action) => Time.CreateTimer(_ => action(), null, after, Timeout.InfiniteTimeSpan);

    public void Tell(string key, string what) => story.Add((Time.GetUtcNow(), key, what));

    public bool Dies(string step) => Chance(deathRate);

    public MoveTraffic MoverOf(CommandRunner commands, ActivePlan active, IDbContextFactory<CommandsDb> databases) => new(commands, active, Time);

    public Task<IReadOnlyList<Stage>> LinesAsync(string orderKey, Side side, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Stage>>((side == Side.Legacy ? Legacy : Orchestration).Ledger.TryGetValue(orderKey, out var order) ? [order.Stage] : []);

    public DateTimeOffset? Of(Side side) => Time.GetUtcNow() - TimeSpan.FromSeconds(2);

    /// <summary>Rule 4, at every effect: never two owners, unless warehouse and stores refuse what one of them releases.</summary>
    public void CheckAlways(string key)
    {
        if (Legacy.Ledger.GetValueOrDefault(key) is { Standing: TargetStanding.Owned } && Orchestration.Ledger.GetValueOrDefault(key) is { Standing: TargetStanding.Owned }
            && !Orchestration.ReleasesBlocked)
        {
            Break(4, key, "both sides answer for it");
        }
    }

    /// <returns>What broke a rule, with the story of its order; empty where nothing did.</returns>
    public IReadOnlyList<string> Run()
    {
        Boot();
        Narrow();
        deathRate = Chance(0.7) ? 0.004 : 0;
        Legacy.FaultRate = random.NextDouble() * 0.25;
        Orchestration.FaultRate = random.NextDouble() * 0.25;
        for (var i = 0; i < 80; i++)
        {
            Act();
            if (i % 4 == 0)
            {
                Parity.Read();
            }

            Pass(TimeSpan.FromMilliseconds(5 + random.Next(400)));
        }

        Heal();
        return broken;
    }

    public void Dispose()
    {
        dead.Add(product);
        foreach (var gone in dead)
        {
            gone.Process.IsDead = true;
            gone.CloseAsync().GetAwaiter().GetResult();
        }

        store.Dispose();
    }

    internal void Break(int rule, string key, string what)
    {
        var told = string.Join(Environment.NewLine, story.Where(s => s.Key == key || s.Key.Length == 0).Select(s => $"    {s.At:mm:ss.fff} {s.What}"));
        broken.Add($"seed {Seed}, rule {rule}, order {key}: {what}{Environment.NewLine}{told}{Environment.NewLine}    open: {product.OpenOf(key)}");
    }

    internal string LaneOf(string key) => lanesOf[key];

    internal CommandsDb OpenStore() => store.CreateDbContext();

    internal void As(Func<Task> work) => SeededScheduler.RunAs(product.Process, () => _ = work());

    internal SimProduct Product => product;

    internal void Pass(TimeSpan span)
    {
        var until = Time.GetUtcNow() + span;
        do
        {
            RunReady();
        }
        while (Time.Leap(until));
    }

    private void RunReady()
    {
        var steps = 0;
        do
        {
            if (product.Process.IsDead)
            {
                Deaths++;
                dead.Add(product);
                product.CloseAsync().GetAwaiter().GetResult();
                Boot();
            }
            else if (++steps > MostSteps)
            {
                throw new InvalidOperationException($"seed {Seed}: something spins without waiting.{Environment.NewLine}{string.Join(Environment.NewLine, story.TakeLast(40))}");
            }
        }
        while (product.Process.IsDead || scheduler.Step());
    }

    private void Boot()
    {
        product = new SimProduct(this, new SimProcess(scheduler), plan, store);
        Tell("", "the process starts");
        As(product.StartAsync);
    }

    /// <summary>Some worlds lack capabilities, so that every fallback is taken.</summary>
    private void Narrow()
    {
        foreach (var side in (SimSide[])[Legacy, Orchestration])
        {
            if (!Chance(0.3))
            {
                continue;
            }

            TargetOperation[] optional = side.Side == Side.Legacy
                ? [TargetOperation.Reserve, TargetOperation.ActivateCopy, TargetOperation.CreateCopy, TargetOperation.ConfirmShipment, TargetOperation.ReleaseReservation]
                : [TargetOperation.Withdraw, TargetOperation.Recall, TargetOperation.Block, TargetOperation.CreateCopy];
            var without = optional[random.Next(optional.Length)];
            side.Definition = side.Definition with
            {
                Operations = side.Definition.Operations.Where(o => o.Key != without).ToDictionary(o => o.Key, o => o.Value),
                LookUp = Chance(0.1) ? null : side.Definition.LookUp,
            };
            Tell("", $"{side.Side} cannot {without}{(side.Definition.LookUp is null ? ", and offers no look-up" : "")}");
        }
    }

    private void Act()
    {
        switch (random.Next(20))
        {
            case < 8:
                var key = $"AR-{random.Next(1_000_000):D6}";
                SimActions.Accept(this, key, lanesOf[key] = lanes[random.Next(lanes.Length)]);
                break;
            case < 10 when Acknowledged.Count > 0: SimActions.Repeat(this, Acknowledged.Keys.ElementAt(random.Next(Acknowledged.Count))); break;
            case < 12 when Acknowledged.Count > 0: SimActions.Change(this, Acknowledged.Keys.ElementAt(random.Next(Acknowledged.Count))); break;
            case < 14: SimActions.Shift(this, commander, lanes[random.Next(lanes.Length)]); break;
            case 14:
                Rollbacks++;
                SimActions.RollBack(this, commander, Chance(0.5) ? new RollbackScope(Segment.All) : new RollbackScope(new Segment { Lane = lanes[random.Next(lanes.Length)] }));
                break;
            case 15:
                var side = Chance(0.7) ? Orchestration : Legacy;
                side.IsDown = !side.IsDown;
                Tell("", $"{side.Side} {(side.IsDown ? "goes away" : "is back")}");
                break;
            default: Advance(); break;
        }
    }

    internal void Advance()
    {
        foreach (var side in (SimSide[])[Legacy, Orchestration])
        {
            foreach (var (key, order) in side.Ledger)
            {
                if (!side.IsDown && Chance(0.3))
                {
                    side.Advance(key, order);
                    Parity.Note(side.Side, key, order);
                }
            }
        }
    }

    /// <summary>Nothing goes wrong any more: everything comes to rest, and the rules are held against the ledgers.</summary>
    private void Heal()
    {
        deathRate = 0;
        (Legacy.IsDown, Orchestration.IsDown, Legacy.FaultRate, Orchestration.FaultRate) = (false, false, 0, 0);
        Tell("", "everything works again");
        for (var i = 0; i < 400 && !SimRules.AtRest(this); i++)
        {
            Pass(TimeSpan.FromSeconds(2));
        }

        SimRules.Check(this);
        Parity.Check();
    }

    private static TargetDefinition Definition(Side side) => new()
    {
        Id = side.ToString().ToLowerInvariant(),
        Side = side,
        System = "sim",
        Operations = Enum.GetValues<TargetOperation>().ToDictionary(o => o, _ => new TargetRequest { Method = "POST", Url = "http://sim/" }),
        LookUp = new TargetLookUp { Url = "http://sim/{key}", Order = paths },
        Ledger = new TargetLedger { Url = "http://sim/", Items = "$", Order = paths },
        SettlesWithin = TimeSpan.FromSeconds(5),
        Concurrency = 4,
    };

    private static readonly TargetOrderPaths paths = new() { Key = "$.k", Standing = "$.s", OwnedWords = ["o"], Stages = "$.l", StageWords = new Dictionary<string, Stage>(StringComparer.Ordinal) };
}
