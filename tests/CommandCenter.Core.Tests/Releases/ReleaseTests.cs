using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Releases;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;

namespace CommandCenter.Tests.Releases;

public abstract class ReleaseTests(StoreKind kind)
{
    private static readonly Actor Maya = new("maya", new HashSet<Role> { Role.IncidentCommander });
    private static readonly Actor Jonas = new("jonas", new HashSet<Role> { Role.TechnicalLead });
    private static readonly Segment West = new() { Region = "west" };
    private static readonly Segment East = new() { Region = "east" };

    [Fact]
    public async Task Hold_ByTwoAtOnce_HoldsOnceAndTellsBothTheTruth()
    {
        await using var world = await ReleaseWorld.StartAsync(kind);

        var answers = await Task.WhenAll(world.Commands.HoldAsync(West, Maya, "it misroutes", null, default), world.Commands.HoldAsync(West, Jonas, "it misroutes", null, default));
        await world.RoundAsync();

        Assert.Equal(answers[0].Value.Id, answers[1].Value.Id);
        Assert.Single(answers, a => !a.Value.Already);
        var first = answers.Single(a => !a.Value.Already).Value;
        Assert.Equal(first.By, answers.Single(a => a.Value.Already).Value.By);
        var hold = Assert.Single(await world.Queries.ListAsync(10, default));
        Assert.All(hold.Sides, s => Assert.Equal(ReleaseState.Held, s.State));
        Assert.Equal([$"Hold {first.Id}:hold region west"], world.Legacy.Calls);
        Assert.Equal([$"Hold {first.Id}:hold region west"], world.Orchestration.Calls);
        Assert.Equal(2, (await world.Files.Get<DecisionLog>().HeadAsync(default)).Sequence);
    }

    [Fact]
    public async Task Hold_OneSideSilent_IsAskedAgainAndDoesNotKeepTheOtherWaiting()
    {
        await using var world = await ReleaseWorld.StartAsync(kind);
        world.Legacy.Next.Enqueue(new TargetAnswer(TargetOutcome.Unknown, "no answer within 5 s"));
        world.Legacy.Next.Enqueue(new TargetAnswer(TargetOutcome.Refused, "the WMS says no"));
        await world.Commands.HoldAsync(Segment.All, Maya, "it misroutes", null, default);

        await world.RoundAsync();
        Assert.Equal([(ReleaseState.Asked, "no answer within 5 s"), (ReleaseState.Held, null)], await world.StatesAsync());

        await world.RoundAsync();
        Assert.Single(world.Legacy.Calls);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.RoundAsync();
        Assert.Equal([(ReleaseState.Failed, "the WMS says no"), (ReleaseState.Held, null)], await world.StatesAsync());

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.RoundAsync();
        Assert.Equal([(ReleaseState.Held, null), (ReleaseState.Held, null)], await world.StatesAsync());
        Assert.Equal((3, 1), (world.Legacy.Calls.Count, world.Orchestration.Calls.Count));
    }

    [Fact]
    public async Task Hold_ProcessEndsBeforeTheCall_IsCarriedOutByTheNext()
    {
        await using var world = await ReleaseWorld.StartAsync(kind);
        await world.Commands.HoldAsync(West, Maya, "it misroutes", null, default);

        await world.RestartAsync();
        await world.RoundAsync();

        Assert.Equal([(ReleaseState.Held, null), (ReleaseState.Held, null)], await world.StatesAsync());
        Assert.Equal("west", Assert.Single(world.Standing.Holds).Segment.Region);
    }

    [Fact]
    public async Task Resume_OneOfTwo_LeavesTheOtherHeld()
    {
        await using var world = await ReleaseWorld.StartAsync(kind);
        world.Orchestration.Able.Remove(TargetOperation.Hold);
        await world.Commands.HoldAsync(West, Maya, "it misroutes", null, default);
        await world.Commands.HoldAsync(East, Maya, "it misroutes", null, default);
        await world.RoundAsync();

        var nothing = await world.Commands.ResumeAsync(Segment.All, Maya, "mended", null, default);
        var resumed = await world.Commands.ResumeAsync(West, Maya, "mended", null, default);
        await world.RoundAsync();

        Assert.Equal("not-held", nothing.Error?.Code);
        Assert.Contains("region west; region east", nothing.Error!.Message, StringComparison.Ordinal);
        var east = Assert.Single(world.Standing.Holds);
        Assert.Equal((East, true), (east.Segment, east.Stands));
        Assert.Equal($"Resume {resumed.Value.Id}:resume region west", world.Legacy.Calls[^1]);
        // it never held, so nothing of it is resumed
        Assert.Empty(world.Orchestration.Calls);
        var west = (await world.Queries.ListAsync(10, default)).Single(h => h.Segment == West);
        Assert.Equal([ReleaseState.Resumed, ReleaseState.Cannot], west.Sides.Select(s => s.State));
        Assert.Equal("not-held", (await world.Commands.ResumeAsync(West, Maya, "mended", null, default)).Error?.Code);
    }

    [Fact]
    public async Task Resume_HoldWasNotAnswered_WaitsUntilThatCanNoLongerTakeEffect()
    {
        await using var world = await ReleaseWorld.StartAsync(kind);
        world.Legacy.Next.Enqueue(new TargetAnswer(TargetOutcome.Unknown, "no answer"));
        await world.Commands.HoldAsync(West, Maya, "it misroutes", null, default);
        await world.RoundAsync();
        await world.Commands.ResumeAsync(West, Maya, "mended", null, default);

        world.Time.Advance(TimeSpan.FromSeconds(9));
        await world.RoundAsync();
        Assert.Equal(ReleaseState.Resuming, (await world.StatesAsync())[0].State);
        Assert.Single(world.Legacy.Calls);

        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.RoundAsync();
        Assert.Equal([(ReleaseState.Resumed, null), (ReleaseState.Resumed, null)], await world.StatesAsync());
        Assert.Empty(world.Standing.Holds);
    }

    [Fact]
    public async Task Commands_WhoMayNotOrNobodyCan_ChangeNothing()
    {
        await using var world = await ReleaseWorld.StartAsync(kind);
        await world.Commands.HoldAsync(West, Jonas, "it misroutes", null, default);
        Assert.Equal(ErrorKind.Forbidden, (await world.Commands.ResumeAsync(West, Jonas, "mended", null, default)).Error?.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await world.Commands.HoldAsync(East, new Actor("exec", new HashSet<Role> { Role.Executive }), "because", null, default)).Error?.Kind);

        world.Legacy.Able.Clear();
        world.Orchestration.Able.Clear();
        Assert.Equal("nobody-can", (await world.Commands.HoldAsync(East, Maya, "it misroutes", null, default)).Error?.Code);
        Assert.Single(await world.Queries.ListAsync(10, default));
    }
}

public sealed class SqliteReleaseTests() : ReleaseTests(StoreKind.Sqlite);

public sealed class PostgresReleaseTests() : ReleaseTests(StoreKind.Postgres);
