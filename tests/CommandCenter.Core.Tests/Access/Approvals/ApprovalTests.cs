using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Access.Approvals;

/// <summary>Two people on a real store: a move of more than ten points.</summary>
public abstract class ApprovalTests(StoreKind kind)
{
    private static readonly Actor maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private static readonly Actor nora = new("nora", new HashSet<Role> { Role.IncidentCommander });
    private static readonly Actor olga = new("olga", new HashSet<Role> { Role.BusinessOwner });
    private static readonly TrafficMove half = new(Segment.All, 50, false, SplitBy.Order, 0);

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Move_OverTheLimitAlone_NamesTheLimitAndMovesNothing()
    {
        await using var files = await StartAsync();

        var refused = await MoveAsync(files, half);
        var allowed = await MoveAsync(files, half with { Percent = 10 });

        Assert.Equal((ErrorKind.Conflict, "second-person-needed"), (refused.Error?.Kind, refused.Error?.Code));
        Assert.Contains("at most 10 in one step", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(1, allowed.Value.Table.Revision);
    }

    [Fact]
    public async Task Move_ApprovedByAnother_HappensOnceWithBothNamesOnRecord()
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);
        await ApproveAsync(files, approval.Id, olga);

        var moved = await MoveAsync(files, half with { Approval = approval.Id });
        var replayed = await MoveAsync(files, half with { Approval = approval.Id });

        Assert.Equal(50, moved.Value.Table.Rules[0].Percent);
        Assert.Equal("approval-used", replayed.Error?.Code);
        var log = (await files.Get<DecisionQueries>().SearchAsync(new DecisionSearch("approval:" + approval.Id), default)).Value.Items;
        Assert.Equal([("shift-traffic", "maya"), ("approve-shift-traffic", "olga"), ("propose-shift-traffic", "maya")], log.Select(e => (e.Command, e.Actor)));
        Assert.Equal(("olga", approval.Hash), (log[0].Details["approvedBy"], log[0].Details["hash"]));
        Assert.Equal(ApprovalState.Used, (await files.Get<ApprovalQueries>().ListAsync(true, null, 10, default)).Value.Items.Single().State);
    }

    [Theory]
    [InlineData("maya")]
    [InlineData("MAYA")]
    public async Task Approve_OwnProposal_IsRefusedInAnyTabAndSpelling(string name)
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);

        var refused = await files.Get<ApprovalDesk>().ApproveAsync(approval.Id, new Actor(name, new HashSet<Role>(Enum.GetValues<Role>())), "my own other account", null, default);
        var moved = await MoveAsync(files, half with { Approval = approval.Id });

        Assert.Equal((ErrorKind.Forbidden, "self-approval"), (refused.Error?.Kind, refused.Error?.Code));
        Assert.Equal("approval-not-approved", moved.Error?.Code);
    }

    [Fact]
    public async Task Approve_WithoutThePermission_NamesWhoHasIt()
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);

        var refused = await files.Get<ApprovalDesk>().ApproveAsync(approval.Id, new Actor("felix", new HashSet<Role> { Role.Finance }), "because", null, default);

        Assert.Equal(ErrorKind.Forbidden, refused.Error?.Kind);
        Assert.Contains("BusinessOwner", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_RefusedInAnotherTabMeanwhile_SeesIt()
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);
        Assert.True((await files.Get<ApprovalDesk>().RefuseAsync(approval.Id, olga, "not tonight", null, default)).Succeeded);

        var late = await files.Get<ApprovalDesk>().ApproveAsync(approval.Id, olga, "oh well", null, default);

        Assert.Equal("approval-decided", late.Error?.Code);
        Assert.Contains("refused already, by olga", late.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_SameClickTwice_AnswersTheSame()
    {
        await using var files = await StartAsync();
        var (approval, click) = (await ProposeAsync(files), Guid.CreateVersion7());

        var first = await files.Get<ApprovalDesk>().ApproveAsync(approval.Id, olga, "agreed", click, default);
        var second = await files.Get<ApprovalDesk>().ApproveAsync(approval.Id, olga, "agreed", click, default);

        Assert.Equal((ApprovalState.Approved, ApprovalState.Approved), (first.Value.State, second.Value.State));
        Assert.Equal(2, (await files.Get<DecisionLog>().HeadAsync(default)).Sequence);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Proposal_AfterItsTime_CanNeitherBeApprovedNorUsed(bool approvedInTime)
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);
        time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMicroseconds(1));
        if (approvedInTime) await ApproveAsync(files, approval.Id, olga);
        time.Advance(TimeSpan.FromMicroseconds(1));

        var late = await files.Get<ApprovalDesk>().ApproveAsync(approval.Id, olga, "too late", null, default);
        var moved = await MoveAsync(files, half with { Approval = approval.Id });

        Assert.Equal(("approval-expired", "approval-expired"), (late.Error?.Code, moved.Error?.Code));
        Assert.Empty(await files.Get<ApprovalQueries>().PendingAsync(default));
    }

    [Fact]
    public async Task Move_OtherThanWhatWasApproved_IsRefusedAndTheApprovalStands()
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);
        await ApproveAsync(files, approval.Id, olga);

        TrafficMove[] others = [half with { Percent = 50.01m }, half with { Mirror = true }, half with { SplitBy = SplitBy.Store }, half with { ExpectedRevision = 1 }, half with { Segment = new Segment { Region = "west" } }];
        foreach (var other in others) Assert.Equal("approval-other-content", (await MoveAsync(files, other with { Approval = approval.Id })).Error?.Code);

        Assert.Equal("approval-of-another", (await MoveAsync(files, half with { Approval = approval.Id }, nora)).Error?.Code);
        Assert.True((await MoveAsync(files, half with { Approval = approval.Id })).Succeeded);
    }

    [Fact]
    public async Task Move_TableMovedAfterTheApproval_LeavesTheApprovalUnused()
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);
        await ApproveAsync(files, approval.Id, olga);
        await MoveAsync(files, half with { Percent = 5 }, nora);

        var refused = await MoveAsync(files, half with { Approval = approval.Id });

        Assert.Equal("traffic-revision", refused.Error?.Code);
        Assert.Equal(ApprovalState.Approved, Assert.Single(await files.Get<ApprovalQueries>().PendingAsync(default)).State);
    }

    [Fact]
    public async Task Move_ManyAtOnceOnOneApproval_OneWins()
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);
        await ApproveAsync(files, approval.Id, olga);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => MoveAsync(files, half with { Approval = approval.Id }))));

        Assert.Single(answers, a => a.Succeeded);
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Equal("approval-used", a.Error!.Code));
        Assert.Equal(1, (await files.Get<TrafficTables>().CurrentAsync(default)).Table.Revision);
    }

    [Fact]
    public async Task Approval_AfterARestart_Stands()
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);
        await ApproveAsync(files, approval.Id, olga);

        await files.RestartAsync();
        files.Get<ActivePlan>().Swap(Plan());

        Assert.True((await MoveAsync(files, half with { Approval = approval.Id })).Succeeded);
    }

    [Fact]
    public async Task Withdraw_ByTheProposerOnly_EndsIt()
    {
        await using var files = await StartAsync();
        var approval = await ProposeAsync(files);
        var desk = files.Get<ApprovalDesk>();
        await ApproveAsync(files, approval.Id, olga);

        Assert.Equal("approval-of-another", (await desk.WithdrawAsync(approval.Id, nora, "not mine", null, default)).Error?.Code);
        Assert.Equal(ApprovalState.Withdrawn, (await desk.WithdrawAsync(approval.Id, maya, "changed my mind", null, default)).Value.State);
        Assert.Equal("approval-not-approved", (await MoveAsync(files, half with { Approval = approval.Id })).Error?.Code);
        Assert.Equal("no-such-approval", (await desk.WithdrawAsync(Guid.CreateVersion7(), maya, "nothing", null, default)).Error?.Code);
    }

    [Fact]
    public async Task List_ByPages_ShowsEachOnce()
    {
        await using var files = await StartAsync();
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++) made.Add((await ProposeAsync(files)).Id);

        var read = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await files.Get<ApprovalQueries>().ListAsync(false, cursor, 2, default)).Value;
            read.AddRange(page.Items.Select(a => a.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Equal(made.Order(), read.Order());
        Assert.Empty((await files.Get<ApprovalQueries>().ListAsync(true, null, 10, default)).Value.Items);
        Assert.Equal("cursor", (await files.Get<ApprovalQueries>().ListAsync(false, "bm9uZQ", 10, default)).Error?.Field);
    }

    /// <summary>Whatever people do in whatever order: each use was proposed by its user, agreed to by another, in time, and happened once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AnyOrderOfSteps_OfSeveralPeople_UsesOnlyWhatTwoAgreedOn(int seed)
    {
        await using var files = await StartAsync();
        var random = new Random(seed);
        Actor[] people = [maya, nora, olga, new("Maya", olga.Roles)];
        var desk = files.Get<ApprovalDesk>();
        var known = new Dictionary<Guid, (string By, TrafficMove Move, DateTimeOffset Until)>();
        var agreed = new Dictionary<Guid, string>();
        var used = new HashSet<Guid>();
        for (var step = 0; step < 120; step++)
        {
            var actor = people[random.Next(people.Length)];
            var id = known.Count == 0 || random.Next(6) == 0 ? Guid.Empty : known.Keys.ElementAt(random.Next(known.Count));
            time.Advance(TimeSpan.FromSeconds(random.Next(60)));
            if (id == Guid.Empty)
            {
                var revision = (await files.Get<TrafficTables>().CurrentAsync(default)).Table.Revision;
                var move = half with { ExpectedRevision = revision, Percent = random.Next(100) };
                if (await files.Get<ProposeMove>().RunAsync(move, actor, "because", null, default) is { Succeeded: true } proposed) known[proposed.Value.Id] = (actor.Name, move, proposed.Value.ExpiresAt);
                continue;
            }

            switch (random.Next(6))
            {
                case 0 or 1:
                    if ((await desk.ApproveAsync(id, actor, "because", null, default)).Succeeded) agreed[id] = actor.Name;
                    break;
                case 2:
                    if ((await desk.RefuseAsync(id, actor, "because", null, default)).Succeeded) Assert.False(agreed.ContainsKey(id));
                    break;
                case 3:
                    if ((await desk.WithdrawAsync(id, actor, "because", null, default)).Succeeded) agreed.Remove(id);
                    break;
                default:
                    if ((await MoveAsync(files, known[id].Move with { Approval = id }, actor)).Succeeded)
                    {
                        Assert.True(used.Add(id));
                        Assert.Equal(known[id].By, actor.Name, ignoreCase: true);
                        Assert.NotEqual(known[id].By, agreed[id], StringComparer.OrdinalIgnoreCase);
                        Assert.True(time.GetUtcNow() < known[id].Until);
                    }

                    break;
            }
        }

        Assert.NotEmpty(used);
        Assert.Equal(used.Count, (await files.Get<TrafficTables>().CurrentAsync(default)).Table.Revision);
        Assert.True((await files.Get<DecisionVerification>().VerifyAsync(null, default)).Valid);
    }

    private static CutoverPlan Plan() => LiveWorld.Plan() with { Traffic = new TrafficSettings(10, []) };

    private async Task<StoreFiles> StartAsync()
    {
        var files = await StoreFiles.StartAsync(kind, time);
        files.Get<ActivePlan>().Swap(Plan());
        return files;
    }

    private static async Task<Approval> ProposeAsync(StoreFiles files) => (await files.Get<ProposeMove>().RunAsync(half, maya, "the night is quiet", null, default)).Value;

    private static async Task ApproveAsync(StoreFiles files, Guid id, Actor actor) =>
        Assert.Equal(ApprovalState.Approved, (await files.Get<ApprovalDesk>().ApproveAsync(id, actor, "figures look good", null, default)).Value.State);

    private static Task<Result<TrafficRevision>> MoveAsync(StoreFiles files, TrafficMove move, Actor? actor = null) => files.Get<MoveTraffic>().RunAsync(move, actor ?? maya, "because", null, default);
}

public sealed class SqliteApprovalTests() : ApprovalTests(StoreKind.Sqlite);

public sealed class PostgresApprovalTests() : ApprovalTests(StoreKind.Postgres);
