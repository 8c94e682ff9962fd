using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Traffic;
using CsCheck;

namespace CommandCenter.Tests.Traffic;

public class TrafficTableTests
{
    private static readonly Gen<string?> Lane = Any<string?>(null, "home", "store", "pickup");
    private static readonly Gen<string?> Region = Any<string?>(null, "west", "east");
    private static readonly Gen<string?> Store = Any<string?>(null, "0418", "0999");
    private static readonly Gen<Segment> Segments = Gen.Select(Lane, Region, Store, (lane, region, store) => new Segment { Lane = lane, Region = region, Store = store });
    private static readonly Gen<OrderAttributes> Attributes = Gen.Select(Lane, Region, Store, (lane, region, store) => new OrderAttributes(lane, region, Store: store));
    private static readonly Gen<string> Keys = Gen.Int[0, 1_000_000].Select(i => string.Create(CultureInfo.InvariantCulture, $"AR-{i}"));
    private static readonly Gen<Change> Changes = Gen.Select(Segments, Gen.Int[0, 10_000], Gen.Bool, Any(SplitBy.Order, SplitBy.Order, SplitBy.Store), Gen.Int[0, 5],
        (segment, hundredths, mirror, splitBy, kind) => new Change(segment, hundredths, mirror, splitBy, kind == 0));
    private static readonly Gen<TrafficTable> Tables = Changes.Array[0, 8].Select(Made);

    [Fact]
    public void Decide_Empty_IsLegacyWithoutCopy()
    {
        var decision = TrafficTable.Empty.Decide("AR-1", new OrderAttributes("home"));
        Assert.Equal((Side.Legacy, false, "default"), (decision.Owner, decision.Mirrored, decision.Rule));
    }

    /// <summary>Rule 2: the same table, attributes and key decide alike, whoever asks, whatever was asked before.</summary>
    [Fact]
    public void Decide_SameInputs_SameAnswerForEver() => Gen.Select(Tables, Attributes, Keys, Keys).Sample((table, order, key, other) =>
    {
        var first = table.Decide(key, order);
        table.Decide(other, order);
        var elsewhere = new TrafficTable(table.Revision, [.. table.Rules.Select(r => r with { Segment = r.Segment with { } })]);
        Assert.Equal(first, table.Decide(key, order));
        Assert.Equal(first, elsewhere.Decide(string.Create(key.Length, key, (span, text) => text.CopyTo(span)), order));
    });

    /// <summary>Rule 3: raising one rule from a to b moves the slots of [a, b) and no others; lowering it back returns exactly those.</summary>
    [Fact]
    public void With_OneRuleRaised_MovesOnlyTheSlotsBetween() => Gen.Select(Tables, Changes, Gen.Int[0, 10_000], Attributes.Array[20], Keys.Array[20]).Sample((table, change, raised, orders, keys) =>
    {
        var (a, b) = (Math.Min(change.Hundredths, raised), Math.Max(change.Hundredths, raised));
        var low = table.With(change.Segment, a, change.Mirror, change.SplitBy);
        var high = low.With(change.Segment, b, change.Mirror, change.SplitBy);
        var back = high.With(change.Segment, a, change.Mirror, change.SplitBy);
        foreach (var (order, key) in orders.Zip(keys))
        {
            var (before, after) = (low.Decide(key, order), high.Decide(key, order));
            var concerned = low.Rules.Single(r => r.Id == before.Rule).Segment == change.Segment && before.Rule != "default";
            Assert.Equal(concerned && before.Slot >= a && before.Slot < b, before.Owner != after.Owner);
            Assert.Equal((before.Owner, before.Mirrored, before.Slot), (back.Decide(key, order).Owner, back.Decide(key, order).Mirrored, back.Decide(key, order).Slot));
        }
    });

    /// <summary>Rule 3 at its edge, which keys taken by chance hardly ever meet: a share of exactly a slot leaves that slot with legacy, the next hundredth moves it.</summary>
    [Fact]
    public void With_RaisedToTheSlotOfAKey_MovesThatKeyWithTheNextHundredth() => Keys.Sample(key =>
    {
        var slot = TrafficSlot.Of(key);
        Assert.Equal(Side.Legacy, TrafficTable.Empty.With(Segment.All, slot, mirror: false, SplitBy.Order).Decide(key, default).Owner);
        Assert.Equal(Side.Orchestration, TrafficTable.Empty.With(Segment.All, slot + 1, mirror: false, SplitBy.Order).Decide(key, default).Owner);
    });

    [Fact]
    public void With_AnyTable_DecidesTheSegmentAsCommanded() => Gen.Select(Tables, Changes, Attributes, Keys).Sample((table, change, order, key) =>
    {
        if (table.RuleOf(change.Segment) is not null || !change.Segment.Matches(order) || (change.SplitBy == SplitBy.Store && order.Store is null))
        {
            return;
        }

        var next = table.With(change.Segment, change.Hundredths, change.Mirror, change.SplitBy);
        var decision = next.Decide(key, order);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"r{table.Revision + 1}"), decision.Rule);
        Assert.Equal(decision.Slot < change.Hundredths ? Side.Orchestration : Side.Legacy, decision.Owner);
    });

    [Fact]
    public void With_IdenticalSegment_IsReplacedWhereItStands()
    {
        var table = TrafficTable.Empty.With(new Segment { Lane = "home" }, 500, mirror: false, SplitBy.Order).With(new Segment { Region = "west" }, 0, mirror: true, SplitBy.Order)
            .With(new Segment { Lane = "home" }, 2500, mirror: true, SplitBy.Order);
        Assert.Equal(["region west", "lane home", "all orders"], table.Rules.Select(r => r.Segment.ToString()));
        Assert.Equal(("r3", 2500, true), (table.Rules[1].Id, table.Rules[1].Hundredths, table.Rules[1].Mirror));
    }

    [Fact]
    public void With_SegmentApart_StaysBelowWhatItDoesNotOverlap()
    {
        var table = TrafficTable.Empty.With(new Segment { Lane = "home" }, 500, mirror: false, SplitBy.Order).With(new Segment { Lane = "pickup" }, 100, mirror: false, SplitBy.Order);
        Assert.Equal(["lane home", "lane pickup", "all orders"], table.Rules.Select(r => r.Segment.ToString()));
    }

    [Fact]
    public void With_AfterRollbackOfAll_TakesEffectAgain()
    {
        var home = new Segment { Lane = "home" };
        var table = TrafficTable.Empty.With(home, 10_000, mirror: false, SplitBy.Order).RolledBack(Segment.All);
        Assert.Equal(Side.Legacy, table.Decide("AR-1", new OrderAttributes("home")).Owner);

        Assert.Equal(Side.Orchestration, table.With(home, 10_000, mirror: false, SplitBy.Order).Decide("AR-1", new OrderAttributes("home")).Owner);
    }

    [Fact]
    public void RolledBack_AnyTable_SendsTheScopeToLegacyAndNothingElseMoves() => Gen.Select(Tables, Segments, Attributes, Keys).Sample((table, scope, order, key) =>
    {
        var (before, after) = (table.Decide(key, order), table.RolledBack(scope).Decide(key, order));
        if (scope.Matches(order))
        {
            Assert.Equal((Side.Legacy, false), (after.Owner, after.Mirrored));
        }
        else
        {
            Assert.Equal(before, after);
        }
    });

    [Fact]
    public void Decide_RuleNamesWhatTheOrderLacks_DoesNotMatch()
    {
        var table = TrafficTable.Empty.With(new Segment { Region = "west" }, 10_000, mirror: false, SplitBy.Order);
        Assert.Equal("default", table.Decide("AR-1", new OrderAttributes("home")).Rule);
    }

    [Fact]
    public void Decide_SplitByStore_KeepsAStoreTogetherAndLeavesOthersToTheNextRule()
    {
        var table = TrafficTable.Empty.With(Segment.All, 5_000, mirror: true, SplitBy.Store);
        var decisions = Enumerable.Range(0, 200).Select(i => table.Decide($"AR-{i}", new OrderAttributes("home", Store: "0418"))).Distinct();
        Assert.Equal(TrafficSlot.Of("0418"), Assert.Single(decisions).Slot);
        Assert.Equal("default", table.Decide("AR-1", new OrderAttributes("home")).Rule);
    }

    [Fact]
    public void Decide_Many_AllocatesNothing()
    {
        var table = TrafficTable.Empty.With(new Segment { Lane = "home" }, 500, mirror: false, SplitBy.Order).With(Segment.All, 100, mirror: false, SplitBy.Store);
        var order = new OrderAttributes("pickup", "west", Store: "0418");
        table.Decide("AR-1", order);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            table.Decide("AR-1", order);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static TrafficTable Made(Change[] changes) => changes.Aggregate(TrafficTable.Empty, (table, change) =>
        change.IsRollback ? table.RolledBack(change.Segment) : table.With(change.Segment, change.Hundredths, change.Mirror, change.SplitBy));

    private sealed record Change(Segment Segment, int Hundredths, bool Mirror, SplitBy SplitBy, bool IsRollback);
}
