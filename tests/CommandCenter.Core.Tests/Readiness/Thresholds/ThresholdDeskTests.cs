using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Readiness.Thresholds;

/// <summary>A change of a sealed threshold as a proposal among others, and what pages are shown, on a real store.</summary>
public abstract class ThresholdDeskTests(StoreKind kind)
{
    private static readonly Actor maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private static readonly Actor tom = new("tom", new HashSet<Role> { Role.TechnicalLead });
    private static readonly Actor olga = new("olga", new HashSet<Role> { Role.BusinessOwner });
    private static readonly Threshold routed = new("routed", "Routed within 60 s", ThresholdMetric.RoutedWithinLimit, Segment.All, 99.5m, TimeSpan.FromMinutes(60), 200, ThresholdAction.RollBack);

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Approve_AmongAllProposals_HoldsAtOnceAndOnce()
    {
        await using var files = await SealedAsync();
        var id = (await ProposeAsync(files)).Id;
        var click = Guid.CreateVersion7();

        var agreed = await Approve(files).RunAsync(id, olga, "seen for two weeks", click, default);
        var sameClick = await Approve(files).RunAsync(id, olga, "seen for two weeks", click, default);
        var secondTab = await Approve(files).RunAsync(id, olga, "seen for two weeks", null, default);

        Assert.Equal((ApprovalState.Used, "olga"), (agreed.Value.State, agreed.Value.DecidedBy));
        Assert.Equal(agreed.Value, sameClick.Value with { Content = agreed.Value.Content });
        Assert.Equal("approval-decided", secondTab.Error?.Code);
        var now = (await files.Get<ThresholdBook>().ReadAsync(default)).Thresholds;
        Assert.Equal(99, now[0].Limit);
        Assert.Equal(1, (await files.Get<DecisionQueries>().SearchAsync(new DecisionSearch(Command: "approve-change-threshold"), default)).Value.Total);
    }

    [Fact]
    public async Task Decide_ByWhoMayOnlyAgreeToMovesOrOnlyPropose_IsRefused()
    {
        await using var files = await SealedAsync();
        var id = (await ProposeAsync(files)).Id;

        Assert.Equal("not-permitted", (await Approve(files).RunAsync(id, maya, "looks fine", null, default)).Error?.Code);
        Assert.Equal("not-permitted", (await files.Get<ApprovalDesk>().RefuseAsync(id, maya, "not tonight", null, default)).Error?.Code);
        Assert.Equal("self-approval", (await Approve(files).RunAsync(id, new Actor("TOM", new HashSet<Role>(Enum.GetValues<Role>())), "my own", null, default)).Error?.Code);
        Assert.Equal("person-needed", (await Approve(files).RunAsync(id, olga with { IsProgram = true }, "beep", null, default)).Error?.Code);
        Assert.Equal("no-such-approval", (await Approve(files).RunAsync(Guid.CreateVersion7(), olga, "nothing", null, default)).Error?.Code);
        Assert.Equal(1, (await files.Get<ThresholdBook>().ReadAsync(default)).Revision);
    }

    [Fact]
    public async Task Approve_ByManyAtOnce_MakesOneRevision()
    {
        await using var files = await SealedAsync();
        var id = (await ProposeAsync(files)).Id;

        var agreed = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Approve(files).RunAsync(id, olga with { Name = $"olga-{i}" }, "seen for two weeks", null, default))));

        Assert.Single(agreed, a => a.Succeeded);
        Assert.All(agreed.Where(a => !a.Succeeded), a => Assert.Equal("approval-decided", a.Error!.Code));
        Assert.Equal(2, (await files.Get<ThresholdBook>().ReadAsync(default)).Revision);
    }

    [Fact]
    public async Task Seal_ByManyAtOnce_IsSealedOnceByTwoRolesAndTwoPeople()
    {
        await using var files = await StartAsync();
        var hash = (await files.Get<ThresholdBook>().ReadAsync(default)).Hash;
        var people = Enumerable.Range(0, 6).SelectMany(i => new[] { maya with { Name = $"maya-{i}" }, olga with { Name = $"olga-{i}" } });

        var signed = await Task.WhenAll(people.Select(p => Task.Run(() => files.Get<SealThresholds>().RunAsync(hash, p, "as agreed", null, default))));

        Assert.Equal((2, 1), (signed.Count(s => s.Succeeded), signed.Count(s => s.Succeeded && s.Value.IsSealed)));
        Assert.All(signed.Where(s => !s.Succeeded), s => Assert.Contains(s.Error!.Code, new[] { "signed-already", "already-sealed" }));
        var view = await files.Get<ThresholdQueries>().ReadAsync(default);
        Assert.Equal(1, view.Now.Revision);
        Assert.Equal(["BusinessOwner", "IncidentCommander"], view.Signers.Select(s => s.Role!).Order());
        Assert.Equal([view.Signers[0].Person, view.Signers[1].Person], new[] { view.Now.History[0].First, view.Now.History[0].Second });
    }

    [Fact]
    public async Task Approve_AfterItsTime_IsRefusedAndNoLongerShown()
    {
        await using var files = await SealedAsync();
        var id = (await ProposeAsync(files)).Id;
        time.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal("approval-expired", (await Approve(files).RunAsync(id, olga, "seen for two weeks", null, default)).Error?.Code);
        Assert.Empty((await files.Get<ThresholdQueries>().ReadAsync(default)).Proposals);
        Assert.Equal(1, (await files.Get<ThresholdBook>().ReadAsync(default)).Revision);
    }

    [Fact]
    public async Task RefuseAndWithdraw_OfAThresholdChange_TakeItsOwnPermissions()
    {
        await using var files = await SealedAsync();
        var (first, second) = ((await ProposeAsync(files)).Id, (await ProposeAsync(files, 98)).Id);

        var no = await files.Get<ApprovalDesk>().RefuseAsync(first, olga, "not tonight", null, default);
        var back = await files.Get<ApprovalDesk>().WithdrawAsync(second, tom, "changed my mind", null, default);

        Assert.Equal((ApprovalState.Refused, ApprovalState.Withdrawn), (no.Value.State, back.Value.State));
        Assert.Equal("approval-decided", (await Approve(files).RunAsync(first, olga, "oh well", null, default)).Error?.Code);
        Assert.Empty((await files.Get<ThresholdQueries>().ReadAsync(default)).Proposals);
    }

    [Fact]
    public async Task Waits_OpenThresholdChange_CountsForTheBusinessOwnerOnly()
    {
        await using var files = await SealedAsync();
        var open = await ProposeAsync(files);

        Assert.Equal([true, false, false], new[] { olga, maya, tom }.Select(a => ApprovalWatch.Waits(open, a)));
    }

    [Fact]
    public async Task Read_SealedAndChanged_TellsWhoSignedProposedAndAgreedWithTheirReasons()
    {
        await using var files = await SealedAsync();
        time.Advance(TimeSpan.FromMinutes(2));
        var proposal = await ProposeAsync(files);
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.True((await Approve(files).RunAsync(proposal.Id, olga, "seen for two weeks", null, default)).Succeeded);
        var waiting = await ProposeAsync(files, 98);

        var view = await files.Get<ThresholdQueries>().ReadAsync(default);

        Assert.Equal([("maya", "IncidentCommander", "maya signs"), ("olga", "BusinessOwner", "olga signs")], view.Signers.Select(s => (s.Person, s.Role!, s.Reason)));
        Assert.Empty(view.WaitsFor);
        Assert.Equal(time.GetUtcNow() - TimeSpan.FromMinutes(5), view.SealedAt);
        Assert.Equal([2, 1], view.History.Select(h => h.Revision));
        Assert.Equal(("tom", "the lane is new", view.SealedAt + TimeSpan.FromMinutes(2)), (view.History[0].First.Person, view.History[0].First.Reason, view.History[0].First.At));
        Assert.Equal(("olga", "seen for two weeks"), (view.History[0].Second.Person, view.History[0].Second.Reason));
        Assert.Equal("routed: limit 99.5 → 99", view.History[0].Summary);
        Assert.Equal(("maya signs", "olga signs"), (view.History[1].First.Reason, view.History[1].Second.Reason));
        Assert.Equal((waiting.Id, 99m, 98m, false), (view.Proposals[0].Approval.Id, view.Proposals[0].Before!.Limit, view.Proposals[0].After.Limit, view.Proposals[0].IsStale));
    }

    [Fact]
    public async Task Read_ProposalForAnOlderRevision_SaysThatItIsStale()
    {
        await using var files = await SealedAsync();
        var (one, other) = (await ProposeAsync(files), await ProposeAsync(files, 98));
        Assert.True((await Approve(files).RunAsync(one.Id, olga, "fine", null, default)).Succeeded);

        var view = await files.Get<ThresholdQueries>().ReadAsync(default);

        Assert.Equal((other.Id, true), (view.Proposals.Single().Approval.Id, view.Proposals.Single().IsStale));
    }

    [Fact]
    public async Task Watch_SomebodySigns_TellsItsPagesOnce()
    {
        await using var files = await StartAsync();
        using var watch = new ThresholdWatch(files.Get<ThresholdQueries>(), files.Get<DecisionLog>(), files.Get<ActivePlan>(), time, NullLogger<ThresholdWatch>.Instance);
        var told = 0;
        var signed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watch.Changed += () =>
        {
            told++;
            if (watch.Current?.Signers.Count == 1) signed.TrySetResult();
        };
        await watch.ReadAsync(default);
        await watch.StartAsync(default);

        await SignAsync(files, maya);
        await signed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await watch.ReadAsync(default);

        Assert.Equal(2, told);
        await watch.StopAsync(default);
    }

    private static ApproveProposal Approve(StoreFiles files) => files.Get<ApproveProposal>();

    private static async Task<Approval> ProposeAsync(StoreFiles files, decimal limit = 99)
    {
        var proposed = await files.Get<ChangeThreshold>().ProposeAsync(new ThresholdChange("routed", limit, null, null, null), tom, "the lane is new", null, default);
        Assert.True(proposed.Succeeded, proposed.Error?.Message);
        return proposed.Value;
    }

    private static async Task SignAsync(StoreFiles files, Actor actor)
    {
        var hash = (await files.Get<ThresholdBook>().ReadAsync(default)).Hash;
        Assert.True((await files.Get<SealThresholds>().RunAsync(hash, actor, actor.Name + " signs", null, default)).Succeeded);
    }

    private async Task<StoreFiles> SealedAsync()
    {
        var files = await StartAsync();
        await SignAsync(files, maya);
        await SignAsync(files, olga);
        return files;
    }

    private async Task<StoreFiles> StartAsync()
    {
        var plan = new ActivePlan();
        plan.Swap(LiveWorld.Plan() with { Thresholds = [routed] });
        return await StoreFiles.StartAsync(kind, time, more: services => services.AddSingleton(plan).AddDecisions().AddApprovals().AddThresholds());
    }
}

public sealed class SqliteThresholdDeskTests() : ThresholdDeskTests(StoreKind.Sqlite);

public sealed class PostgresThresholdDeskTests() : ThresholdDeskTests(StoreKind.Postgres);
