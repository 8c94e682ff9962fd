using CommandCenter.Intake.Transfer;
using CommandCenter.Orders;

namespace CommandCenter.Rollback;

/// <summary>Adds orders in flight up by stage and by what they would get.</summary>
internal sealed class InFlightTally(InFlightFates fates)
{
    private readonly Dictionary<InFlightOrder, (InFlightAction? Action, string What)> known = [];
    private readonly Dictionary<(Stage? Stage, InFlightAction? Action, string What), Sums> groups = [];
    private readonly Sums all = new();

    public void Add(InFlightOrder order, long? total, string? currency)
    {
        if (!known.TryGetValue(order, out var fate))
        {
            known[order] = fate = fates.Of(order);
        }

        var key = (order.Stage, fate.Action, fate.What);
        if (!groups.TryGetValue(key, out var group))
        {
            groups[key] = group = new Sums();
        }

        group.Add(total, currency);
        all.Add(total, currency);
    }

    public IReadOnlyList<MoneySum> Money => all.Money;

    /// <summary>By stage, those that were not seen yet last; the larger first within one.</summary>
    public IReadOnlyList<InFlightGroup> Groups =>
        [.. groups.OrderBy(g => g.Key.Stage is { } s ? (int)s : int.MaxValue).ThenByDescending(g => g.Value.Orders).Select(g => new InFlightGroup(g.Key.Stage?.Name(), g.Key.Action, g.Key.What, g.Value.Orders, g.Value.Money))];

    private sealed class Sums
    {
        private readonly SortedDictionary<string, (long Minor, int Orders)> money = new(StringComparer.Ordinal);

        public int Orders { get; private set; }

        public IReadOnlyList<MoneySum> Money => [.. money.Select(m => new MoneySum(m.Key, m.Value.Minor, m.Value.Orders))];

        public void Add(long? total, string? currency)
        {
            Orders++;
            if (total is { } minor)
            {
                var code = currency ?? "";
                var (sum, orders) = money.GetValueOrDefault(code);
                money[code] = (sum + minor, orders + 1);
            }
        }
    }
}
