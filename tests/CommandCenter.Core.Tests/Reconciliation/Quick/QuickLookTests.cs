using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Quick;
using CommandCenter.Tests.Persistence;
using CsCheck;

namespace CommandCenter.Tests.Reconciliation.Quick;

public class QuickLookTests
{
    private static readonly ParityRules[] plans =
    [
        Pairs.Rules(),
        new(Pairs.Make(Pairs.Plan.Reconciliation, copies: true)),
        Pairs.Rules(s => s with { Mirrored = false, Ignored = [ParityCells.Presence, ParityCells.Of(Stage.Picked), ParityCells.Attributes, ParityCells.Lines, ParityCells.Total] }),
        Pairs.Rules(s => s with
        {
            Tolerances = [new CellTolerance(ParityCells.Total, 1), new CellTolerance(ParityCells.Of(Stage.Routed), 30)],
            Equivalences = [new Equivalence(ParityCells.Status, "one", "uno"), new Equivalence(ParityCells.Node, "one", "uno")],
        }),
        new(Poorer(Pairs.Plan)),
        new(Pairs.Plan with { Systems = [.. Pairs.Plan.Systems.Select(s => s with { Side = Side.Shared })] }),
    ];

    /// <summary>Whatever it says of an order, the full inspection says too; and it does not give up orders for nothing.</summary>
    [Fact]
    public void TryLook_WhateverTheOrder_SaysWhatTheFullInspectionSays()
    {
        var (plain, toFind, given) = (0, 0, 0);
        Gen.Int.Sample(seed =>
        {
            var (orders, rules) = (new LikelyOrders(seed), plans[(seed & 0x7fffffff) % plans.Length]);
            var (look, inspector) = (new QuickLook(new QuickRules(rules)), new OrderInspector(rules));
            for (var i = 0; i < 20; i++)
            {
                var stored = orders.Next();
                var pair = stored.Decode(rules);
                var (comparison, mismatches) = inspector.Inspect(pair, Pairs.Later);
                if (!look.TryLook(stored, out var found))
                {
                    // what a third system says is only heard in full
                    _ = mismatches.Count > 0 ? Interlocked.Increment(ref toFind) : stored.Shared.Count == 0 ? Interlocked.Increment(ref given) : 0;
                    continue;
                }

                Interlocked.Increment(ref plain);
                Assert.Empty(mismatches);
                Assert.Equal(comparison.Masks, found.Cells);
                Assert.Equal(comparison.Lane, found.Lane);
                Assert.Equal(OrderFigures.Of(pair), found.Figures);
            }
        }, iter: 1000);

        Assert.True(plain > 2000 && toFind > 2000, $"{plain} orders were plain, {toFind} were not: too few of one to say anything");
        Assert.True(given < plain / 4, $"{given} orders were given up for nothing, {plain} were not");
    }

    [Fact]
    public void TryLook_BothSidesAgree_IsEnough()
    {
        Stage[] stages = [Stage.Created, Stage.Routed, Stage.Picked, Stage.Packed];
        (string, FactValue)[] facts =
        [
            ("lane", FactValue.OfText("whole")), ("currency", FactValue.OfText("USD")), ("tenders", FactValue.OfText("card")), ("total", FactValue.OfMoney(700)), ("captured", FactValue.OfMoney(700)),
            ("placedAt", FactValue.OfInstant(Some.Start)), ("lines[1].sku", FactValue.OfText("A")), ("lines[1].quantity", FactValue.OfInteger(2)), ("lines[1].unitPrice", FactValue.OfMoney(350)),
            ("lines[1].shipments[S1].picked", FactValue.OfInteger(1)), ("lines[1].shipments[S2].picked", FactValue.OfInteger(1)), ("lines[1].shipments[S1].shipped", FactValue.OfInteger(1)),
        ];

        Assert.True(new QuickLook(new QuickRules(Pairs.Rules())).TryLook(Pair(Stored(Side.Legacy, stages, facts), Stored(Side.Orchestration, stages, facts)), out var order));
        Assert.Equal("whole", order.Lane);
        Assert.Equal(new SideFigures(700, 350, 0, 700, 0), order.Figures.Legacy);
        Assert.Equal(0UL, order.Cells.NotExpected | order.Cells.NotObservable);
        foreach (var cell in new[] { ParityCells.Presence, ParityCells.Of(Stage.Picked), ParityCells.Lines, ParityCells.Total, ParityCells.Captured, ParityCells.Attributes })
        {
            Assert.True((order.Cells.Agrees & cell.Bit) != 0, cell.Name);
        }
    }

    [Fact]
    public void TryLook_OneThingDiffers_GivesUp()
    {
        (string, FactValue)[] facts = [("lane", FactValue.OfText("whole")), ("total", FactValue.OfMoney(700)), ("lines[1].quantity", FactValue.OfInteger(2))];
        var look = new QuickLook(new QuickRules(Pairs.Rules()));
        var legacy = Stored(Side.Legacy, [Stage.Created, Stage.Routed], facts);
        Assert.False(look.TryLook(Pair(legacy, Stored(Side.Orchestration, [Stage.Created], facts)), out _));
        for (var i = 0; i < facts.Length; i++)
        {
            var other = facts.ToArray();
            other[i].Item2 = i == 0 ? FactValue.OfText("home") : other[i].Item2 with { Number = 1 };
            Assert.False(look.TryLook(Pair(legacy, Stored(Side.Orchestration, [Stage.Created, Stage.Routed], other)), out _), other[i].Item1);
            Assert.False(look.TryLook(Pair(legacy, Stored(Side.Orchestration, [Stage.Created, Stage.Routed], [.. facts.Where((_, n) => n != i)])), out _), "without " + other[i].Item1);
        }

        Assert.True(look.TryLook(Pair(legacy, Stored(Side.Orchestration, [Stage.Created, Stage.Routed], facts)), out _));
    }

    /// <summary>What is wrong though both sides say it alike: there the full inspection has to look.</summary>
    [Theory]
    [InlineData("address")]
    [InlineData("labels")]
    [InlineData("tenders")]
    public void TryLook_PapersThatCannotBe_GivesUp(string what)
    {
        var later = FactValue.OfInstant(Some.Start.AddMinutes(30));
        (string, FactValue)[] papers = what switch
        {
            "address" => [("addressChangedAt", later)],
            "labels" => [("shipments[S1].labelAt", later), ("shipments[S2].labelAt", later)],
            _ => [("tenders[1].amount", FactValue.OfMoney(1))],
        };
        (string, FactValue)[] facts = [("lane", FactValue.OfText("whole")), ("total", FactValue.OfMoney(700)), ("lines[1].quantity", FactValue.OfInteger(1)), .. papers];
        Stage[] stages = [Stage.Created, Stage.Released];
        var pair = Pair(Stored(Side.Legacy, stages, facts), Stored(Side.Orchestration, stages, facts));

        Assert.NotEmpty(new OrderInspector(Pairs.Rules()).Inspect(pair.Decode(Pairs.Rules()), Pairs.Later).Mismatches);
        Assert.False(new QuickLook(new QuickRules(Pairs.Rules())).TryLook(pair, out _));
    }

    [Fact]
    public void TryLook_StateIsDamaged_SaysSo()
    {
        var state = Stored(Side.Legacy, [Stage.Created], []);
        Assert.Throws<InvalidDataException>(() => new QuickLook(new QuickRules(Pairs.Rules())).TryLook(Pair(state[..^3], state), out _));
    }

    private static StoredPair Pair(byte[] legacy, byte[] orchestration) => new(1, "A-1", null, null, legacy, orchestration, default);

    private static byte[] Stored(Side side, Stage[] stages, (string, FactValue)[] facts)
    {
        List<OrderEvent> events = [.. stages.Select((s, i) => Some.Event($"{side}-{s}", side: side, stage: s, minute: i, version: i)), Some.Event($"{side}-facts", side: side, minute: 9, version: 99, facts: facts)];
        return new OrderStateCodec().Encode(OrderFold.Fold(events, EventSelection.Of(events))).ToArray();
    }

    /// <summary>Orchestration tells neither when an order is picked nor what was shipped, captured or promised.</summary>
    private static CutoverPlan Poorer(CutoverPlan plan) => plan with
    {
        Sides = [plan.Sides[0], plan.Sides[1] with { NotObservable = [Stage.Picked] }],
        Mappings =
        [
            plan.Mappings[0], plan.Mappings[1] with
            {
                Fields = plan.Mappings[1].Fields.Where(f => f.Key is not ("captured" or "shipBy")).ToDictionary(StringComparer.Ordinal),
                Lines = plan.Mappings[1].Lines! with { Fields = plan.Mappings[1].Lines!.Fields.Where(f => f.Key != "shipped").ToDictionary(StringComparer.Ordinal) },
                Shipments = null,
            },
        ],
    };
}
