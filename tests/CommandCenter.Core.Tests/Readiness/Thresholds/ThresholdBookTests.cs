using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Shared;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Readiness.Thresholds;

/// <summary>Rule 9 on a real store: a sealed threshold cannot change without two different people.</summary>
public abstract class ThresholdBookTests(StoreKind kind)
{
    private static readonly Actor maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private static readonly Actor tom = new("tom", new HashSet<Role> { Role.TechnicalLead });
    private static readonly Actor olga = new("olga", new HashSet<Role> { Role.BusinessOwner });
    private static readonly Threshold routed = new("routed", "Routed within 60 s", ThresholdMetric.RoutedWithinLimit, new Segment { Lane = "ship-to-home" }, 99.5m, TimeSpan.FromMinutes(60), 200, ThresholdAction.RollBack);
    private static readonly Threshold duplicates = new("duplicates", "No duplicate shipment", ThresholdMetric.DuplicateShipments, Segment.All, 0, TimeSpan.FromMinutes(60), 0, ThresholdAction.HoldReleases);

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Seal_BothRolesSign_IsSealedWithBothNamesAndStandsInTheLog()
    {
        await using var files = await StartAsync();
        var hash = (await files.Get<ThresholdBook>().ReadAsync(default)).Hash;

        var first = await SealAsync(files, maya, hash);
        var second = await SealAsync(files, olga, hash);

        Assert.Equal((false, "IncidentCommander"), (first.Value.IsSealed, first.Value.Signatures.Single().Role));
        var now = await files.Get<ThresholdBook>().ReadAsync(default);
        Assert.Equal((1L, hash, "maya", "olga"), (now.Revision, now.Hash, now.History[0].First, now.History[0].Second));
        Assert.Equal([routed, duplicates], now.Thresholds);
        Assert.Equal(second.Value.History, now.History);
        var log = (await files.Get<DecisionQueries>().SearchAsync(new DecisionSearch("thresholds"), default)).Value.Items;
        Assert.Equal([("seal-thresholds", "olga"), ("seal-thresholds", "maya")], log.Select(e => (e.Command, e.Actor)));
    }

    [Fact]
    public async Task Seal_OnePersonWithBothRoles_NeedsASecondPerson()
    {
        await using var files = await StartAsync();
        var hash = (await files.Get<ThresholdBook>().ReadAsync(default)).Hash;
        var both = new HashSet<Role> { Role.IncidentCommander, Role.BusinessOwner };
        Assert.True((await SealAsync(files, new Actor("maya", both), hash)).Succeeded);

        var again = await SealAsync(files, new Actor("MAYA", both), hash);

        Assert.Equal((ErrorKind.Forbidden, "self-approval"), (again.Error?.Kind, again.Error?.Code));
        Assert.False((await files.Get<ThresholdBook>().ReadAsync(default)).IsSealed);
    }

    [Fact]
    public async Task Seal_SecondOfTheSameRole_IsRefused()
    {
        await using var files = await StartAsync();
        var hash = (await files.Get<ThresholdBook>().ReadAsync(default)).Hash;
        await SealAsync(files, maya, hash);

        Assert.Equal("signed-already", (await SealAsync(files, maya with { Name = "nora" }, hash)).Error?.Code);
        Assert.Equal("person-needed", (await SealAsync(files, olga with { IsProgram = true }, hash)).Error?.Code);
        Assert.Equal("thresholds-moved", (await SealAsync(files, olga, "of another plan")).Error?.Code);
        Assert.Equal("not-permitted", (await SealAsync(files, tom, hash)).Error?.Code);
    }

    [Fact]
    public async Task Seal_PlanChangesBetweenTheSignatures_TheFirstNoLongerCounts()
    {
        await using var files = await StartAsync();
        await SealAsync(files, maya, (await files.Get<ThresholdBook>().ReadAsync(default)).Hash);
        files.Get<ActivePlan>().Swap(files.Get<ActivePlan>().Current! with { Thresholds = [routed with { Limit = 99 }, duplicates] });
        var now = await files.Get<ThresholdBook>().ReadAsync(default);

        var signed = await SealAsync(files, olga, now.Hash);

        Assert.Empty(now.Signatures);
        Assert.Equal((false, "olga"), (signed.Value.IsSealed, signed.Value.Signatures.Single().Person));
    }

    [Fact]
    public async Task Change_ProposedAndApproved_HoldsAtOnceWithBothNamesAndAfterThePlanSaysOtherwise()
    {
        await using var files = await SealedAsync();
        var proposal = await ProposeAsync(files, new ThresholdChange("routed", 99.2m, null, 400, null), tom);

        var agreed = await files.Get<ChangeThreshold>().ApproveAsync(proposal.Value.Id, olga, "seen for two weeks", null, default);
        files.Get<ActivePlan>().Swap(files.Get<ActivePlan>().Current! with { Thresholds = [] });

        Assert.Equal("Threshold routed: limit 99.5 → 99.2, minimum 200 → 400.", proposal.Value.Summary);
        var now = await files.Get<ThresholdBook>().ReadAsync(default);
        Assert.Equal((2L, agreed.Value.Hash, "tom", "olga"), (now.Revision, now.Hash, now.History[0].First, now.History[0].Second));
        Assert.Equal([routed with { Limit = 99.2m, Minimum = 400 }, duplicates], now.Thresholds);
        Assert.Equal("approval-decided", (await files.Get<ChangeThreshold>().ApproveAsync(proposal.Value.Id, olga, "once more", null, default)).Error?.Code);
    }

    [Fact]
    public async Task Change_BaseMovedMeanwhile_IsRefusedThoughItIsAgreedTo()
    {
        await using var files = await SealedAsync();
        var one = await ProposeAsync(files, new ThresholdChange("routed", 99, null, null, null), tom);
        var other = await ProposeAsync(files, new ThresholdChange("duplicates", 1, null, null, null), tom);
        Assert.True((await files.Get<ChangeThreshold>().ApproveAsync(one.Value.Id, olga, "fine", null, default)).Succeeded);

        var refused = await files.Get<ChangeThreshold>().ApproveAsync(other.Value.Id, olga, "fine too", null, default);

        Assert.Equal("thresholds-moved", refused.Error?.Code);
        Assert.Equal(2, (await files.Get<ThresholdBook>().ReadAsync(default)).Revision);
    }

    [Fact]
    public async Task Change_ByTheProposerWhateverHisRoles_IsRefused()
    {
        await using var files = await SealedAsync();
        var proposal = await ProposeAsync(files, new ThresholdChange("routed", 99, null, null, null), tom);

        var refused = await files.Get<ChangeThreshold>().ApproveAsync(proposal.Value.Id, new Actor("Tom", new HashSet<Role>(Enum.GetValues<Role>())), "my other account", null, default);

        Assert.Equal("self-approval", refused.Error?.Code);
        Assert.Equal("not-permitted", (await files.Get<ChangeThreshold>().ApproveAsync(proposal.Value.Id, maya, "fine", null, default)).Error?.Code);
        Assert.Equal(1, (await files.Get<ThresholdBook>().ReadAsync(default)).Revision);
    }

    [Theory]
    [InlineData("routed", 100.5, null, "limit")]
    [InlineData("routed", 99.12345, null, "limit")]
    [InlineData("routed", null, -1, "minimum")]
    [InlineData("routed", 99.5, 200, "nothing-changed")]
    [InlineData("gone", 1.0, null, "no-such-threshold")]
    public async Task Propose_ChangeThatCannotBe_NamesTheField(string id, double? limit, int? minimum, string code)
    {
        await using var files = await SealedAsync();

        Assert.Equal(code, (await ProposeAsync(files, new ThresholdChange(id, (decimal?)limit, null, minimum, null), tom)).Error?.Code);
    }

    [Fact]
    public async Task Propose_NotSealed_SaysThatThePlanIsChanged()
    {
        await using var files = await StartAsync();

        Assert.Equal("not-sealed", (await ProposeAsync(files, new ThresholdChange("routed", 99, null, null, null), tom)).Error?.Code);
    }

    private static Task<Result<ThresholdsNow>> SealAsync(StoreFiles files, Actor actor, string hash) => files.Get<SealThresholds>().RunAsync(hash, actor, "as agreed in the go/no-go", null, default);

    private static Task<Result<Approval>> ProposeAsync(StoreFiles files, ThresholdChange change, Actor actor) => files.Get<ChangeThreshold>().ProposeAsync(change, actor, "the lane is new", null, default);

    private async Task<StoreFiles> SealedAsync()
    {
        var files = await StartAsync();
        var hash = (await files.Get<ThresholdBook>().ReadAsync(default)).Hash;
        await SealAsync(files, maya, hash);
        Assert.True((await SealAsync(files, olga, hash)).Value.IsSealed);
        return files;
    }

    private async Task<StoreFiles> StartAsync()
    {
        var plan = new ActivePlan();
        plan.Swap(LiveWorld.Plan() with { Thresholds = [routed, duplicates] });
        return await StoreFiles.StartAsync(kind, time, more: services => services.AddSingleton(plan).AddDecisions().AddApprovals().AddThresholds());
    }
}

public sealed class SqliteThresholdBookTests() : ThresholdBookTests(StoreKind.Sqlite);

public sealed class PostgresThresholdBookTests() : ThresholdBookTests(StoreKind.Postgres);
