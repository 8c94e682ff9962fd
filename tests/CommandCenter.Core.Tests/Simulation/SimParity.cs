using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Tests.Reconciliation;

namespace CommandCenter.Tests.Simulation;

/// <summary>
/// What both ledgers tell while the world runs, delivered late, shuffled and repeated, folded and compared by the product's own code. Holds rules 1, 7 and 8. Its dice are its own, so that a
/// seed's story stays what it was.
/// </summary>
internal sealed class SimParity(SimWorld world, int seed)
{
    private static readonly ParityRules rules = Pairs.Rules();
    private readonly OrderInspector inspector = new(rules);
    private readonly Random random = new(unchecked(seed * 7919 + 17));
    private readonly Dictionary<(Side, string), (Stage, TargetStanding, int, int)> told = [];
    private readonly Dictionary<string, long> numbers = new(StringComparer.Ordinal);
    private readonly List<OrderEvent> said = [];
    private readonly List<OrderEvent> waiting = [];
    private readonly List<OrderEvent> delivered = [];
    private readonly ParityBook book = new();
    private Horizon horizon = new(DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    /// <summary>A side's ledger may have changed.</summary>
    public void Note(Side side, string key, SimOrder order)
    {
        var now = (order.Stage, order.Standing, order.Shipped, order.Captured);
        if (told.TryGetValue((side, key), out var before) && before == now)
        {
            return;
        }

        told[(side, key)] = now;
        var version = said.Count + 1;
        said.Add(new OrderEvent
        {
            Source = side.ToString(), EventId = $"{side}-{version}", OrderKey = key, Side = side, Stage = order.Stage, ObservedAt = world.Time.GetUtcNow(),
            Stamp = new Stamp(version, Instants.ToMicros(world.Time.GetUtcNow()), (ulong)version),
            Facts =
            [
                new Fact("captured", FactValue.OfMoney(order.Captured * 100)), new Fact("copy", FactValue.OfFlag(order.Standing == TargetStanding.Copy)), new Fact("lane", FactValue.OfText("home")),
                new Fact("lines[1].shipped", FactValue.OfInteger(order.Shipped)), new Fact("total", FactValue.OfMoney(100)),
            ],
        });
        waiting.Add(said[^1]);
    }

    /// <summary>Some of what was said arrives, in any order and some of it twice; each side is read on, and never back.</summary>
    public void Read(bool all = false)
    {
        waiting.AddRange(delivered.Where(_ => random.NextDouble() < 0.02).ToList());
        var pieces = waiting.ToArray();
        random.Shuffle(pieces);
        var arriving = pieces.Take(all ? pieces.Length : random.Next(pieces.Length + 1)).ToList();
        waiting.Clear();
        waiting.AddRange(pieces.Skip(arriving.Count));
        delivered.AddRange(arriving);
        var now = world.Time.GetUtcNow();
        DateTimeOffset Later(DateTimeOffset before) => now - TimeSpan.FromSeconds(random.Next(120)) is var next && next > before ? next : before;
        horizon = all ? new Horizon(now.AddDays(1), now.AddDays(1)) : new Horizon(Later(horizon.Legacy!.Value), Later(horizon.Orchestration!.Value));

        var known = delivered.ToLookup(e => e.OrderKey);
        foreach (var key in arriving.Select(e => e.OrderKey).Distinct(StringComparer.Ordinal))
        {
            Set(book, key, known[key]);
        }

        var keys = numbers.ToDictionary(n => n.Value, n => n.Key);
        foreach (var number in book.TakeDue(horizon.Both!.Value))
        {
            Set(book, keys[number], known[keys[number]]);
        }
    }

    /// <summary>Everything arrives, and the rules are held.</summary>
    public void Check()
    {
        Read(all: true);
        var full = new ParityBook();
        var (once, often) = (said.ToLookup(e => e.OrderKey), delivered.ToLookup(e => e.OrderKey));
        foreach (var order in once)
        {
            if (Words(PairOf(order.Key, order)) != Words(PairOf(order.Key, often[order.Key])))
            {
                world.Break(1, order.Key, "its state depends on the order in which events came, or on how often");
            }

            Set(full, order.Key, order);
            foreach (var side in new[] { PairOf(order.Key, order).Legacy, PairOf(order.Key, order).Orchestration }.OfType<SideView>())
            {
                var twin = new OrderPair(order.Key, Of(Side.Legacy, side), Of(Side.Orchestration, side), null);
                if (new OrderComparer(rules).Compare(twin, horizon).Differences.Count > 0)
                {
                    world.Break(7, order.Key, "a side differs from itself");
                }
            }
        }

        if (Words(full) != Words(book))
        {
            world.Break(8, "", $"followed: {Words(book)}{Environment.NewLine}compared anew: {Words(full)}");
        }
    }

    private static SideView Of(Side side, SideView view) => new(view.State with { Side = side }, view.StatedBy);

    private void Set(ParityBook into, string key, IEnumerable<OrderEvent> events)
    {
        numbers.TryAdd(key, numbers.Count + 1);
        var (comparison, mismatches) = inspector.Inspect(PairOf(key, events), horizon);
        into.Set(numbers[key], comparison, mismatches);
    }

    private static OrderPair PairOf(string key, IEnumerable<OrderEvent> events)
    {
        var all = events.ToList();
        var (legacy, orchestration) = (View(Side.Legacy), View(Side.Orchestration));
        return new OrderPair(key, legacy, orchestration, OrderOwner.Of(legacy?.State, orchestration?.State));

        SideView? View(Side side)
        {
            var own = all.Where(e => e.Side == side).ToList();
            return own.Count == 0 ? null : new SideView(Pairs.State(side, own, out var statedBy), statedBy);
        }
    }

    private static string Words(OrderPair pair) => string.Join(" | ", new[] { pair.Legacy, pair.Orchestration }.Select(s => s is null ? "-" : $"{s.State.Stage} {string.Join(',', s.State.StageTimes)} {string.Join(',', s.State.Facts)}"));

    private static string Words(ParityBook book) => string.Join(
        Environment.NewLine,
        book.Open.Values.SelectMany(m => m).Select(m => $"{m.OrderKey} {m.Difference.Rule} {m.Difference.Field} {m.Difference.IsPending} {m.Fingerprint}").Order(StringComparer.Ordinal)
            .Concat(book.Counts().OrderBy(l => l.Key, StringComparer.Ordinal).SelectMany(l => l.Value.Select((c, i) => $"{l.Key} {i} {c}"))));
}
