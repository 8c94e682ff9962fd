using CommandCenter.Decisions;
using CommandCenter.OrderExceptions;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using static CommandCenter.Tests.OrderExceptions.CaseWorld;
using static CommandCenter.Tests.OrderExceptions.SourceOfTest;

namespace CommandCenter.Tests.OrderExceptions;

public abstract class CaseTests(StoreKind kind)
{
    [Fact]
    public async Task Round_SaidTwiceByTwoNodesAtOnce_IsOneCase()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [.. Enumerable.Range(0, 30).Select(i => Signal("print-" + i))];

        await Task.WhenAll(world.RoundAsync(), world.Second.ReadAsync(default), world.RoundAsync());

        var all = await world.AllAsync();
        Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), all.Select(c => c.Number).Order());
        Assert.All(all, c => Assert.Equal((CasePhase.Open, OwnerTeam.Operations, CaseSeverity.Low), (c.Phase, c.Team, c.Severity)));
        Assert.Equal(["opened"], await world.KindsAsync());
        Assert.Equal(30, world.Watch.Current!.Open());
    }

    [Fact]
    public async Task Round_ManyThousand_AreAllCasesAndTheOverflowIsNotCountedAsPassed()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [.. Enumerable.Range(0, 1_200).Select(i => Signal("print-" + i))];
        await world.RoundAsync();
        Assert.Equal(1_200, world.Watch.Current!.Open());

        world.Source.Says = [.. Enumerable.Range(100_000, CaseKeeper.MostSignals + 1).Select(i => Signal("other-" + i))];
        await world.RoundAsync();

        // not all was said that is wrong: nothing of it has passed
        Assert.Equal(1_200 + CaseKeeper.MostSignals, world.Watch.Current!.Open());
    }

    [Fact]
    public async Task Round_NoLongerSaid_IsResolvedByTheProductOnlyWhereTheSourceCanTell()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        await world.RoundAsync();

        world.Source.Says = null;
        await world.RoundAsync();
        Assert.Equal(CasePhase.Open, (await world.OnlyAsync()).Phase);

        world.Source.Says = [];
        await world.RoundAsync();
        var gone = await world.OnlyAsync();
        Assert.Equal((CasePhase.Resolved, "no-longer-seen", "Resolved: no longer seen."), (gone.Phase, gone.Reason, gone.Message));
        Assert.Equal(["opened", "resolved"], await world.KindsAsync());
    }

    [Fact]
    public async Task Round_ComesBack_ReopensTheSameCaseWithAClockOfItsOwn()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        await world.RoundAsync();
        world.Source.Says = [];
        await world.RoundAsync();
        world.Time.Advance(TimeSpan.FromHours(1));

        world.Source.Says = [Signal(since: world.Time.GetUtcNow())];
        await world.RoundAsync();

        var back = await world.OnlyAsync();
        Assert.Equal((CasePhase.Open, 1, 2, "came-back"), (back.Phase, back.Reopened, back.Occurrences, back.Reason));
        Assert.Equal(world.Time.GetUtcNow().AddDays(1), back.DueAt);
        Assert.Equal(["opened", "resolved", "reopened"], await world.KindsAsync());
    }

    [Fact]
    public async Task Round_CauseOfAnAcknowledgedCasePasses_StaysWithWhoWorksOnIt()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        await world.RoundAsync();
        await world.Desk.RunAsync("EX-1", new CaseCommand(CaseAction.Acknowledge), Luis, null, default);

        world.Source.Says = [];
        await world.RoundAsync();
        await world.RoundAsync();
        var held = await world.OnlyAsync();
        Assert.Equal((CasePhase.Acknowledged, "luis", true), (held.Phase, held.Assignee, held.PassedAt is not null));
        Assert.Equal("luis works on it; its cause has passed.", held.Message);

        world.Source.Says = [Signal()];
        await world.RoundAsync();
        var again = await world.OnlyAsync();
        Assert.Equal((CasePhase.Acknowledged, 2, true), (again.Phase, again.Occurrences, again.PassedAt is null));
        Assert.Equal(["opened", "acknowledged", "cause-passed", "came-back"], await world.KindsAsync());
    }

    [Fact]
    public async Task Round_ResolvedByAPersonAndStillThere_IsGivenTimeAndThenReopened()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        await world.RoundAsync();
        await world.Desk.RunAsync("EX-1", new CaseCommand(CaseAction.Resolve, "it is on its way"), Luis, null, default);

        world.Time.Advance(TimeSpan.FromMinutes(9));
        await world.RoundAsync();
        Assert.Equal(CasePhase.Resolved, (await world.OnlyAsync()).Phase);

        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RoundAsync();
        Assert.Equal((CasePhase.Open, "still-there"), ((await world.OnlyAsync()).Phase, (await world.OnlyAsync()).Reason));
    }

    [Fact]
    public async Task Round_WhatStaysOnRecord_IsReopenedOnlyWhenItHappensAgain()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal(times: 1)];
        await world.RoundAsync();
        await world.Desk.RunAsync("EX-1", new CaseCommand(CaseAction.Resolve, "the caller was told"), Luis, null, default);

        world.Time.Advance(TimeSpan.FromHours(5));
        await world.RoundAsync();
        Assert.Equal(CasePhase.Resolved, (await world.OnlyAsync()).Phase);

        world.Source.Says = [Signal(times: 2)];
        await world.RoundAsync();
        Assert.Equal((CasePhase.Open, "came-back", 2), ((await world.OnlyAsync()).Phase, (await world.OnlyAsync()).Reason, (await world.OnlyAsync()).Occurrences));
    }

    [Fact]
    public async Task Mute_UntilItsEnd_IsOutOfTheQueueAndInTheLogAndComesBackWithAFreshClock()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        await world.RoundAsync();
        var until = world.Time.GetUtcNow().AddHours(2);

        var muted = await world.Desk.RunAsync("EX-1", new CaseCommand(CaseAction.Mute, "known, mended tonight", Until: until), Luis, null, default);
        await world.RoundAsync();
        Assert.Equal(until, muted.Value.MutedUntil);
        Assert.Equal(0, world.Watch.Current!.Open());
        Assert.Equal(0, (await world.Queries.SearchAsync(new CaseSearch(new CaseFilter()), default)).Value.Total);
        Assert.Contains("Mute EX-1", (await world.Files.Get<DecisionQueries>().SearchAsync(new DecisionSearch("case:EX-1"), default)).Value.Items.Single().Title, StringComparison.Ordinal);

        // it passes and comes back meanwhile: still muted
        world.Source.Says = [];
        await world.RoundAsync();
        world.Source.Says = [Signal()];
        await world.RoundAsync();
        Assert.Equal((CasePhase.Open, until), ((await world.OnlyAsync()).Phase, (await world.OnlyAsync()).MutedUntil));
        Assert.Equal(0, world.Watch.Current!.Open());

        world.Time.Advance(TimeSpan.FromHours(2));
        await world.RoundAsync();
        var back = await world.OnlyAsync();
        Assert.Null(back.MutedUntil);
        Assert.Equal(world.Time.GetUtcNow() + CommandCenter.Plan.ExceptionSettings.Default.Due[back.Severity], back.DueAt);
        Assert.Equal(1, world.Watch.Current!.Open());
    }

    [Fact]
    public async Task Round_GrowsOldOrDear_RisesAndIsDueSoonerAndNeverFalls()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        await world.RoundAsync();
        var first = await world.OnlyAsync();

        world.Source.Says = [Signal(money: 150_000)];
        await world.RoundAsync();
        var dear = await world.OnlyAsync();
        world.Source.Says = [Signal(money: 10)];
        await world.RoundAsync();

        Assert.Equal((CaseSeverity.Low, CaseSeverity.High), (first.Severity, dear.Severity));
        Assert.Equal(world.Time.GetUtcNow().AddHours(1), dear.DueAt);
        Assert.Equal((CaseSeverity.High, dear.DueAt, 10L), ((await world.OnlyAsync()).Severity, (await world.OnlyAsync()).DueAt, (await world.OnlyAsync()).Money));
        Assert.Equal(["opened", "severity"], await world.KindsAsync());
    }

    [Fact]
    public async Task Run_SameRequestTwice_IsDoneOnceAndAnsweredTheSame()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        await world.RoundAsync();
        var request = Guid.CreateVersion7();

        var first = await world.Desk.RunAsync("EX-1", new CaseCommand(CaseAction.Acknowledge), Luis, request, default);
        var second = await world.Desk.RunAsync("EX-1", new CaseCommand(CaseAction.Acknowledge), Luis, request, default);
        var third = await world.Desk.RunAsync("EX-1", new CaseCommand(CaseAction.Acknowledge), Luis, null, default);

        Assert.Equal(first.Value.Id, second.Value.Id);
        Assert.Equal((ErrorKind.Conflict, "case-phase"), (third.Error!.Kind, third.Error.Code));
        Assert.Equal(["opened", "acknowledged"], await world.KindsAsync());
    }

    [Fact]
    public async Task Run_AnothersTeam_IsRefusedWithWhoMay()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal(), Signal("b", OwnerTeam.Finance)];
        await world.RoundAsync();
        var finance = (await world.AllAsync()).Single(c => c.Team == OwnerTeam.Finance).Name;
        var operations = (await world.AllAsync()).Single(c => c.Team == OwnerTeam.Operations).Name;
        var note = new CaseCommand(CaseAction.Note, "seen");

        Assert.Equal("not-your-team", (await world.Desk.RunAsync(operations, note, Ken, null, default)).Error!.Code);
        Assert.Equal("not-your-team", (await world.Desk.RunAsync(finance, note, Ana, null, default)).Error!.Code);
        Assert.Equal("not-permitted", (await world.Desk.RunAsync(finance, note, Eva, null, default)).Error!.Code);
        Assert.True((await world.Desk.RunAsync(finance, note, Ken, null, default)).Succeeded);
        Assert.True((await world.Desk.RunAsync(operations, note, Ana, null, default)).Succeeded);
        Assert.True((await world.Desk.RunAsync(finance, note, Luis, null, default)).Succeeded);
        var both = await world.Desk.RunManyAsync(new CaseFilter(Rule: "rule"), note, new CaseCount(2), Ken, null, default);
        Assert.Equal("not-your-team", both.Error!.Code);
    }

    [Fact]
    public async Task RunMany_CountNoLongerTrueOrOneImpossible_DoesNothing()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal(), Signal("b"), Signal("c")];
        await world.RoundAsync();
        var filter = new CaseFilter(Rule: "rule");

        var wrong = await world.Desk.RunManyAsync(filter, new CaseCommand(CaseAction.Resolve, "one cause, mended"), new CaseCount(2), Luis, null, default);
        Assert.Equal("count-changed", wrong.Error!.Code);
        await world.Desk.RunAsync("EX-2", new CaseCommand(CaseAction.Acknowledge), Luis, null, default);
        var impossible = await world.Desk.RunManyAsync(filter, new CaseCommand(CaseAction.Acknowledge), new CaseCount(3), Luis, null, default);
        Assert.Equal("case-phase", impossible.Error!.Code);
        Assert.Equal(2, (await world.AllAsync()).Count(c => c.Phase == CasePhase.Open));
        Assert.Equal("nothing-selected", (await world.Desk.RunManyAsync(new CaseFilter(), new CaseCommand(CaseAction.Note, "x"), new CaseCount(3), Luis, null, default)).Error!.Code);

        var done = await world.Desk.RunManyAsync(filter, new CaseCommand(CaseAction.Resolve, "one cause, mended"), new CaseCount(3), Luis, null, default);
        Assert.Equal(3, done.Value.Changed);
        Assert.Equal("Resolve 3 cases at once.", (await world.Files.Get<DecisionQueries>().SearchAsync(new DecisionSearch("case:EX-2"), default)).Value.Items.Single().Title);
    }

    [Fact]
    public async Task RunMany_AsManyCasesButOthers_DoesNothingAndSaysSo()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal(), Signal("b")];
        await world.RoundAsync();
        var filter = new CaseFilter(Rule: "rule");
        var seen = await world.Queries.SetAsync(filter, 10, default);
        await world.Desk.RunAsync("EX-1", new CaseCommand(CaseAction.Acknowledge), Luis, null, default);
        Assert.Equal(seen, await world.Queries.SetAsync(filter, 10, default));
        world.Source.Says = [Signal(), Signal("c")];
        await world.RoundAsync();

        var resolve = new CaseCommand(CaseAction.Resolve, "one cause, mended");
        var others = await world.Desk.RunManyAsync(filter, resolve, new CaseCount(2, seen), Luis, null, default);
        Assert.Equal(("cases-changed", CommandCenter.Shared.ErrorKind.Conflict), (others.Error!.Code, others.Error.Kind));
        Assert.Equal(2, await world.Queries.CountAsync(filter, default));
        Assert.Null(await world.Queries.SetAsync(filter, 1, default));

        var done = await world.Desk.RunManyAsync(filter, resolve, new CaseCount(2, await world.Queries.SetAsync(filter, 10, default)), Luis, null, default);
        Assert.Equal(2, done.Value.Changed);
    }

    [Fact]
    public async Task Search_EverySort_PagesThroughAllOnce()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [.. Enumerable.Range(0, 23).Select(i => Signal("p" + i, money: i % 3 == 0 ? null : i * 40_000, atLeast: (CaseSeverity)(1 + (i % 4))))];
        await world.RoundAsync();

        foreach (var sort in new[] { "due", "-due", "opened", "-opened", "severity", "-severity", "money", "-money" })
        {
            var seen = new List<long>();
            string? cursor = null;
            do
            {
                var page = (await world.Queries.SearchAsync(new CaseSearch(new CaseFilter(), sort, cursor, 5), default)).Value;
                seen.AddRange(page.Items.Select(c => c.Number));
                (cursor, var total) = (page.Cursor, page.Total);
                Assert.Equal(23, total);
                Assert.All(page.Items, c => Assert.Equal(23, c.SameRule));
            }
            while (cursor is not null);
            Assert.Equal(Enumerable.Range(1, 23).Select(i => (long)i), seen.Order());
        }

        Assert.Equal(23, (await world.Queries.SearchAsync(new CaseSearch(new CaseFilter(Text: "ar-1")), default)).Value.Total);
        Assert.Equal(7, (await world.Queries.SearchAsync(new CaseSearch(new CaseFilter(Text: "ex-7")), default)).Value.Items.Single().Number);
        Assert.Equal(0, (await world.Queries.SearchAsync(new CaseSearch(new CaseFilter(Text: "%")), default)).Value.Total);
        Assert.Equal("bad-cursor", (await world.Queries.SearchAsync(new CaseSearch(new CaseFilter(), "due", "rubbish"), default)).Error!.Code);
        var tally = Assert.Single(await world.Queries.CountAsync(default));
        Assert.Equal((23, 23, 23, 0), (tally.Open, tally.Waiting, tally.UnderHour, tally.Older));
    }

    [Fact]
    public async Task Attach_TenAtMostAndOneMebibyte_IsKeptByteForByte()
    {
        await using var world = await StartAsync(kind);
        world.Source.Says = [Signal()];
        await world.RoundAsync();
        byte[] bytes = [0, 1, 2, 255];

        var file = await world.Desk.AttachAsync("EX-1", "label.png", "image/png", bytes, Luis, default);
        for (var i = 1; i < CaseDesk.MostAttachments; i++) Assert.True((await world.Desk.AttachAsync("EX-1", "a.txt", null, bytes, Luis, default)).Succeeded);

        Assert.Equal("attachment-count", (await world.Desk.AttachAsync("EX-1", "a.txt", null, bytes, Luis, default)).Error!.Code);
        Assert.Equal("attachment-size", (await world.Desk.AttachAsync("EX-1", "a.txt", null, new byte[CaseDesk.LargestAttachment + 1], Luis, default)).Error!.Code);
        Assert.Equal("attachment-name", (await world.Desk.AttachAsync("EX-1", "../a.txt", null, bytes, Luis, default)).Error!.Code);
        Assert.Equal(bytes, (await world.Queries.AttachmentAsync("EX-1", file.Value.Id, default)).Value.Content);
        Assert.Equal("attachment-unknown", (await world.Queries.AttachmentAsync("EX-1", Guid.CreateVersion7(), default)).Error!.Code);
    }
}

public sealed class SqliteCaseTests() : CaseTests(StoreKind.Sqlite);

public sealed class PostgresCaseTests() : CaseTests(StoreKind.Postgres);
