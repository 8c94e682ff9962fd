using CommandCenter.Plan;

namespace CommandCenter.Live;

/// <summary>Finds the cut-offs of an order's node and service: the first of the plan's that fits. What was found once is kept. For one thread.</summary>
internal sealed class CutoffTable
{
    private readonly List<(CarrierCutoff Rule, CutoffTimes Times)> rules;
    private readonly Dictionary<ShipmentRoute, CutoffTimes?> found = [];

    public CutoffTable(CutoverPlan plan, IReadOnlyDictionary<string, OpenTime> calendars) =>
        rules = [.. plan.CarrierCutoffs.Select(r => (r, new CutoffTimes(r, r.Calendar is null ? null : calendars[r.Calendar])))];

    /// <summary>The earliest next cut-off of what the order's shipments go by; <see cref="SideRecord.None"/> where the plan has none for any.</summary>
    public long After(IReadOnlyList<ShipmentRoute> routes, long instant)
    {
        var earliest = SideRecord.None;
        for (var i = 0; i < routes.Count; i++)
        {
            if (Of(routes[i])?.After(instant) is { } at && (earliest == SideRecord.None || at < earliest))
            {
                earliest = at;
            }
        }

        return earliest;
    }

    private CutoffTimes? Of(ShipmentRoute route)
    {
        if (!found.TryGetValue(route, out var times))
        {
            times = rules.FirstOrDefault(r => Fits(r.Rule.Nodes, route.Node) && Fits(r.Rule.Services, route.Service)).Times;
            // nodes and services are few; data that makes them up must not fill the memory
            if (found.Count < 10_000)
            {
                found[route] = times;
            }
        }

        return times;
    }

    private static bool Fits(IReadOnlyList<string> named, string? value) => named.Count == 0 || (value is not null && named.Contains(value, StringComparer.Ordinal));
}

/// <summary>What a shipment goes by; null = not known yet.</summary>
internal readonly record struct ShipmentRoute(string? Node, string? Service);
