using CommandCenter.Orders;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Reconciliation.Quick;

/// <summary>Random orders as two sides tell of them: mostly the same, with whatever a mapping may fill, lines in several parcels, odd ids, and now and then something left out or changed.</summary>
internal sealed class LikelyOrders(int seed)
{
    private static readonly string[] lines = ["1", "2", "10", "é", "a", "a].r"];
    private static readonly string[] parcels = ["S1", "S2", "é"];
    private static readonly string[] counts = ["allocated", "released", "picked", "packed", "shipped", "delivered", "cancelled", "returned"];
    private readonly Random random = new(seed);

    public StoredPair Next()
    {
        var (stages, facts) = (Stages(), Facts());
        var odd = random.Next(3) == 0 ? 0 : 1 + random.Next(30);
        var (legacy, orchestration) = (Stored(Side.Legacy, stages, facts, odd), Stored(Side.Orchestration, stages, facts, odd));
        var alone = random.Next(12);
        return new StoredPair(
            1, "A-1", random.Next(3) switch { 0 => null, 1 => Side.Legacy, _ => Side.Orchestration }, random.Next(3) switch { 0 => null, 1 => true, _ => false },
            alone == 0 ? default : legacy, alone == 1 ? default : orchestration, random.Next(12) == 0 ? Stored(Side.Shared, stages, facts, odd) : default);
    }

    private List<(Stage Stage, int Minute)> Stages()
    {
        var reached = CommandCenter.Orders.Stages.All.Where(s => s is not (Stage.Cancelled or Stage.Returned or Stage.Held) || random.Next(10) == 0).Take(1 + random.Next(14));
        return [.. reached.Where(_ => random.Next(20) > 0).Select((s, i) => (s, i))];
    }

    private Dictionary<string, FactValue> Facts()
    {
        var facts = new Dictionary<string, FactValue>(StringComparer.Ordinal) { ["lane"] = FactValue.OfText(random.Next(2) == 0 ? "home" : "whole"), ["total"] = FactValue.OfMoney(900) };
        foreach (var (path, type) in FactPath.OrderFields.Where(f => random.Next(3) == 0 && f.Key != "addressChangedAt"))
        {
            facts.TryAdd(path, Value(type));
        }

        foreach (var line in lines.Take(random.Next(2) == 0 ? 0 : random.Next(4) == 0 ? 6 : 1 + random.Next(4)))
        {
            facts[FactPath.OfLine(line, "quantity")] = FactValue.OfInteger(3);
            foreach (var (field, type) in FactPath.LineFields.Where(f => !counts.Contains(f.Key) && random.Next(2) == 0))
            {
                facts.TryAdd(FactPath.OfLine(line, field), Value(type));
            }

            foreach (var field in counts.Where(_ => random.Next(4) == 0))
            {
                facts[random.Next(2) == 0 ? FactPath.OfLine(line, field) : FactPath.OfLineShipment(line, parcels[random.Next(3)], field)] = FactValue.OfInteger(field == "picked" ? 3 : random.Next(3));
            }
        }

        if (random.Next(6) == 0)
        {
            facts[FactPath.OfLineShipment("1", "S1", "reserved")] = FactValue.OfInteger(random.Next(3));
        }

        foreach (var parcel in parcels.Where(_ => random.Next(6) == 0))
        {
            foreach (var (field, type) in FactPath.ShipmentFields.Where(f => random.Next(2) == 0 && f.Key != "labelAt"))
            {
                facts[FactPath.OfShipment(parcel, field)] = Value(type);
            }
        }

        // seldom, as in life: such orders are looked at in full
        if (random.Next(16) == 0)
        {
            facts["addressChangedAt"] = FactValue.OfInstant(Some.Start.AddMinutes(random.Next(15)));
        }

        foreach (var label in parcels.Where(_ => random.Next(12) == 0))
        {
            facts[FactPath.OfShipment(label, "labelAt")] = Value(FactType.Instant);
        }

        if (random.Next(60) == 0)
        {
            facts[FactPath.OfElement("tenders", "1", "amount")] = FactValue.OfMoney(900 + random.Next(2));
        }

        facts["x.colour"] = FactValue.OfText("red");
        return facts;
    }

    private FactValue Value(FactType type) => type switch
    {
        FactType.Text => FactValue.OfText(random.Next(8) == 0 ? "été" : "one"),
        FactType.Instant => FactValue.OfInstant(Some.Start.AddMinutes(random.Next(3))),
        FactType.Date => FactValue.OfDate(new DateOnly(2026, 11, 10)),
        FactType.Flag => FactValue.OfFlag(random.Next(4) == 0),
        FactType.Money => FactValue.OfMoney(random.Next(3) * 100),
        _ => FactValue.OfInteger(random.Next(3)),
    };

    /// <param name="odd">0 = as it is; otherwise one of so many things is left out or said otherwise.</param>
    private ArraySegment<byte> Stored(Side side, List<(Stage Stage, int Minute)> stages, Dictionary<string, FactValue> facts, int odd)
    {
        var events = new List<OrderEvent>();
        foreach (var (stage, minute) in stages.Where(_ => !IsOdd(odd)))
        {
            // told outright, concluded or both, and by one of the sides a little later
            var outright = random.Next(3);
            (string, FactValue)[] fact = outright > 0 ? [(FactPath.OfStage(stage), FactValue.OfInstant(Some.Start.AddMinutes(minute + (random.Next(30) == 0 ? 1 : random.Next(2) * 0.01))))] : [];
            events.Add(Some.Event($"{side}-{stage}", side: side, stage: outright == 1 ? null : stage, minute: minute, version: minute, facts: fact));
        }

        if (random.Next(25) == 0)
        {
            events.Add(Some.Event($"{side}-back", side: side, kind: OrderEventKind.Unallocated, minute: 4, version: 4));
        }

        var said = facts.Where(_ => !IsOdd(odd)).Select(f => (f.Key, IsOdd(odd * 2) ? Otherwise(f.Value) : f.Value)).ToArray();
        events.AddRange(said.Chunk(1 + random.Next(9)).Select((some, i) => Some.Event($"{side}-facts-{i}", side: side, minute: 20 + i, version: 99 + i, source: i % 2 == 0 ? "feed" : "sweep", facts: some)));
        return new OrderStateCodec().Encode(OrderFold.Fold(events, EventSelection.Of(events))).ToArray();
    }

    private bool IsOdd(int odd) => odd > 0 && random.Next(odd) == 0 && random.Next(3) == 0;

    private FactValue Otherwise(FactValue value) => random.Next(10) == 0 ? FactValue.OfText("other")
        : value.Type == FactType.Text ? FactValue.OfText(value.Text == "one" ? "uno" : "one")
        : value with { Number = value.Number + (value.Type == FactType.Instant ? 900_000 : 1) };
}
