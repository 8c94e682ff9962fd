using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>What live state needs of an order's shipments, in one pass over its facts.</summary>
internal readonly record struct ShipmentFacts(long Label, long Confirmed, bool Failed, IReadOnlyList<ShipmentRoute> Routes)
{
    private const string Prefix = "shipments[";

    public static ShipmentFacts Of(OrderState state)
    {
        var (label, confirmed, failed, unconfirmed) = (SideRecord.None, SideRecord.None, false, false);
        var routes = new List<ShipmentRoute>(1);
        var facts = state.Facts;
        // facts stand in order of their paths, so those of one shipment are neighbours
        for (var i = 0; i < facts.Count;)
        {
            if (!facts[i].Path.StartsWith(Prefix, StringComparison.Ordinal) || facts[i].Path.IndexOf(']', StringComparison.Ordinal) is var close && close < 0)
            {
                i++;
                continue;
            }

            var (shipment, end) = One(facts, i, facts[i].Path.AsSpan(0, close + 1));
            i = end;
            failed |= shipment.Failed;
            if (shipment.Label != SideRecord.None && (label == SideRecord.None || shipment.Label < label))
            {
                label = shipment.Label;
            }

            if (!shipment.Voided)
            {
                (unconfirmed, confirmed) = (unconfirmed || shipment.Manifested == SideRecord.None, Math.Max(confirmed, shipment.Manifested));
                Add(routes, new ShipmentRoute(shipment.Node ?? state.Text("node"), shipment.Service));
            }
        }

        if (routes.Count == 0)
        {
            routes.Add(new ShipmentRoute(state.Text("node"), null));
        }

        return new ShipmentFacts(label, unconfirmed ? SideRecord.None : confirmed, failed, routes);
    }

    private static (Shipment Shipment, int End) One(IReadOnlyList<Fact> facts, int i, ReadOnlySpan<char> prefix)
    {
        var shipment = new Shipment(SideRecord.None, SideRecord.None, false, false, null, null);
        for (; i < facts.Count && facts[i].Path.AsSpan().StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            var value = facts[i].Value;
            var isInstant = value.Type == FactType.Instant;
            shipment = facts[i].Path.AsSpan(prefix.Length) switch
            {
                ".labelAt" when isInstant => shipment with { Label = value.Number },
                ".manifestedAt" when isInstant => shipment with { Manifested = value.Number },
                ".voidedAt" when isInstant => shipment with { Voided = true },
                ".failure" => shipment with { Failed = !string.IsNullOrEmpty(value.Text) },
                ".node" => shipment with { Node = value.Text },
                ".service" => shipment with { Service = value.Text },
                _ => shipment,
            };
        }

        return (shipment, i);
    }

    private static void Add(List<ShipmentRoute> routes, ShipmentRoute route)
    {
        if (!routes.Contains(route))
        {
            routes.Add(route);
        }
    }

    private readonly record struct Shipment(long Label, long Manifested, bool Voided, bool Failed, string? Node, string? Service);
}
