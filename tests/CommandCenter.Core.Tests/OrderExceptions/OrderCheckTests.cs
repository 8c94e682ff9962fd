using CommandCenter.Live;
using CommandCenter.OrderExceptions;
using CommandCenter.OrderExceptions.Checks;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Tests.Persistence;
using CommandCenter.Tests.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.OrderExceptions;

/// <summary>What can be wrong with an order by itself, on a store: authorisations, pickups, messages, receipts; and the walk that finds it.</summary>
public abstract class OrderCheckTests(StoreKind kind)
{
    private static readonly DateTimeOffset at = Some.Start;
    private static readonly CutoverPlan plan = Pairs.Plan with
    {
        Exceptions = ExceptionSettings.Default with { Messages = [new ExpectedMessage(Stage.Shipped, "shipped", TimeSpan.FromHours(1))] },
    };

    /// <summary>Hours since the order was authorised, what the provider tells, and what becomes of it.</summary>
    [Theory]
    [InlineData(6 * 24 - 1, null, null, null)]
    [InlineData(6 * 24 + 1, null, null, "The authorisation ends soon")]
    [InlineData(7 * 24 + 1, null, null, "The authorisation has ended")]
    [InlineData(6 * 24 + 1, 30 * 24, null, null)]
    [InlineData(2, 25, null, "The authorisation ends soon")]
    [InlineData(7 * 24 + 1, null, "captured", null)]
    [InlineData(7 * 24 + 1, null, "cancelled", null)]
    public async Task Authorisation_NearItsEndAndNotCaptured_IsFinances(int hours, int? endsAfter, string? over, string? title)
    {
        await using var world = await WorldAsync(hours);
        await world.AppendAsync(
            Some.Event("e1", stage: Stage.Authorised, facts: [("lane", FactValue.OfText("home")), ("authorised", FactValue.OfMoney(900)), .. endsAfter is { } end ? new[] { ("authorisationExpiresAt", FactValue.OfInstant(at.AddHours(end))) } : [], .. over == "captured" ? new[] { ("captured", FactValue.OfMoney(900)) } : []]),
            Some.Event("e2", stage: over == "cancelled" ? Stage.Cancelled : null, minute: 1));

        var found = await world.FindAsync(new AuthorisationCheck());

        Assert.Equal(title, found.SingleOrDefault()?.Title);
        Assert.True(title is null || found[0] is { Bucket: ExceptionBucket.BusinessRuleMismatch, Team: OwnerTeam.Finance, Money: 900, Fingerprint: "authorisation-ends|A-1", Lane: "home" });
        Assert.True(title is null || found[0].AtLeast == (title.EndsWith("ended", StringComparison.Ordinal) ? CaseSeverity.Critical : CaseSeverity.High));
    }

    [Fact]
    public async Task Authorisations_Several_TheOneThatEndsLastAndStandsCounts()
    {
        await using var world = await WorldAsync(hours: 48);
        await world.AppendAsync(
            Some.Event("e1", "A-1", stage: Stage.Authorised, facts: [.. Auth("1", 24), .. Auth("2", 96)]),
            Some.Event("e2", "A-2", stage: Stage.Authorised, facts: [.. Auth("1", 24), .. Auth("2", 96), ("authorisations[2].voidedAt", FactValue.OfInstant(at))]),
            Some.Event("e3", "A-3", stage: Stage.Authorised, facts: [.. Auth("1", 24), ("authorisations[1].capturedAt", FactValue.OfInstant(at))]));

        Assert.Equal("A-2", Assert.Single(await world.FindAsync(new AuthorisationCheck())).OrderKey);
    }

    [Fact]
    public async Task Authorisation_InARehearsal_EndsByTheScaledClock()
    {
        await using var world = await WorldAsync(hours: 16, plan with { Header = plan.Header with { TimeScale = 10 } });
        await world.AppendAsync(Some.Event("e1", stage: Stage.Authorised));

        // six days, ten times as fast
        Assert.Equal(at.AddMinutes(6 * 144), Assert.Single(await world.FindAsync(new AuthorisationCheck())).Since);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Authorisation_OfAnOrderThatHasLeft_CountsWhereCapturesAreTold(bool told, int cases)
    {
        var silent = plan with { Mappings = [.. plan.Mappings.Select(m => m with { Fields = m.Fields.Where(f => f.Key != "captured").ToDictionary(), Others = new Dictionary<string, CollectionRule>() })] };
        await using var world = await WorldAsync(hours: 7 * 24, told ? plan : silent);
        await world.AppendAsync(Some.Event("e1", stage: Stage.Authorised), Some.Event("e2", stage: Stage.Shipped, minute: 5), Some.Event("e3", "A-2", stage: Stage.Authorised));

        var found = await world.FindAsync(new AuthorisationCheck());

        Assert.Equal(cases, found.Count(f => f.OrderKey == "A-1"));
        Assert.Contains(found, f => f.OrderKey == "A-2");
    }

    [Fact]
    public async Task Pickup_ReadyLongerThanItIsHeld_IsOperations()
    {
        await using var world = await WorldAsync(hours: 7 * 24 + 1);
        await world.AppendAsync(
            Some.Event("e1", "A-1", stage: Stage.ReadyForPickup), Some.Event("e2", "A-2", stage: Stage.ReadyForPickup, minute: 180), Some.Event("e3", "A-3", stage: Stage.ReadyForPickup),
            Some.Event("e4", "A-3", stage: Stage.Collected, minute: 5));

        var found = Assert.Single(await world.FindAsync(new PickupCheck()));

        Assert.Equal(("pickup-uncollected", "A-1", ExceptionBucket.DataDelay, OwnerTeam.Operations, at.AddDays(7)), (found.Rule, found.OrderKey, found.Bucket, found.Team, found.Since));
    }

    [Fact]
    public async Task Message_NotSentInTime_IsMissedAlsoOfAnOrderThatIsClosed()
    {
        await using var world = await WorldAsync(hours: 3);
        await world.AppendAsync(
            Some.Event("e1", "A-1", stage: Stage.Shipped, facts: Parcel("S1")),
            Some.Event("e2", "A-2", stage: Stage.Shipped, facts: [.. Parcel("S1"), .. Message("S1")]),
            Some.Event("e3", "A-3", stage: Stage.Shipped, facts: [.. Parcel("S1"), .. Parcel("S2"), .. Message("S1")]), Some.Event("e4", "A-3", stage: Stage.Delivered, minute: 6),
            Some.Event("e5", "A-4", stage: Stage.Created));
        var board = new LiveBoard();
        var check = new MessageCheck(board);
        Assert.Null(await world.TryFindAsync(check));

        board.Publish(SweepCaseTests.Of(SweepCaseTests.Source("legacy-oms", null) with { Watermark = at.AddHours(3) }, SweepCaseTests.Source("orch-oms", null) with { Watermark = null }));
        Assert.Null(await world.TryFindAsync(check));

        board.Publish(ReadTo(at.AddMinutes(59)));
        Assert.Empty(await world.FindAsync(check));

        board.Publish(ReadTo(at.AddMinutes(61)));
        var found = await world.FindAsync(check);
        Assert.Equal(["message-missing|A-1|shipped|", "message-missing|A-3|shipped|S2"], found.Select(f => f.Fingerprint).Order(StringComparer.Ordinal));
        Assert.All(found, f => Assert.Equal((ExceptionBucket.DataDelay, OwnerTeam.Operations, "The customer was not told: shipped"), (f.Bucket, f.Team, f.Title)));
    }

    [Fact]
    public async Task Receipt_OfOneSaleUnderTwoKeys_IsTheLaterOrdersCase()
    {
        await using var world = await WorldAsync(hours: 1);
        await world.AppendAsync(
            Sale("e1", "A-1", "0042"), Sale("e2", "A-2", "0042"), Sale("e3", "A-3", "0042", register: "7"), Sale("e4", "A-4", "0042", day: 11), Sale("e5", "A-5", "0042", store: "0902"), Sale("e6", "A-6", "0043"),
            Sale("e7", "A-7", "0043"), Some.Event("e8", "A-7", stage: Stage.Cancelled, minute: 1), Sale("e9", "A-8", "0044"), Some.Event("e10", "A-8", stage: Stage.Cancelled, minute: 1), Sale("e11", "A-9", "0044"));

        var found = Assert.Single(await world.FindAsync(new ReceiptCheck()));

        Assert.Equal(("receipt-told-twice", "A-2", ExceptionBucket.DuplicateEvent, OwnerTeam.Operations, "receipt-told-twice|A-2|A-1"), (found.Rule, found.OrderKey, found.Bucket, found.Team, found.Fingerprint));
        Assert.Contains("is order A-1 already", found.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Walk_MoreOrdersThanAPage_TellsNothingBeforeItHasSeenAll()
    {
        await using var world = await WorldAsync(hours: 8 * 24);
        await world.AppendAsync([.. Enumerable.Range(1, 4_100).Select(i => Some.Event($"e{i}", $"A-{i:0000}", stage: Stage.Authorised))]);
        var check = new AuthorisationCheck();
        using var walk = world.Walk(check);

        Assert.Null(await walk.ReadAsync(check, default));
        var found = (await walk.ReadAsync(check, default))!;
        Assert.Equal(4_100, found.Count);

        var cases = CheckCases.Crowded(found);
        Assert.Equal((CheckCases.MostEach + 1, 3_900, null), (cases.Count, cases[^1].Orders, cases[^1].OrderKey));
        Assert.Equal(CaseSeverity.High, cases[^1].AtLeast);
    }

    private async Task<CheckWorld> WorldAsync(int hours, CutoverPlan? its = null) => new(await StoreFiles.StartAsync(kind, new FakeTimeProvider(at.AddHours(hours))), its ?? plan);

    private static (string, FactValue)[] Auth(string id, int ends) => [($"authorisations[{id}].amount", FactValue.OfMoney(900)), ($"authorisations[{id}].expiresAt", FactValue.OfInstant(at.AddHours(ends)))];

    private static (string, FactValue)[] Parcel(string id) => [($"shipments[{id}].shippedAt", FactValue.OfInstant(at))];

    private static (string, FactValue)[] Message(string parcel) => [($"messages[m-{parcel}].template", FactValue.OfText("shipped")), ($"messages[m-{parcel}].shipment", FactValue.OfText(parcel))];

    private static OrderEvent Sale(string id, string key, string receipt, string register = "3", string store = "0901", int day = 10) => Some.Event(
        id, key, stage: Stage.Created,
        facts: [("store", FactValue.OfText(store)), ("register", FactValue.OfText(register)), ("receipt", FactValue.OfText(receipt)), ("businessDate", FactValue.OfDate(new DateOnly(2026, 11, day)))]);

    private static LiveSnapshot ReadTo(DateTimeOffset watermark) => SweepCaseTests.Of(
        SweepCaseTests.Source("legacy-oms", null) with { Watermark = watermark }, SweepCaseTests.Source("orch-oms", null) with { Watermark = watermark.AddMinutes(5) });

    private sealed class CheckWorld(StoreFiles files, CutoverPlan plan) : IAsyncDisposable
    {
        public Task AppendAsync(params OrderEvent[] events)
        {
            files.Get<ActivePlan>().Swap(plan);
            return files.AppendAsync(events);
        }

        public OrderWalk Walk(IOrderCheck check) => new([check], files.Get<IDbContextFactory<EventsDb>>(), files.Store, files.Get<ActivePlan>(), files.Get<TimeProvider>());

        public async Task<IReadOnlyList<CaseSignal>?> TryFindAsync(IOrderCheck check)
        {
            using var walk = Walk(check);
            return await walk.ReadAsync(check, default);
        }

        public async Task<IReadOnlyList<CaseSignal>> FindAsync(IOrderCheck check) => (await TryFindAsync(check))!;

        public ValueTask DisposeAsync() => files.DisposeAsync();
    }
}

public sealed class SqliteOrderCheckTests() : OrderCheckTests(StoreKind.Sqlite);

public sealed class PostgresOrderCheckTests() : OrderCheckTests(StoreKind.Postgres);
