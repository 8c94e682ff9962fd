using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Persistence;
using CommandCenter.Readiness.Gates;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic.Analysis;
using CsCheck;

namespace CommandCenter.Tests.Readiness.Gates;

/// <summary>What people and checks do to gates, and what that stops, on a real store.</summary>
public abstract class GateStoryTests(StoreKind kind)
{
    [Fact]
    public async Task Sign_WhileTheCheckPasses_BindsItAndOpensTheGate()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("drill", hasCheck: true, expires: TimeSpan.FromDays(7)));

        Assert.Equal("gate-red", await world.MoveAsync("home", 5));
        await world.SignAsync("drill", GateWorld.Owner);

        Assert.Equal(GateState.Green, world.Of("drill").State);
        Assert.Null(await world.MoveAsync("home", 5));
        var act = world.Of("drill").Signature!;
        Assert.Equal(Approval.HashOf(System.Text.Encoding.UTF8.GetBytes(act.Bound!)), act.BoundHash);
        Assert.Contains(world.Keeper.Current!.Items[0].Gate.Hash, act.Bound, StringComparison.Ordinal);
        Assert.Contains("all is well", act.Bound, StringComparison.Ordinal);
        Assert.Equal(world.Time.GetUtcNow().AddDays(7), act.Until);
        Assert.Equal("gate-signed", (await world.Sign.SignAsync(GateWorld.Word("drill"), GateWorld.Owner, "once more", null, default)).Error?.Code);
    }

    [Fact]
    public async Task Sign_ByOthersOrWithoutAVerdict_IsRefused()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("money", role: Role.Finance, hasCheck: true), GateWorld.Gate("auto", GateKind.Automatic));
        await world.SayAsync(GateReading.Failed("two postings missing", Some.Start));

        Assert.Equal("gate-not-green", await SignAsync("money", GateWorld.Finance));
        await world.SayAsync(GateReading.Passed("posted", Some.Start));
        Assert.Equal("not-permitted", await SignAsync("money", GateWorld.Owner));
        Assert.Equal("not-permitted", await SignAsync("money", new Actor("root", new HashSet<Role> { Role.Administrator })));
        Assert.Equal("person-needed", await SignAsync("money", GateWorld.Finance with { IsProgram = true }));
        Assert.Equal("gate-automatic", await SignAsync("auto", new Actor("tina", new HashSet<Role> { Role.BusinessOwner })));
        Assert.Equal("no-such-gate", await SignAsync("nothing", GateWorld.Owner));
        Assert.Equal("gate-moved", (await world.Sign.SignAsync(new GateWord("money", new string('0', 64), []), GateWorld.Finance, "as I saw it", null, default)).Error?.Code);
        Assert.Equal(0, await world.LoggedAsync("sign-gate"));

        async Task<string?> SignAsync(string gate, Actor actor) => (await world.Sign.SignAsync(GateWorld.Word(gate), actor, "seen and agreed", null, default)).Error?.Code;
    }

    [Fact]
    public async Task Keep_VerdictLeavesGreenAndComesBack_TheSignatureDoesNot()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("drill", hasCheck: true));
        await world.SignAsync("drill", GateWorld.Owner);

        await world.SayAsync(GateReading.Failed("the drill is too old", Some.Start));
        Assert.Equal("gate-red", await world.MoveAsync("home", 5));
        await world.SayAsync(GateReading.Passed("a new drill", Some.Start));

        Assert.Equal((GateState.Red, true), (world.Of("drill").State, world.Of("drill").WaitsForSignature));
        Assert.Contains("olga fell: its check no longer passes: the drill is too old", world.Of("drill").Why, StringComparison.Ordinal);
        Assert.Equal("gate-red", await world.MoveAsync("home", 5));
        Assert.Equal(1, await world.LoggedAsync("gate-signature-fell"));
        Assert.Equal([CheckVerdict.Passed, CheckVerdict.Failed, CheckVerdict.Passed], (await world.Files.Get<GateBook>().HistoryAsync("drill", 10, default)).Select(v => v.Reading.Verdict));
        await world.SignAsync("drill", GateWorld.Owner);
        Assert.Null(await world.MoveAsync("home", 5));
    }

    [Fact]
    public async Task Keep_CannotTellForAMoment_IsRedAtOnceAndFallsOnlyWhenItLasts()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("drill", hasCheck: true));
        await world.SignAsync("drill", GateWorld.Owner);

        await world.SayAsync(GateReading.Unknown("nothing was read"));
        Assert.Equal((GateState.Red, "It cannot be told: nothing was read"), (world.Of("drill").State, world.Of("drill").Why));
        Assert.Equal("gate-red", await world.MoveAsync("home", 5));
        await world.SayAsync(GateReading.Passed("read again", Some.Start));
        Assert.Equal(GateState.Green, world.Of("drill").State);

        await world.SayAsync(GateReading.Unknown("nothing was read"));
        world.Time.Advance(GateKeeper.Patience);
        await world.Keeper.ReadAsync(default);
        await world.SayAsync(GateReading.Passed("read again", Some.Start));
        Assert.Equal(GateState.Red, world.Of("drill").State);
    }

    [Fact]
    public async Task Refuse_ThenTheConditionIsMet_OpensWithTheNextSignature()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("money", role: Role.Finance));
        var due = world.Time.GetUtcNow().AddHours(1);

        var no = await world.Sign.RefuseAsync(GateWorld.Word("money", new GateCondition("post them", "erp", due)), GateWorld.Finance, "two postings missing", null, default);
        Assert.True(no.Succeeded, no.Error?.Message);
        Assert.Contains("two postings missing Asked for: post them", world.Of("money").Why, StringComparison.Ordinal);
        Assert.Equal("gate-red", await world.MoveAsync("home", 5));

        Assert.Equal("not-permitted", (await world.Sign.MeetAsync("money", 0, GateWorld.Owner, "they are", null, default)).Error?.Code);
        Assert.Equal("no-such-condition", (await world.Sign.MeetAsync("money", 1, GateWorld.Finance, "they are", null, default)).Error?.Code);
        Assert.True((await world.Sign.MeetAsync("money", 0, GateWorld.Finance, "posted at noon", null, default)).Succeeded);
        Assert.Equal("no-such-condition", (await world.Sign.MeetAsync("money", 0, GateWorld.Finance, "twice", null, default)).Error?.Code);
        Assert.Equal("gate-red", await world.MoveAsync("home", 5));
        await world.SignAsync("money", GateWorld.Finance);

        Assert.Null(await world.MoveAsync("home", 5));
    }

    [Fact]
    public async Task Waive_TakesTwoPeopleAndOfFinanceOnlyFinance()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("returns"), GateWorld.Gate("money", role: Role.Finance));

        Assert.Equal("not-permitted", await CodeAsync("returns", GateWorld.Owner));
        Assert.Null(await CodeAsync("returns", GateWorld.Lead));
        Assert.Null(await CodeAsync("money", GateWorld.Commander));
        Assert.Equal("gate-red", await world.MoveAsync("home", 5));
        Assert.Equal("not-permitted", await CodeAsync("returns", GateWorld.Finance));
        Assert.Equal("not-permitted", await CodeAsync("money", GateWorld.Owner));
        Assert.Equal("self-approval", (await world.Waive.AgreeAsync((await world.Waive.PendingAsync(default))["returns"].Single().Id, new Actor("TOM", new HashSet<Role>(Enum.GetValues<Role>())), "my own", null, default))?.Code);
        Assert.Null(await CodeAsync("returns", GateWorld.Owner));
        Assert.Equal(GateState.Waived, world.Of("returns").State);
        Assert.Equal("gate-red", await world.MoveAsync("home", 5));
        Assert.Null(await CodeAsync("money", GateWorld.Finance));

        Assert.Null(await world.MoveAsync("home", 5));
        Assert.Equal("gate-open", await CodeAsync("returns", GateWorld.Lead));
        Assert.True((await world.Waive.EndAsync("returns", GateWorld.Owner, "they are back", null, default)).Succeeded);
        Assert.Equal("gate-red", await world.MoveAsync("home", 10));

        async Task<string?> CodeAsync(string gate, Actor actor) => (await world.Waive.RunAsync(gate, null, actor, "returns stay on legacy", null, default)).Error?.Code;
    }

    [Fact]
    public async Task Waive_PlanSaysSomethingElseBetweenTheTwo_IsRefused()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("returns"));
        Assert.True((await world.Waive.RunAsync("returns", world.Time.GetUtcNow().AddDays(1), GateWorld.Lead, "returns stay on legacy", null, default)).Succeeded);

        await world.PlanAsync(GateWorld.Gate("returns") with { Title = "Something else" });

        Assert.Equal("gate-moved", (await world.Waive.RunAsync("returns", null, GateWorld.Owner, "fine", null, default)).Error?.Code);
        Assert.Equal(GateState.Red, world.Of("returns").State);
    }

    [Fact]
    public async Task Guard_LaneStepAdviceAndPhase_StopOnlyWhatTheGateSpeaksOf()
    {
        await using var world = await GateWorld.StartAsync(
            kind, GateWorld.Gate("curbside", lanes: "pickup"), GateWorld.Gate("half", fromPercent: 20), GateWorld.Gate("advice", blocking: false), GateWorld.Gate("later", phase: GatePhase.Stabilise));

        Assert.Null(await world.MoveAsync("home", 19));
        Assert.Equal("gate-red", await world.MoveAsync("home", 20));
        Assert.Equal("gate-red", await world.MoveAsync("pickup", 1));
        Assert.Null(await world.MoveAsync("home", 5));
        Assert.Null(await world.MoveAsync("home", 0));
    }

    [Fact]
    public async Task Guard_GatesWereNotLookedAtLately_StopsRatherThanTrusts()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("auto", GateKind.Automatic));
        Assert.Null(await world.MoveAsync("home", 5));

        // nobody looked meanwhile, and what would be found now is another thing
        world.Time.Advance(TimeSpan.FromMinutes(5));
        world.Check.Next = GateReading.Failed("too much differs", Some.Start);

        Assert.Equal("gate-red", await world.MoveAsync("home", 6));
    }

    [Fact]
    public async Task Start_AfterARestart_SignaturesAndLastVerdictsAreKnown()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("drill", hasCheck: true));
        await world.SignAsync("drill", GateWorld.Owner);
        await world.Files.RestartAsync();

        await world.PlanAsync(GateWorld.Gate("drill", hasCheck: true));

        Assert.Equal((GateState.Green, "olga"), (world.Of("drill").State, world.Of("drill").Signature!.Person));
        Assert.Equal("all is well", world.Check.Last?.Said);
        Assert.Single(await world.Files.Get<GateBook>().HistoryAsync("drill", 10, default));
    }

    [Fact]
    public async Task HandIn_Evidence_IsKeptWithItsHashAndCheckedAtTheDoor()
    {
        await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("smoke") with { Check = new GateCheck("evidence", Items: ["web", "pos"]) });
        var handIn = world.Files.Get<HandInEvidence>();
        var report = new EvidenceReport("smoke", "web", true, "212 of 212 passed", null, "report.txt", [1, 2, 3]);

        Assert.Equal("item", (await handIn.RunAsync(report with { Item = "wms" }, GateWorld.Lead, null, default)).Error?.Field);
        Assert.Equal("item", (await handIn.RunAsync(report with { Item = null }, GateWorld.Lead, null, default)).Error?.Field);
        Assert.Equal("summary", (await handIn.RunAsync(report with { Summary = "a\nb" }, GateWorld.Lead, null, default)).Error?.Field);
        Assert.Equal("asOf", (await handIn.RunAsync(report with { AsOf = world.Time.GetUtcNow().AddHours(1) }, GateWorld.Lead, null, default)).Error?.Field);
        Assert.Equal("content", (await handIn.RunAsync(report with { Content = new byte[HandInEvidence.LargestFile + 1] }, GateWorld.Lead, null, default)).Error?.Field);
        Assert.Equal("fileName", (await handIn.RunAsync(report with { FileName = "../x" }, GateWorld.Lead, null, default)).Error?.Field);
        Assert.Equal("not-permitted", (await handIn.RunAsync(report, new Actor("eve", new HashSet<Role> { Role.Executive }), null, default)).Error?.Code);
        var id = await handIn.RunAsync(report, GateWorld.Lead with { IsProgram = true }, null, default);

        var kept = (await world.Files.Get<GateBook>().EvidenceAsync("smoke", default)).Single();
        Assert.Equal((id.Value, "web", true, "tom", Approval.HashOf([1, 2, 3])), (kept.Id, kept.Item, kept.IsPassed, kept.Person, kept.Hash));
        Assert.Equal(("report.txt", [1, 2, 3]), await world.Files.Get<GateBook>().FileAsync("smoke", id.Value, default));
        Assert.Null(await world.Files.Get<GateBook>().FileAsync("other", id.Value, default));
    }

    /// <summary>Rule 9: whatever verdicts, names and time do, a green signed gate has a signature that was given after the last moment in which its verdict was not green.</summary>
    [Fact]
    public async Task Signature_InAnyStory_DoesNotOutliveItsVerdict() =>
        await Gen.Int[0, 5].Array[4, 14].SampleAsync(async steps =>
        {
            await using var world = await GateWorld.StartAsync(kind, GateWorld.Gate("drill", hasCheck: true, expires: TimeSpan.FromHours(6)));
            DateTimeOffset? signedAt = null;
            foreach (var step in steps)
            {
                world.Time.Advance(TimeSpan.FromMinutes(7));
                switch (step)
                {
                    case 0:
                        await world.SayAsync(GateReading.Failed("no", world.Time.GetUtcNow()));
                        signedAt = null;
                        break;
                    case 1:
                        await world.SayAsync(GateReading.Passed("yes", world.Time.GetUtcNow()));
                        break;
                    case 2:
                        world.Time.Advance(TimeSpan.FromHours(2));
                        await world.Keeper.ReadAsync(default);
                        break;
                    case 3:
                        await world.Sign.RefuseAsync(GateWorld.Word("drill"), GateWorld.Owner, "not like this", null, default);
                        signedAt = null;
                        break;
                    default:
                        signedAt = (await world.Sign.SignAsync(GateWorld.Word("drill"), GateWorld.Owner, "seen and agreed", null, default)).Succeeded ? world.Time.GetUtcNow() : signedAt;
                        break;
                }

                await world.Keeper.ReadAsync(default);
                var holds = signedAt is { } at && world.Time.GetUtcNow() < at.AddHours(6);
                Assert.Equal(holds && world.Check.Next?.Verdict != CheckVerdict.Failed, world.Of("drill").IsOpen);
            }
        }, iter: kind == StoreKind.Sqlite ? 25 : 5, threads: 1);
}

public sealed class SqliteGateStoryTests() : GateStoryTests(StoreKind.Sqlite);

public sealed class PostgresGateStoryTests() : GateStoryTests(StoreKind.Postgres);
