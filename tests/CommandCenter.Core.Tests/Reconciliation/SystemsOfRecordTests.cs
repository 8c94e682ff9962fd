using CommandCenter.OrderExceptions;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Reconciliation;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>The plan's systems of record as the oracle: who is wrong, and what both sides do not know.</summary>
public class SystemsOfRecordTests
{
    private static readonly (string, FactValue) whole = ("lane", FactValue.OfText("whole"));

    [Fact]
    public void Compare_CellOfALegacySystem_MakesTheOtherSideWrong()
    {
        var found = Assert.Single(Compare(By("invoice", "erp", Side.Legacy), Legacy(whole, Money("invoiced", 500)), Orchestration(whole, Money("invoiced", 400))).Differences);

        Assert.Equal(new RecordSays("erp", "ERP", Side.Legacy, null, WrongSide.Orchestration, true), found.Record);
        Assert.Equal("ERP decides: Orchestration is wrong.", DifferenceWords.Record(found));
    }

    [Fact]
    public void Compare_SystemOfRecordsOwnSideIsSilent_NamesNobodyWrong()
    {
        var found = Assert.Single(Compare(By("invoice", "erp", Side.Legacy), Legacy(whole), Orchestration(whole, Money("invoiced", 400))).Differences);

        Assert.Equal(("missing-on-legacy:invoiced", WrongSide.Unknown), (found.Rule, found.Record!.Wrong));
        Assert.Equal("ERP decides and says nothing.", DifferenceWords.Record(found));
    }

    [Fact]
    public void Compare_SystemOfRecordIsNotRead_SaysSoInsteadOfBeingSilent()
    {
        var plan = Gateway.Plan;
        var found = Assert.Single(Compare(new ParityRules(plan with { Sources = [.. plan.Sources.Where(s => s.System != "gateway")] }), Legacy(whole, Money("captured", 5)), Orchestration(whole, Money("captured", 4))).Differences);

        Assert.Equal("Payment gateway decides and is not read.", DifferenceWords.Record(found));
    }

    [Fact]
    public void Compare_UndecidedCell_HasNoRecord() =>
        Assert.Null(Assert.Single(Compare(By("invoice", "erp", Side.Legacy), Legacy(whole, Money("tax", 5)), Orchestration(whole, Money("tax", 9))).Differences).Record);

    [Theory]
    [InlineData(500, 400, 500, "Orchestration")]
    [InlineData(500, 400, 400, "Legacy")]
    [InlineData(500, 400, 300, "Both")]
    public void Compare_SidesDifferAndASharedSystemDecides_TellsWhoIsWrong(long legacy, long orchestration, long gateway, string wrong)
    {
        var found = Assert.Single(Compare(Gateway, Legacy(whole, Money("captured", legacy)), Orchestration(whole, Money("captured", orchestration)), Shared(Money("captured", gateway))).Differences);

        Assert.Equal("differs:captured", found.Rule);
        Assert.Equal((wrong, gateway.ToString(System.Globalization.CultureInfo.InvariantCulture)), (found.Record!.Wrong.ToString(), found.Record.Value));
    }

    [Fact]
    public void Compare_SidesAgreeAndTheSharedSystemDoesNot_DiffersFromTheRecord()
    {
        var order = Compare(Gateway, Legacy(whole, Money("captured", 500)), Orchestration(whole, Money("captured", 500)), Shared(Money("captured", 300)));

        var found = Assert.Single(order.Differences);
        Assert.Equal(("against-record:captured", DifferenceKind.AgainstRecord, 200L, WrongSide.Both), (found.Rule, found.Kind, found.Money, found.Record!.Wrong));
        Assert.Equal(0UL, order.Agrees & ParityCells.Captured.Bit);
        Assert.Equal("Payment gateway decides and says 300: both sides are wrong.", DifferenceWords.Record(found, v => v));
    }

    [Fact]
    public void Compare_OnlyTheOwnerIsToKnowAndTheSharedSystemAgrees_Agrees()
    {
        var order = Compare(Gateway, Legacy(whole), Orchestration(whole, Money("captured", 500)), Shared(Money("captured", 500)), Side.Orchestration);

        Assert.Empty(order.Differences);
        Assert.NotEqual(0UL, order.Agrees & ParityCells.Captured.Bit);
    }

    [Fact]
    public void Compare_OnlyTheOwnerIsToKnowAndTheSharedSystemSaysOtherwise_OwnerIsWrong()
    {
        var found = Assert.Single(Compare(Gateway, Legacy(whole), Orchestration(whole, Money("captured", 500)), Shared(Money("captured", 0)), Side.Orchestration).Differences);

        Assert.Equal(("against-record:captured", WrongSide.Orchestration, 500L), (found.Rule, found.Record!.Wrong, found.Money));
    }

    [Theory]
    [InlineData(700, 1)]
    [InlineData(0, 0)]
    public void Compare_SharedSystemCapturedWhatNobodyBooked_IsFound(long captured, int differences) =>
        Assert.Equal(differences, Compare(Gateway, Legacy(whole), Orchestration(whole), Shared(Money("captured", captured)), Side.Legacy).Differences.Count(d => d.Rule == "against-record:captured" && d.Record!.Wrong == WrongSide.Legacy));

    [Fact]
    public void Compare_SharedSystemShippedWhatNobodyKnows_IsFoundAndPendingUntilBothHaveBeenRead()
    {
        var rules = By("shipment-confirmation", "carrier", Side.Shared);
        var carrier = Pairs.Side_(Side.Shared, [Stage.Created, Stage.Shipped], whole);
        var (early, late) = (Compare(rules, Legacy(whole), Orchestration(whole), carrier, Side.Legacy, Some.Start.AddMinutes(2.9)), Compare(rules, Legacy(whole), Orchestration(whole), carrier, Side.Legacy, Some.Start.AddMinutes(3)));

        Assert.Equal(("against-record:shipped", true), (Assert.Single(early.Differences).Rule, early.Differences[0].IsPending));
        Assert.False(Assert.Single(late.Differences).IsPending);
        Assert.Equal("carrier decides and says that it happened: Legacy is wrong.", DifferenceWords.Record(late.Differences[0]));
    }

    [Fact]
    public void Inspect_CapturedAndUnbooked_IsFinancesAndCritical()
    {
        var (_, found) = new OrderInspector(Gateway).Inspect(new OrderPair("A-1", Legacy(whole), Orchestration(whole), Side.Legacy, null, Shared(Money("captured", 700))), Pairs.Later);

        var class_ = Assert.Single(found).Class;
        Assert.Equal(("captured-unbooked", OwnerTeam.Finance, CaseSeverity.Critical), (class_.Rule, class_.Team, class_.Severity));
    }

    private static ParityRules Gateway { get; } = By("payment", "gateway", Side.Shared);

    private static ParityRules By(string artefact, string system, Side side) => new(Pairs.Plan with
    {
        SystemsOfRecord = [new SystemOfRecord(artefact, system)],
        Sources = [.. Pairs.Plan.Sources, Pairs.Plan.Sources[0] with { Id = system, System = system, Side = side }],
        Systems = [new SystemDefinition(system, system switch { "erp" => "ERP", "gateway" => "Payment gateway", _ => system }, side, "", "", "", null, Participation.Both, [], [], 1, null)],
    });

    private static OrderComparison Compare(ParityRules rules, SideView legacy, SideView orchestration, SideView? shared = null, Side? owner = null, DateTimeOffset? readTo = null) =>
        new OrderComparer(rules).Compare(new OrderPair("A-1", legacy, orchestration, owner, null, shared), readTo is { } at ? new Horizon(at, at) : Pairs.Later);

    private static SideView Legacy(params (string, FactValue)[] facts) => Pairs.Side_(Side.Legacy, [Stage.Created], facts);

    private static SideView Orchestration(params (string, FactValue)[] facts) => Pairs.Side_(Side.Orchestration, [Stage.Created], facts);

    private static SideView Shared(params (string, FactValue)[] facts) => Pairs.Side_(Side.Shared, [Stage.Created], facts);

    private static (string, FactValue) Money(string field, long minor) => (field, FactValue.OfMoney(minor));
}
