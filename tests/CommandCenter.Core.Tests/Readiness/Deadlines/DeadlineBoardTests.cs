using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Tests.Live;
using CommandCenter.Tests.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Readiness.Deadlines;

/// <summary>What is overdue, and what a decision in the log settles, on a real store.</summary>
public abstract class DeadlineBoardTests(StoreKind kind)
{
    private static readonly DateTimeOffset start = new(2026, 11, 10, 5, 0, 0, TimeSpan.Zero);
    private static readonly Actor maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private readonly FakeTimeProvider time = new(start);

    [Fact]
    public async Task ReadAsync_OpenPastItsDate_IsOverdueFromThatInstantOn()
    {
        await using var files = await StartAsync(
            Item(DeadlineKind.Risk, "late", start.AddHours(2)), Item(DeadlineKind.Risk, "settled", start.AddHours(1), DeadlineState.Mitigated), Item(DeadlineKind.KnownIssue, "later", start.AddHours(3)));
        var board = files.Get<DeadlineBoard>();
        time.SetUtcNow(start.AddHours(2).AddTicks(-1));
        var before = await board.ReadAsync(default);
        time.SetUtcNow(start.AddHours(2).AddMinutes(5));

        var after = await board.ReadAsync(default);

        Assert.Empty(before.Overdue);
        Assert.Equal([("late", (TimeSpan?)TimeSpan.FromMinutes(5))], after.Overdue.Select(o => (o.Item.Id, o.Late)));
        Assert.Equal(["settled", "late", "later"], after.Items.Select(i => i.Item.Id));
    }

    [Fact]
    public async Task ReadAsync_IssuesOfEachSeverityAndState_CountsOpenHighOnes()
    {
        await using var files = await StartAsync(
            Item(DeadlineKind.KnownIssue, "critical", start, severity: DeadlineLevel.Critical), Item(DeadlineKind.KnownIssue, "high", start, severity: DeadlineLevel.High),
            Item(DeadlineKind.KnownIssue, "accepted", start, DeadlineState.Accepted, DeadlineLevel.High), Item(DeadlineKind.KnownIssue, "medium", start, severity: DeadlineLevel.Medium),
            Item(DeadlineKind.Risk, "risk", start));

        var view = await files.Get<DeadlineBoard>().ReadAsync(default);

        Assert.Equal((2, 3, 1), (view.OpenHighIssues, view.Open(DeadlineKind.KnownIssue), view.Open(DeadlineKind.Risk)));
    }

    [Fact]
    public async Task ReadAsync_EntryOfTheLogRefersToADecision_IsDecidedByTheNewest()
    {
        // a risk of the same id is no decision
        await using var files = await StartAsync(Item(DeadlineKind.OpenDecision, "freeze", start.AddHours(-1)), Item(DeadlineKind.Risk, "freeze", start.AddHours(-1)), Item(DeadlineKind.OpenDecision, "other", start.AddHours(-2)));
        var record = files.Get<RecordDecision>();
        Assert.True((await record.RunAsync(new DecisionNote("From the 16th on", "agreed on the bridge", null, ["open-decision:freeze"]), maya, null, default)).Succeeded);
        var second = await record.RunAsync(new DecisionNote("From the 17th on", "the 16th is a holiday", null, ["open-decision:freeze"]), maya, null, default);

        var view = await files.Get<DeadlineBoard>().ReadAsync(default);

        var decided = Assert.Single(view.Items, i => i.Taken is not null);
        Assert.Equal((DeadlineKind.OpenDecision, "freeze", DeadlineState.Decided, false), (decided.Item.Kind, decided.Item.Id, decided.State, decided.IsOverdue));
        Assert.Equal((second.Value.Sequence, "maya", "From the 17th on"), (decided.Taken!.Entry, decided.Taken.By, decided.Taken.What));
        Assert.Equal([(DeadlineKind.OpenDecision, "other"), (DeadlineKind.Risk, "freeze")], view.Overdue.Select(o => (o.Item.Kind, o.Item.Id)));
    }

    private static Deadline Item(DeadlineKind kind, string id, DateTimeOffset due, DeadlineState state = DeadlineState.Open, DeadlineLevel? severity = null) =>
        new(kind, id, "Title of " + id, "Somebody", due, state, severity, null, null, null, null);

    private async Task<StoreFiles> StartAsync(params Deadline[] items)
    {
        var plan = new ActivePlan();
        plan.Swap(LiveWorld.Plan() with { Deadlines = items });
        return await StoreFiles.StartAsync(kind, time, more: services => services.AddSingleton(plan).AddDecisions().AddDeadlines());
    }
}

public sealed class SqliteDeadlineBoardTests() : DeadlineBoardTests(StoreKind.Sqlite);

public sealed class PostgresDeadlineBoardTests() : DeadlineBoardTests(StoreKind.Postgres);
