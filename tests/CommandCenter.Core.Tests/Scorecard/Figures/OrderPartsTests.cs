using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Scorecard.Figures;

public class OrderPartsTests
{
    private static readonly HourClock clock = new(TimeZoneInfo.Utc);

    [Fact]
    public void Of_OrderWithItsWholeWay_CountsEachInTheHourOfItsOwnInstant()
    {
        var parts = Of(
            Some.Event("1", stage: Stage.Created, facts: [("placedAt", At(0)), ("shipBy", At(7)), ("deliverBy", At(47.5)), ("lane", FactValue.OfText("ship-to-home")), ("manualTouches", FactValue.OfInteger(3)), ("node", FactValue.OfText("DC-1")), ("shipments[S1].carrier", FactValue.OfText("north"))]),
            Some.Event("2", stage: Stage.Authorised, minute: 1), Some.Event("3", stage: Stage.Routed, minute: 90), Some.Event("4", stage: Stage.Shipped, minute: 480), Some.Event("5", stage: Stage.Delivered, minute: 2850));

        Assert.Equal(("ship-to-home", ObservedOwner.Legacy, "DC-1", "north"), (parts.Lane, parts.Owner, parts.Node, parts.Carrier));
        Assert.Equal(
            [
                "orders 0 1", "routing-time 1 5340000", "click-to-ship 8 28800000", "click-to-delivery 47 171000000", "on-time-ship 7 0", "on-time-delivery 47 1",
                "cancel-rate 0 0", "split-rate 1 0", "transaction-success-rate 0 1", "manual-touches 0 3", "duplicate-shipments 8 0", "news-lag 0 1000",
                "status-propagation 0 1000", "status-propagation 0 1000", "status-propagation 1 1000", "status-propagation 8 1000", "status-propagation 47 1000",
            ],
            Words(parts));
    }

    /// <summary>The copy's side routed it, too: both chose one place, or they did not.</summary>
    [Theory]
    [InlineData("DC-1", 1)]
    [InlineData("DC-2", 0)]
    public void Of_MirroredOrder_SaysWhetherBothChoseTheSamePlace(string copy, long agrees)
    {
        var parts = Of(
            Some.Event("1", stage: Stage.Routed, minute: 30, facts: ("node", FactValue.OfText("DC-1"))),
            Some.Event("2", side: Side.Orchestration, stage: Stage.Routed, minute: 31, source: "orch-oms", facts: [("node", FactValue.OfText(copy)), ("copy", FactValue.OfFlag(true))]));

        Assert.Contains($"routing-accuracy 0 {agrees}", Words(parts));
    }

    /// <summary>Read in more than a day after it happened, it is history and says nothing of how fast news comes.</summary>
    [Fact]
    public void Of_FirstNewsADayLate_IsNoLag()
    {
        var old = Some.Event("1", stage: Stage.Created);
        Assert.DoesNotContain(Words(Of(old with { ObservedAt = old.OccurredAt.AddHours(24) })), w => w.StartsWith("news-lag", StringComparison.Ordinal));
        Assert.DoesNotContain(Words(Of(old with { ObservedAt = old.OccurredAt.AddHours(24) })), w => w.StartsWith("status-propagation", StringComparison.Ordinal));
        Assert.Contains("status-propagation 23 82800000", Words(Of(old with { ObservedAt = old.OccurredAt.AddHours(23) })));
        Assert.Contains("news-lag 23 82800000", Words(Of(old with { ObservedAt = old.OccurredAt.AddHours(23) })));
    }

    /// <summary>A side that tells of no routing tells by what was shipped from where.</summary>
    [Fact]
    public void Of_ShippedAndNeverRouted_SaysBySellersWhetherItWasSplit()
    {
        var created = Some.Event("1", stage: Stage.Created, facts: [("lines[1].node", FactValue.OfText("A")), ("lines[2].node", FactValue.OfText("B"))]);

        Assert.DoesNotContain(Words(Of(created)), w => w.StartsWith("split-rate", StringComparison.Ordinal));
        Assert.Contains("split-rate 8 1", Words(Of(created, Some.Event("2", stage: Stage.Shipped, minute: 500))));
        Assert.Contains("split-rate 1 1", Words(Of(created, Some.Event("2", stage: Stage.Routed, minute: 90), Some.Event("3", stage: Stage.Shipped, minute: 500))));
    }

    /// <summary>Each line counts, all of them by when their order shipped.</summary>
    [Theory]
    [InlineData(7, 0)]
    [InlineData(9, 3)]
    public void Of_PromiseOfThreeLines_CountsEachOfThem(double shipBy, long kept)
    {
        var parts = Of(
            Some.Event("1", stage: Stage.Created, facts: [("shipBy", At(shipBy)), .. Enumerable.Range(1, 3).Select(l => ($"lines[{l}].sku", FactValue.OfText("S"))), ("shipments[P1].carrier", FactValue.OfText("north"))]),
            Some.Event("2", stage: Stage.Shipped, minute: 500));

        var part = parts.Parts.Single(p => p.Figure == PeriodFigures.OnTimeShipLines.Code);
        Assert.Equal((kept, 3L), (part.Amount, part.Out));
    }

    [Fact]
    public void Of_Chargebacks_EachCountWhenItCame()
    {
        var parts = Of(Some.Event("1", stage: Stage.Created, facts: [("chargebacks[a].at", At(3)), ("chargebacks[b].at", At(5)), ("chargebacks[c].amount", FactValue.OfMoney(5))]));

        Assert.Equal(["chargebacks 3 1", "chargebacks 5 1"], Words(parts).Where(w => w.StartsWith("chargebacks", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_CancelledBeforeItWasDue_IsNoPromiseAnyMore()
    {
        var parts = Of(Some.Event("1", stage: Stage.Created, facts: [("shipBy", At(7)), ("deliverBy", At(1))]), Some.Event("2", stage: Stage.Cancelled, minute: 120));

        Assert.Equal(["orders 0 1", "on-time-delivery 1 0", "cancel-rate 0 1", "transaction-success-rate 0 1", "manual-touches 0 0", "news-lag 0 1000", "status-propagation 0 1000", "status-propagation 2 1000"], Words(parts));
    }

    [Fact]
    public void Of_BothSidesCallItTheirs_GivesOnlyWhatHangsOnNoOwner()
    {
        var parts = Of(Some.Event("1", stage: Stage.Created), Some.Event("2", side: Side.Orchestration, stage: Stage.Created, facts: ("failure", FactValue.OfText("no label"))));

        Assert.Equal(ObservedOwner.Unclear, parts.Owner);
        Assert.Equal(["transaction-success-rate 0 0"], Words(parts));
    }

    [Fact]
    public void Decode_WhatWasEncoded_IsTheSame()
    {
        var parts = Of(Some.Event("1", stage: Stage.Created, facts: [("lane", FactValue.OfText("é-ship")), ("deliverBy", At(-100_000))]), Some.Event("2", stage: Stage.Delivered, minute: 1e6));

        var back = OrderPartsCodec.Decode(OrderPartsCodec.Encode(parts, new CompactWriter()));

        Assert.Equal((parts.Lane, parts.Owner, parts.Region, parts.Node, parts.Carrier), (back.Lane, back.Owner, back.Region, back.Node, back.Carrier));
        Assert.Equal(parts.Parts, back.Parts);
    }

    private static FactValue At(double hours) => FactValue.OfInstant(Some.Start.AddHours(hours));

    private static OrderParts Of(params OrderEvent[] events)
    {
        var states = OrderFold.Of(events);
        var row = new OrderRow { OrderKey = "A-1", Node = states[0].Text("node"), Region = states[0].Text("region") };
        return OrderParts.Of(row, [.. states], clock);
    }

    /// <summary>Figure, hours since the start, amount.</summary>
    private static IEnumerable<string> Words(OrderParts parts) => PeriodFigures.All.SelectMany(f => parts.Parts.Where(p => p.Figure == f.Code))
        .Select(p => $"{PeriodFigures.All.Single(f => f.Code == p.Figure).Key} {(p.Hour - Instants.ToMicros(Some.Start)) / HourClock.Hour} {p.Amount}");
}
