using CommandCenter.Access;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Readiness.Gates;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Releases;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Analysis;
using CommandCenter.Traffic.Shifts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Traffic.Shifts;

/// <summary>Shifts on a real store with the real intake and rollback, a clock that the test moves, and orders whose fate the test decides.</summary>
internal sealed class ShiftWorld : IAsyncDisposable
{
    public static readonly Actor Commander = new("maya", new HashSet<Role> { Role.IncidentCommander });
    public static readonly Actor Lead = new("tom", new HashSet<Role> { Role.TechnicalLead });
    public static readonly Segment Home = new() { Lane = "ship-to-home" };
    public static readonly Segment West = new() { Region = "west" };
    public static readonly Threshold Routed = Of(ThresholdMetric.RoutedWithinLimit, 95, ThresholdAction.RollBack, 20);
    public static readonly Threshold Duplicates = Of(ThresholdMetric.DuplicateShipments, 0, ThresholdAction.HoldReleases, 0);

    private readonly Dictionary<string, Side> owners = new(StringComparer.Ordinal);
    private int posted;
    private int events;
    private LiveWorld live = null!;

    private ShiftWorld(FakeTimeProvider time) => Time = time;

    public FakeTimeProvider Time { get; }
    public IntakeWorld Intake { get; private set; } = null!;
    public ShiftCommands Commands => Get<ShiftCommands>();
    public ShiftRunner Runner => Get<ShiftRunner>();

    public static Threshold Of(ThresholdMetric metric, decimal limit, ThresholdAction action, int minimum, string? id = null, Segment? scope = null) =>
        new(id ?? metric.Definition().Key, metric.Definition().Label, metric, scope ?? Segment.All, limit, TimeSpan.FromMinutes(60), minimum, action);

    public static ShiftStepPlan Step(decimal percent, int minutes = 10, int orders = 20, int? confirm = null, int shipped = 0, int cutoffs = 0, int postings = 0) =>
        new(percent, TimeSpan.FromMinutes(minutes), orders, true, confirm is { } wait ? TimeSpan.FromMinutes(wait) : null, shipped, cutoffs, postings);

    public static async Task<ShiftWorld> StartAsync(StoreKind kind, params Threshold[] thresholds)
    {
        var world = new ShiftWorld(new FakeTimeProvider(Some.Start));
        world.Intake = await IntakeWorld.StartAsync(kind, world.Time, more: services => Readiness.Gates.GateWorld.AddWithoutChecks(services).AddSingleton<LiveBoard>().AddThresholds().AddReleases().AddShifts());
        var plan = world.Get<ActivePlan>();
        plan.Swap(plan.Current! with { Thresholds = thresholds, Shifts = ShiftSettings.Default });
        world.See();
        return world;
    }

    public T Get<T>()
        where T : notnull => Intake.Files.Get<T>();

    /// <summary>Ends the process's part and begins again on the same store.</summary>
    public async Task RestartAsync()
    {
        var plan = Get<ActivePlan>().Current!;
        await Intake.RestartAsync();
        Get<ActivePlan>().Swap(plan);
        See();
    }

    /// <summary>The plan has these gates from now on.</summary>
    public async Task GateAsync(params GateDefinition[] gates)
    {
        var plan = Get<ActivePlan>();
        plan.Swap(plan.Current! with { Gates = gates });
        await Get<GateKeeper>().ReadAsync(default);
    }

    /// <summary>The business owner signs.</summary>
    public async Task SignAsync(string gate)
    {
        var signed = await Get<SignGate>().SignAsync(new GateWord(gate, null, []), new Actor("olga", new HashSet<Role> { Role.BusinessOwner }), "seen and agreed", null, default);
        Assert.True(signed.Succeeded, signed.Error?.Message);
    }

    /// <summary>A look that found nothing.</summary>
    public static ShiftSight Sight(Shift shift)
    {
        var none = new SideFigures(0, 0, 0, 0, null, null, null);
        return new ShiftSight(shift, new ShiftStanding(shift.State, shift.Step, TimeSpan.Zero, 0, 0, null, null, null, new HashSet<string>()), Look.Of([]), [], new CohortFigures(none, none, 0, null, default), Some.Start);
    }

    /// <summary>Draws one up and starts it.</summary>
    public async Task<Shift> ShiftAsync(params ShiftStepPlan[] steps) => await ShiftAsync([Home], steps);

    public async Task<Shift> ShiftAsync(IReadOnlyList<Segment> segments, params ShiftStepPlan[] steps)
    {
        var drawn = await Commands.CreateAsync(new ShiftRequest(segments, steps, SplitBy.Order), Commander, "as planned", null, default);
        Assert.True(drawn.Succeeded, drawn.Error?.Message);
        var started = await Commands.StartAsync(drawn.Value.Id, drawn.Value.Version, Commander, "as planned", null, default);
        Assert.True(started.Succeeded, started.Error?.Message);
        return started.Value;
    }

    /// <summary>Accepts orders of ship-to-home, a quarter of them in the west.</summary>
    public async Task<IReadOnlyList<string>> PostAsync(int count)
    {
        var keys = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var key = $"AR-{++posted:D6}";
            var accepted = await Intake.PostAsync(key, more: posted % 4 == 0 ? ""","region":"west" """ : "");
            Assert.True(accepted.Succeeded, accepted.Error?.Message);
            owners[key] = accepted.Value.Owner;
            keys.Add(key);
        }

        return keys;
    }

    /// <summary>The owners report the orders: eligible at once, routed five seconds later, unless <paramref name="stuck"/> says that an order never is.</summary>
    public async Task RouteAsync(IEnumerable<string> keys, Func<string, Side, bool>? stuck = null)
    {
        var now = Time.GetUtcNow();
        List<OrderEvent> all = [];
        foreach (var key in keys)
        {
            var side = owners[key];
            List<(string, FactValue)> facts = [("lane", FactValue.OfText("ship-to-home")), ("placedAt", FactValue.OfInstant(now)), ("eligibleAt", FactValue.OfInstant(now)), ("stage.authorised", FactValue.OfInstant(now))];
            if (stuck?.Invoke(key, side) != true)
            {
                facts.Add(("stage.routed", FactValue.OfInstant(now.AddSeconds(5))));
            }

            all.Add(Event(key, side, [.. facts]));
        }

        await Intake.Files.AppendAsync([.. all]);
    }

    /// <summary>A side says more of an order.</summary>
    public async Task SayAsync(string key, Side side, params (string Path, FactValue Value)[] facts) => await Intake.Files.AppendAsync(Event(key, side, facts));

    /// <summary>Orders that a side owns, of those that were posted.</summary>
    public IEnumerable<string> Of(Side side) => owners.Where(o => o.Value == side).Select(o => o.Key);

    /// <summary>Time goes by; every source has been read up to now.</summary>
    public void Pass(double minutes)
    {
        Time.Advance(TimeSpan.FromMinutes(minutes));
        See();
    }

    /// <summary>Carriers close their day at this moment.</summary>
    public void Cutoffs(DateTimeOffset at)
    {
        var plan = Get<ActivePlan>();
        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(plan.Current!.Header.Zone));
        plan.Swap(plan.Current with { Shifts = plan.Current.Shifts with { CarrierCutoffs = [TimeOnly.FromDateTime(local.DateTime)] } });
    }

    /// <summary>Legacy can take one order a minute, which is less than would come; or as many as there are.</summary>
    public void Unfit(bool unfit)
    {
        var plan = Get<ActivePlan>();
        plan.Swap(plan.Current! with { Targets = [.. plan.Current.Targets.Select(t => t.Side == Side.Legacy ? t with { OrdersPerMinute = unfit ? 1 : 100_000 } : t)] });
    }

    /// <summary>A fresh picture in which a source of orders is as old as it is.</summary>
    public void See(TimeSpan? age = null)
    {
        var plan = Get<ActivePlan>();
        var source = LiveWorld.Source("legacy-orders", Side.Legacy, "orders");
        plan.Swap(plan.Current! with { Sources = [source] });
        live = new LiveWorld(plan.Current!) { Now = Time.GetUtcNow() - (age ?? TimeSpan.Zero) };
        live.AllCaughtUp();
        live.Now = Time.GetUtcNow();
        Get<LiveBoard>().Publish(live.Snapshot());
    }

    public Task LookAsync() => Runner.RoundAsync(default);

    public async Task<Shift> ReadAsync(Shift shift) => (await Get<ShiftQueries>().FindAsync(shift.Id, default))!;

    public async Task<TrafficTable> TableAsync() => (await Get<TrafficTables>().CurrentAsync(default)).Table;

    /// <summary>Share of orchestration in percent for orders of the segment; 0 where no rule of its own stands.</summary>
    public async Task<decimal> ShareAsync(Segment? segment = null) => (await TableAsync()).RuleOf(segment ?? Home)?.Percent ?? 0;

    public async Task<List<RollbackRow>> RollbacksAsync()
    {
        await using var db = Intake.Store();
        return await db.Rollbacks.AsNoTracking().OrderBy(r => r.DecidedAt).ToListAsync();
    }

    public async Task<List<ReleaseHoldRow>> HoldsAsync()
    {
        await using var db = Intake.Store();
        return await db.ReleaseHolds.AsNoTracking().ToListAsync();
    }

    public ValueTask DisposeAsync() => Intake.DisposeAsync();

    private OrderEvent Event(string key, Side side, (string Path, FactValue Value)[] facts)
    {
        var number = ++events;
        return Some.Event($"e{number}", key, side, minute: (Time.GetUtcNow() - Some.Start).TotalMinutes, version: number, hash: (ulong)number, source: side.ToString(), facts: facts);
    }
}
