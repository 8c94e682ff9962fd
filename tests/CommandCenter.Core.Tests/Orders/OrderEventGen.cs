using CommandCenter.Orders;
using CommandCenter.Tests.Persistence;
using CsCheck;

namespace CommandCenter.Tests.Orders;

/// <summary>Random event sets that meet each other: few keys, few ids, few instants; every kind; conflicts, circles of withdrawals, events that change their order.</summary>
internal static class OrderEventGen
{
    private static readonly Stage[] stated = [Stage.Created, Stage.Allocated, Stage.Routed, Stage.Shipped, Stage.Cancelled];

    private static readonly Gen<(string, FactValue)> fact = Gen.OneOf(
        Gen.Int[0, 3].Select(i => ("store", FactValue.OfText($"00{i}"))),
        Gen.Int[0, 3].Select(i => ("total", FactValue.OfMoney(i * 100))),
        Gen.Select(Gen.Int[1, 2], Gen.Int[0, 5]).Select((line, n) => ($"lines[{line}].picked", FactValue.OfInteger(n))),
        Gen.Select(Gen.Int[0, 4].Select(i => stated[i]), Gen.Int[0, 9])
            .Select((stage, minute) => (FactPath.OfStage(stage), FactValue.OfInstant(Some.Start.AddMinutes(minute)))),
        Gen.Int[0, 2].Select(i => ("x.colour", FactValue.OfText("é" + i))));

    private static readonly Gen<OrderEventKind> kind = Gen.Frequency(
        (8, Gen.Const(OrderEventKind.Facts)), (1, Gen.Const(OrderEventKind.Supersedes)), (1, Gen.Const(OrderEventKind.Reinstated)),
        (1, Gen.Const(OrderEventKind.Unallocated)), (1, Gen.Const(OrderEventKind.ReturnCancelled)));

    /// <summary>One to thirty events; those with one id and one stamp are the same event.</summary>
    public static Gen<OrderEvent[]> Set { get; } =
        Gen.Select(Gen.Int[0, 14], Gen.Int[0, 2], Gen.Bool, Gen.Int[-4, 14].Select(i => i <= 0 ? (Stage?)null : (Stage)i), Gen.Int[0, 9], Gen.Int[0, 3], kind, Gen.Select(fact.Array[0, 3], Gen.Int[0, 14]))
            .Select((id, key, legacy, stage, minute, version, kind, rest) => Make(id, key, legacy, stage, minute, version, kind, rest))
            .Array[1, 30]
            .Select(events => events.DistinctBy(e => (e.Source, e.EventId, e.Stamp)).ToArray());

    private static OrderEvent Make(
        int id, int key, bool legacy, Stage? stage, int minute, int version, OrderEventKind kind, ((string Path, FactValue Value)[] Facts, int Names) rest)
    {
        var facts = rest.Facts.DistinctBy(f => f.Path).ToArray();
        var names = kind == OrderEventKind.Supersedes ? $"e{rest.Names}" : null;
        // the hash of the content: equal content has an equal hash, other content another
        var content = string.Join(';', facts.Select(f => $"{f.Path}={f.Value}").Order(StringComparer.Ordinal)) + $"{key}{legacy}{stage}{kind}{names}";
        var hash = content.Aggregate(14695981039346656037UL, (h, c) => unchecked((h ^ c) * 1099511628211UL));
        return Some.Event(
            $"e{id}", $"K{key}", legacy ? Side.Legacy : Side.Orchestration, stage, minute, version, hash, kind, names, id % 2 == 0 ? "feed-a" : "feed-b", facts);
    }
}
