using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>What cannot be of an order's labels, tenders, invoices, messages and address, each beside what is like it and right.</summary>
public class OrderPapersTests
{
    private static readonly Stage[] upToReleased = [Stage.Created, Stage.Released];

    [Fact]
    public void Inspect_TwoInvoicesOfOneParcel_AreASecondDocument()
    {
        var found = Assert.Single(Legacy([Invoice("I-1", "S1"), Invoice("I-2", "S1")]));

        Assert.Equal(("second-invoice", ExceptionBucket.DuplicateEvent, OwnerTeam.Finance, CaseSeverity.Critical), (found.Class.Rule, found.Class.Bucket, found.Class.Team, found.Class.Severity));
        Assert.Equal(("invoice I-1, I-2", null, 500L, ParityCells.Invoiced), (found.Difference.Legacy, found.Difference.Orchestration, found.Money!.Value, found.Difference.Cell));
    }

    [Fact]
    public void Inspect_InvoicesOfTwoParcelsOrTypesOrVoided_AreRight() =>
        Assert.Empty(Legacy([Invoice("I-1", "S1"), Invoice("I-2", "S2"), Invoice("I-3", "S1", "credit-note"), [.. Invoice("I-4", "S1"), ("invoices[I-4].voidedAt", FactValue.OfInstant(Some.Start))]]));

    [Fact]
    public void Inspect_TheSameDocumentOnBothSides_IsOne()
    {
        var both = Pairs.Pair(Side_(Side.Legacy, Invoice("I-1", "S1")), Side_(Side.Orchestration, Invoice("I-1", "S1")));
        Assert.Empty(Inspect(both));

        var twice = Assert.Single(Inspect(both with { Orchestration = Side_(Side.Orchestration, Invoice("I-2", "S1")) }));
        Assert.Equal(("second-invoice", "invoice I-1", "invoice I-2"), (twice.Class.Rule, twice.Difference.Legacy, twice.Difference.Orchestration));
    }

    [Fact]
    public void Inspect_SystemThatMakesDocumentsIsRead_DecidesHowManyThereAre()
    {
        var pair = Pairs.Pair(Side_(Side.Legacy, Invoice("I-1", "S1")), Side_(Side.Orchestration, Invoice("O-9", "S1")));
        Assert.Single(Inspect(pair));

        Assert.Empty(Inspect(pair with { Shared = Side_(Side.Shared, Invoice("E-1", "S1")) }));
        Assert.Equal("second-invoice", Assert.Single(Inspect(pair with { Shared = Side_(Side.Shared, [.. Invoice("E-1", "S1"), .. Invoice("E-2", "S1")]) })).Class.Rule);
    }

    [Fact]
    public void Inspect_SameMessageFromOwnerAndCopy_WasSentAgain()
    {
        var copy = ("copy", FactValue.OfFlag(true));
        var pair = Pairs.Pair(Side_(Side.Legacy, Message("L-1")), Side_(Side.Orchestration, [copy, .. Message("O-1")]), Side.Legacy);

        var found = Assert.Single(Inspect(pair));
        Assert.Equal(("message-sent-again", ExceptionBucket.DuplicateEvent, OwnerTeam.Operations, "messages"), (found.Class.Rule, found.Class.Bucket, found.Class.Team, found.Difference.Cell.Name));
        Assert.Empty(Inspect(pair with { Orchestration = Side_(Side.Orchestration, [copy, .. Message("O-1"), ("messages[O-1].suppressed", FactValue.OfFlag(true))]) }));
        Assert.Empty(Inspect(pair with { Orchestration = Side_(Side.Orchestration, [copy, .. Message("O-1", "delivered")]) }));
    }

    [Theory]
    [InlineData(600, 400, null)]
    [InlineData(600, 300, "tenders-off-total")]
    [InlineData(600, 500, "tenders-off-total")]
    public void Inspect_TendersBesideTheTotal_AddUpOrDoNot(long card, long gift, string? rule)
    {
        var found = Legacy([Tender("1", "amount", card), Tender("2", "amount", gift)]);

        Assert.Equal(rule, found.SingleOrDefault()?.Class.Rule);
        Assert.True(rule is null || found[0].Money == 100);
    }

    [Fact]
    public void Inspect_TendersThatSayNoAmount_AreNotAddedUp() => Assert.Empty(Legacy([Tender("1", "amount", 600), [("tenders[2].kind", FactValue.OfText("points"))]]));

    [Theory]
    [InlineData("redeemed", 400, null)]
    [InlineData("redeemed", 800, "redeemed-beyond-tender")]
    [InlineData("refunded", 400, null)]
    [InlineData("refunded", 401, "refunded-beyond-tender")]
    public void Inspect_MoreMovedOfATenderThanItIs_IsADuplicate(string field, long moved, string? rule)
    {
        var found = Legacy([Tender("1", "amount", 600), Tender("2", "amount", 400), Tender("2", field, moved)]);

        Assert.Equal(rule, found.SingleOrDefault()?.Class.Rule);
        Assert.True(rule is null || (found[0].Money == moved - 400 && found[0].Class is { Bucket: ExceptionBucket.DuplicateEvent, Team: OwnerTeam.Finance }));
    }

    [Fact]
    public void Inspect_GoodsUnderTwoGoodLabels_AreTheCarriers()
    {
        (string, FactValue)[] packedTwice = [("lines[1].shipments[S1].packed", FactValue.OfInteger(2)), ("lines[1].shipments[S2].packed", FactValue.OfInteger(2))];
        var found = Assert.Single(Legacy([Label("S1"), Label("S2"), packedTwice]));

        Assert.Equal(("two-live-labels", ExceptionBucket.CarrierResponseFailure, OwnerTeam.Vendor, "S1, S2"), (found.Class.Rule, found.Class.Bucket, found.Class.Team, found.Difference.Legacy));
        Assert.Empty(Legacy([Label("S1"), [.. Label("S2"), ("shipments[S2].voidedAt", FactValue.OfInstant(Some.Start))], packedTwice]));
        Assert.Empty(Legacy([Label("S1"), Label("S2"), [("lines[1].shipments[S1].packed", FactValue.OfInteger(1)), ("lines[1].shipments[S2].packed", FactValue.OfInteger(1))]]));
    }

    [Fact]
    public void Inspect_MoreLabelsThanPieces_AreTooManyWhereNobodySaysWhatIsInAParcel()
    {
        Assert.Empty(Legacy([Label("S1"), Label("S2")]));
        Assert.Equal("two-live-labels", Assert.Single(Legacy([Label("S1"), Label("S2"), Label("S3")])).Class.Rule);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(5, true)]
    public void Inspect_AddressChanged_MattersFromTheReleaseOn(double minute, bool matters)
    {
        (string, FactValue) changed = ("addressChangedAt", FactValue.OfInstant(Some.Start.AddMinutes(minute)));
        var rules = Legacy([[changed]]).Select(m => m.Class.Rule);
        var gone = Inspect(Pairs.Pair(Pairs.Side_(Side.Legacy, [Stage.Created, Stage.Released, Stage.Shipped], [.. basics, changed]), null));
        var cancelled = Inspect(Pairs.Pair(Pairs.Side_(Side.Legacy, [Stage.Created, Stage.Released, Stage.Cancelled], [.. basics, changed]), null));

        Assert.Equal(matters ? ["address-changed-after-release"] : [], rules);
        Assert.DoesNotContain(gone.Concat(cancelled), m => m.Class.Rule == "address-changed-after-release");
    }

    [Fact]
    public void Inspect_PapersOfACopy_AreNoSecondOnes()
    {
        var copy = Side_(Side.Orchestration, [("copy", FactValue.OfFlag(true)), .. Tender("1", "amount", 1), .. Label("S1"), .. Label("S2"), .. Label("S3")]);
        Assert.Empty(Inspect(Pairs.Pair(Side_(Side.Legacy), copy, Side.Legacy)));
    }

    private static readonly (string, FactValue)[] basics = [("lane", FactValue.OfText("whole")), ("currency", FactValue.OfText("USD")), ("total", FactValue.OfMoney(1000)), ("lines[1].quantity", FactValue.OfInteger(2))];

    private static IReadOnlyList<Mismatch> Legacy((string, FactValue)[][] facts) => Inspect(Pairs.Pair(Side_(Side.Legacy, [.. facts.SelectMany(f => f)]), null));

    private static List<Mismatch> Inspect(OrderPair pair) =>
        [.. new OrderInspector(Pairs.Rules()).Inspect(pair, Pairs.Later).Mismatches.Where(m => m.Difference.Kind == DifferenceKind.Impossible)];

    private static SideView Side_(Side side, params (string, FactValue)[] facts) => Pairs.Side_(side, upToReleased, [.. basics, .. facts]);

    private static (string, FactValue)[] Invoice(string id, string shipment, string type = "invoice") =>
        [($"invoices[{id}].type", FactValue.OfText(type)), ($"invoices[{id}].shipment", FactValue.OfText(shipment)), ($"invoices[{id}].amount", FactValue.OfMoney(500))];

    private static (string, FactValue)[] Message(string id, string template = "shipped") => [($"messages[{id}].template", FactValue.OfText(template)), ($"messages[{id}].shipment", FactValue.OfText("S1"))];

    private static (string, FactValue)[] Tender(string id, string field, long minor) => [($"tenders[{id}].{field}", FactValue.OfMoney(minor))];

    private static (string, FactValue)[] Label(string id) => [($"shipments[{id}].labelAt", FactValue.OfInstant(Some.Start))];
}
