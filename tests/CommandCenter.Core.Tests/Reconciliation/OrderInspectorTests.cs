using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>Into which bucket what is found belongs, and why.</summary>
public class OrderInspectorTests
{
    private static readonly (string, FactValue)[] basics = [("lane", FactValue.OfText("whole")), ("currency", FactValue.OfText("USD")), ("total", FactValue.OfMoney(1000)), ("lines[1].quantity", FactValue.OfInteger(2))];

    /// <summary>What legacy says, what orchestration says, and what it counts as.</summary>
    public static TheoryData<string, string?, string?, string, string, string, string> Facts => new()
    {
        { "tax", "80", "81", "tax-rounding", "business-rule-mismatch", "finance", "low" },
        { "tax", "80", "83", "tax-differs", "business-rule-mismatch", "finance", "critical" },
        { "tax", "80", null, "tax-missing", "business-rule-mismatch", "finance", "high" },
        { "shipping", "500", "1000", "shipping-charged-again", "business-rule-mismatch", "finance", "critical" },
        { "shipping", "500", "700", "money-differs", "business-rule-mismatch", "finance", "high" },
        { "invoiced", "500", "1000", "invoiced-again", "duplicate-event", "finance", "critical" },
        { "refunded", "0", "100", "money-differs", "business-rule-mismatch", "finance", "high" },
        { "goods", "80", "81", "money-differs", "business-rule-mismatch", "finance", "high" },
        { "goods", "80", null, "field-missing", "schema-mismatch", "engineering", "medium" },
        { "currency", "USD", "CAD", "currency-differs", "business-rule-mismatch", "finance", "critical" },
        { "tenders", "card", "card+gift-card", "tenders-differ", "duplicate-event", "finance", "high" },
        { "lines[1].reserved", "2", "1", "reservation-differs", "inventory-drift", "operations", "medium" },
        { "lines[1].sku", "A", "B", "line-differs", "business-rule-mismatch", "operations", "high" },
        { "lines[1].cancelled", "1", "2", "quantity-differs", "business-rule-mismatch", "operations", "high" },
        { "node", "DC-RENO", "DC-JOLIET", "node-differs", "business-rule-mismatch", "operations", "high" },
        { "shipBy", "2026-11-10T12:00:00Z", "2026-11-11T12:00:00Z", "promise-differs", "business-rule-mismatch", "operations", "medium" },
        { "region", "west", "east", "attribute-differs", "business-rule-mismatch", "operations", "high" },
        { "taxExemption", "CERT-7", "CERT-9", "exemption-differs", "business-rule-mismatch", "finance", "high" },
        { "taxExemption", "CERT-7", null, "exemption-differs", "business-rule-mismatch", "finance", "high" },
        { "fraudVerdict", "accept", "review", "verdict-differs", "business-rule-mismatch", "operations", "high" },
        { "address", "9f1c", "77ab", "address-differs", "business-rule-mismatch", "operations", "high" },
        { "shipments[S1].carrier", "UPS", "FEDEX", "parcel-differs", "carrier-response-failure", "vendor", "high" },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void Inspect_FactDiffers_IsInItsBucket(string path, string? legacy, string? orchestration, string rule, string bucket, string team, string severity)
    {
        var found = Assert.Single(Inspect(Side_(Side.Legacy, [Stage.Created], Fact(path, legacy)), Side_(Side.Orchestration, [Stage.Created], Fact(path, orchestration))));

        Assert.Equal((rule, bucket, team, severity), (found.Class.Rule, found.Class.Bucket.Name(), found.Class.Team.Name(), found.Class.Severity.ToString().ToLowerInvariant()));
        Assert.NotEmpty(found.Class.Why);
    }

    public static TheoryData<Stage[], Stage[], string, string, string> StageSets => new()
    {
        { [Stage.Created, Stage.Cancelled], [Stage.Created], "cancelled-on-one-side", "business-rule-mismatch", "operations" },
        { [Stage.Created, Stage.Returned], [Stage.Created], "returned-on-one-side", "business-rule-mismatch", "operations" },
        { [Stage.Created, Stage.Routed], [Stage.Created], "stage-missing", "data-delay", "engineering" },
        { [Stage.Created, Stage.Routed, Stage.Picked], [Stage.Created, Stage.Picked], "stage-skipped", "data-delay", "engineering" },
    };

    [Theory]
    [MemberData(nameof(StageSets))]
    public void Inspect_StageDiffers_IsInItsBucket(Stage[] legacy, Stage[] orchestration, string rule, string bucket, string team)
    {
        var found = Assert.Single(Inspect(Side_(Side.Legacy, legacy), Side_(Side.Orchestration, orchestration)));

        Assert.Equal((rule, bucket, team), (found.Class.Rule, found.Class.Bucket.Name(), found.Class.Team.Name()));
    }

    [Fact]
    public void Inspect_LabelWasRefused_IsTheCarriers()
    {
        var found = Assert.Single(Inspect(Side_(Side.Legacy, [Stage.Created, Stage.Shipped]), Side_(Side.Orchestration, [Stage.Created], ("failure", FactValue.OfText("label-refused")))));

        Assert.Equal(("label-refused", ExceptionBucket.CarrierResponseFailure, OwnerTeam.Vendor), (found.Class.Rule, found.Class.Bucket, found.Class.Team));
    }

    [Theory]
    [InlineData("captured", 1100, "captured-beyond-total")]
    [InlineData("invoiced", 1100, "invoiced-beyond-total")]
    public void Inspect_MoreMoneyThanTheOrderCosts_IsImpossibleThoughBothSidesAgree(string path, long minor, string rule)
    {
        var facts = (path, FactValue.OfMoney(minor));
        var found = Inspect(Side_(Side.Legacy, [Stage.Created], facts), Side_(Side.Orchestration, [Stage.Created], facts));

        Assert.Equal([rule, rule], found.Select(m => m.Difference.Rule));
        Assert.All(found, m => Assert.Equal((CaseSeverity.Critical, OwnerTeam.Finance, 100L), (m.Class.Severity, m.Class.Team, m.Money!.Value)));
    }

    [Fact]
    public void Inspect_RefundedTwice_IsADuplicate()
    {
        var found = Inspect(
            Side_(Side.Legacy, [Stage.Created], ("captured", FactValue.OfMoney(500)), ("refunded", FactValue.OfMoney(500))),
            Side_(Side.Orchestration, [Stage.Created], ("captured", FactValue.OfMoney(500)), ("refunded", FactValue.OfMoney(1000))));

        Assert.Equal(["refunded-again", "refunded-beyond-captured"], found.Select(m => m.Class.Rule).Order(StringComparer.Ordinal));
        Assert.All(found, m => Assert.Equal(ExceptionBucket.DuplicateEvent, m.Class.Bucket));
    }

    [Fact]
    public void Inspect_CopyShippedToo_CountsBothSides()
    {
        var shipped = ("lines[1].shipped", FactValue.OfInteger(2));
        var pair = Pairs.Pair(Side_(Side.Legacy, [Stage.Created, Stage.Shipped], shipped), Side_(Side.Orchestration, [Stage.Created, Stage.Shipped], shipped), Side.Orchestration);
        var found = Assert.Single(new OrderInspector(Pairs.Rules()).Inspect(pair, Pairs.Later).Mismatches);

        Assert.Equal(("shipped-beyond-ordered", ExceptionBucket.DuplicateEvent, CaseSeverity.Critical, "2", "2"), (found.Class.Rule, found.Class.Bucket, found.Class.Severity, found.Difference.Legacy, found.Difference.Orchestration));
        Assert.Empty(Inspect(Side_(Side.Legacy, [Stage.Created, Stage.Shipped], shipped), Side_(Side.Orchestration, [Stage.Created, Stage.Shipped], shipped)));
    }

    [Fact]
    public void Inspect_PickedLessThanOrderedAndWentOn_IsShort()
    {
        var picked = ("lines[1].picked", FactValue.OfInteger(1));
        var found = Inspect(Side_(Side.Legacy, [Stage.Created, Stage.Picked, Stage.Shipped], picked), Side_(Side.Orchestration, [Stage.Created, Stage.Picked, Stage.Shipped], picked));

        Assert.All(found, m => Assert.Equal(("picked-short", ExceptionBucket.InventoryDrift), (m.Class.Rule, m.Class.Bucket)));
        Assert.Equal(2, found.Count);
        Assert.Empty(Inspect(Side_(Side.Legacy, [Stage.Created, Stage.Picked], picked), Side_(Side.Orchestration, [Stage.Created, Stage.Picked], picked)));
    }

    [Theory]
    [InlineData(false, "owned-by-both")]
    [InlineData(true, "owned-by-none")]
    public void Inspect_BothOrNeitherCallItACopy_IsImpossible(bool copy, string rule)
    {
        var rules = new ParityRules(Pairs.Make(Pairs.Plan.Reconciliation, copies: true));
        var flag = ("copy", FactValue.OfFlag(copy));
        var found = new OrderInspector(rules).Inspect(Pairs.Pair(Side_(Side.Legacy, [Stage.Created], flag), Side_(Side.Orchestration, [Stage.Created], flag)), Pairs.Later).Mismatches;

        Assert.Equal((rule, CaseSeverity.Critical), (Assert.Single(found).Class.Rule, found[0].Class.Severity));
    }

    [Fact]
    public void Inspect_RuleOfThePlan_ComesBehindRetailsAndBeforeTheRest()
    {
        var rules = Pairs.Rules(s => s with
        {
            Rules =
            [
                new ClassRule("other-lane", ParityCells.Goods, "home", null, null, ExceptionBucket.DataDelay, OwnerTeam.Vendor, CaseSeverity.Low, "no"),
                new ClassRule("goods-late", ParityCells.Goods, "whole", "*", "-", ExceptionBucket.DataDelay, OwnerTeam.Vendor, CaseSeverity.Critical, "they come by night"),
                new ClassRule("tax-mine", ParityCells.Tax, null, null, null, ExceptionBucket.DataDelay, OwnerTeam.Vendor, CaseSeverity.Low, "no"),
            ],
        });
        var found = new OrderInspector(rules).Inspect(
            Pairs.Pair(Side_(Side.Legacy, [Stage.Created], Fact("goods", "5"), Fact("tax", "5")), Side_(Side.Orchestration, [Stage.Created])), Pairs.Later).Mismatches;

        Assert.Equal([("goods-late", OwnerTeam.Vendor), ("tax-missing", OwnerTeam.Finance)], found.Select(m => (m.Class.Rule, m.Class.Team)));
    }

    [Fact]
    public void Inspect_SameCauseInTwoOrders_IsOneGroup()
    {
        var one = Assert.Single(Inspect(Side_(Side.Legacy, [Stage.Created], Fact("goods", "500")), Side_(Side.Orchestration, [Stage.Created], Fact("goods", "300"))));
        var two = Assert.Single(Inspect(Side_(Side.Legacy, [Stage.Created], Fact("goods", "90")), Side_(Side.Orchestration, [Stage.Created], Fact("goods", "80"))));
        var other = Assert.Single(Inspect(Side_(Side.Legacy, [Stage.Created], Fact("goods", "80")), Side_(Side.Orchestration, [Stage.Created], Fact("goods", "90"))));

        Assert.Equal(one.Fingerprint, two.Fingerprint);
        Assert.Equal(("higher on Legacy", "higher on Orchestration"), (one.Pattern, other.Pattern));
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
        Assert.Equal([200L, 10L], [one.Money!.Value, two.Money!.Value]);
    }

    private static IReadOnlyList<Mismatch> Inspect(SideView legacy, SideView orchestration) => new OrderInspector(Pairs.Rules()).Inspect(Pairs.Pair(legacy, orchestration), Pairs.Later).Mismatches;

    private static SideView Side_(Side side, Stage[] stages, params (string Path, FactValue Value)?[] facts)
    {
        var said = facts.OfType<(string Path, FactValue Value)>().ToList();
        return Pairs.Side_(side, stages, [.. basics.Where(b => said.TrueForAll(f => f.Path != b.Item1)), .. said]);
    }

    private static (string, FactValue)? Fact(string path, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var field = path[(path.LastIndexOf('.') + 1)..];
        var type = path.StartsWith("lines", StringComparison.Ordinal) ? FactPath.LineFields[field] : path.StartsWith("shipments", StringComparison.Ordinal) ? FactPath.ShipmentFields[field] : FactPath.OrderFields[path];
        return (path, type switch
        {
            FactType.Text => FactValue.OfText(text),
            FactType.Instant => FactValue.OfInstant(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
            FactType.Money => FactValue.OfMoney(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
            _ => FactValue.OfInteger(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
        });
    }
}
