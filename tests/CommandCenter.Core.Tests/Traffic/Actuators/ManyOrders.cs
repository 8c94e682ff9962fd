using System.Collections.Immutable;
using CommandCenter.Orders;
using CommandCenter.Traffic;

namespace CommandCenter.Tests.Traffic.Actuators;

/// <summary>An order as an outside splitter meets it.</summary>
public sealed record SplitOrder(string Key, OrderAttributes Attributes)
{
    public Side By(TrafficTable table) => table.Decide(Key, Attributes).Owner;
}

/// <summary>Traffic tables of every kind, and orders that meet and miss their rules. The same for the same seed.</summary>
internal static class ManyOrders
{
    /// <summary>Values that break whoever puts them into commands, headers or code unescaped.</summary>
    public static readonly ImmutableArray<string> Odd =
    [
        "we\"st", "a b", "a;b", "back\\slash", "100%", "%41", "x=1&y=2|z", "<<", "#1", "Zürich 市", "`${1}`", "{\"$ref\":\"x\"}", "\u2028", " edge ", "a,b", "'quoted'", "𝒳",
    ];

    public static IReadOnlyList<(string Name, TrafficTable Table)> Tables { get; } =
    [
        ("nothing", TrafficTable.Empty),
        ("everything", TrafficTable.Empty.With(Segment.All, 10_000, false, SplitBy.Order)),
        ("a share of all", TrafficTable.Empty.With(Segment.All, 1, false, SplitBy.Order).With(Segment.All, 2_537, true, SplitBy.Order)),
        ("lanes", TrafficTable.Empty.With(new Segment { Lane = "home" }, 500, false, SplitBy.Order).With(new Segment { Lane = "pickup" }, 5_000, false, SplitBy.Order).With(new Segment { Lane = "home", Region = "west" }, 9_999, false, SplitBy.Order)),
        ("regions above all", TrafficTable.Empty.With(Segment.All, 1_000, false, SplitBy.Order).With(new Segment { Region = "west" }, 3_333, false, SplitBy.Order).With(new Segment { Region = "east" }, 0, false, SplitBy.Order)),
        ("by store", TrafficTable.Empty.With(Segment.All, 1_234, false, SplitBy.Order).With(Segment.All, 5_000, false, SplitBy.Store)),
        ("by store above all", TrafficTable.Empty.With(Segment.All, 700, false, SplitBy.Order).With(new Segment { Lane = "pickup" }, 4_000, false, SplitBy.Store).With(new Segment { Lane = "home", Store = "0007" }, 6_000, false, SplitBy.Store)),
        ("a store that is no key", TrafficTable.Empty.With(Segment.All, 2_000, false, SplitBy.Order).With(new Segment { Store = "a b" }, 10_000, false, SplitBy.Store)),
        ("all seven", TrafficTable.Empty.With(new Segment { Lane = "home" }, 2_000, false, SplitBy.Order)
            .With(new Segment { Lane = "home", Region = "west", Brand = "alder", Channel = "web", Store = "0007", SkuClass = "bulky", Tenant = "us" }, 8_000, false, SplitBy.Order).With(new Segment { Tenant = "eu" }, 5_000, false, SplitBy.Order)
            .With(new Segment { SkuClass = "bulky" }, 6_500, false, SplitBy.Order).With(new Segment { Brand = "rowe", Channel = "app" }, 10_000, false, SplitBy.Order)),
        ("odd values", Odd.Aggregate(TrafficTable.Empty.With(Segment.All, 100, false, SplitBy.Order), (table, odd) => table.With(new Segment { Region = odd }, 5_000 + (odd.Length * 100), false, SplitBy.Order))),
        ("rolled back", TrafficTable.Empty.With(Segment.All, 9_000, false, SplitBy.Order).RolledBack(new Segment { Lane = "home" })),
    ];

    /// <summary>Orders of every shape that an intake takes.</summary>
    public static IReadOnlyList<SplitOrder> Take(int count, int seed)
    {
        var random = new Random(seed);
        string? Maybe(params string[] values) => random.Next(3) == 0 ? null : values[random.Next(values.Length)];
        var orders = new List<SplitOrder>(count);
        for (var i = 0; i < count; i++)
        {
            var region = random.Next(4) == 0 ? Odd[random.Next(Odd.Length)] : Maybe("west", "east", "north");
            var store = random.Next(20) == 0 ? "a b" : random.Next(40) == 0 ? new string('9', 200) : Maybe("0007", "0012", $"{random.Next(400):0000}");
            orders.Add(new SplitOrder(Key(random, i), new OrderAttributes(Maybe("home", "pickup", "backorder"), region, Maybe("alder", "rowe"), Maybe("web", "app"), store, Maybe("bulky", "small"), Maybe("us", "eu"))));
        }

        return orders;
    }

    /// <summary>Every length and every character that a key may have.</summary>
    private static string Key(Random random, int number) => (number % 4) switch
    {
        0 => $"AR-{number}",
        1 => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(number)).ToString(),
        _ => new string([.. Enumerable.Range(0, 1 + random.Next(number % 97 == 2 ? TrafficSlot.LongestKey : 24)).Select(_ => (char)random.Next('!', '~' + 1))]),
    };
}
