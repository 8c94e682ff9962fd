using CommandCenter.Access;
using CommandCenter.Intake;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Intake;

/// <summary>What was accepted reaches its owner and its mirror once and in order, whatever becomes of single calls (faults 3 and 6).</summary>
public abstract class ForwardTests(StoreKind kind)
{
    [Fact]
    public async Task Forward_OwnerSucceedsAndTheAnswerIsLost_IsFoundAndNotSentAgain()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Fate = _ => CallFate.AnswerLost;

        await world.PostAsync("AR-1");
        await world.RestAsync();

        Assert.Single(world.Legacy.Calls);
        Assert.Equal(1, world.Legacy.LookUps);
        Assert.Equal(TargetStanding.Owned, world.Legacy.Ledger["AR-1"].Standing);
        Assert.Equal(EntryState.Done, Assert.Single(await world.EntriesAsync("AR-1")).State);
    }

    [Fact]
    public async Task Forward_CallLostOnItsWay_IsLookedUpAndSentAgainUnderTheSameKey()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        var lost = 0;
        world.Legacy.Fate = _ => Interlocked.Increment(ref lost) == 1 ? CallFate.NeverArrives : CallFate.Carried;

        await world.PostAsync("AR-1");
        await world.RestAsync();

        Assert.Equal(["AR-1:1:Create", "AR-1:1:Create"], world.Legacy.Calls.Select(c => c.IdempotencyKey));
        Assert.Equal(1, world.Legacy.LookUps);
        Assert.Equal(2, Assert.Single(await world.EntriesAsync("AR-1")).Attempts);
    }

    [Fact]
    public async Task Forward_LookUpNotAnswered_SendsNothingUntilItIs()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Fate = _ => CallFate.NeverArrives;
        world.Legacy.Answers = () => world.Legacy.LookUps > 3;

        await world.PostAsync("AR-1");
        await IntakeWorld.UntilAsync("it was asked for three times", () => world.Legacy.LookUps >= 3);
        var calls = world.Legacy.Calls.Count;
        world.Legacy.Fate = _ => CallFate.Carried;
        await world.RestAsync();

        Assert.Equal((1, 2), (calls, world.Legacy.Calls.Count));
    }

    [Fact]
    public async Task Forward_UnknownWithoutLookUp_IsParkedAndNeverSentAgain()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Definition = world.Legacy.Definition with { LookUp = null };
        world.Legacy.Fate = _ => CallFate.NeverArrives;

        await world.PostAsync("AR-1");
        await world.RestAsync();
        await world.RestartAsync();
        await world.RestAsync();

        Assert.Single(world.Legacy.Calls);
        var parked = Assert.Single(await world.EntriesAsync("AR-1"));
        Assert.Equal(EntryState.Parked, parked.State);
        Assert.Contains("no look-up", parked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_RefusedByItsOwner_IsParkedAndTheChangesBehindItWait()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Fate = _ => CallFate.Refused;

        await world.PostAsync("AR-1");
        await world.ChangeAsync("AR-1", "c1");
        await IntakeWorld.UntilAsync("it is parked", async () => (await world.EntriesAsync("AR-1"))[0].State == EntryState.Parked);
        world.Legacy.Fate = _ => CallFate.Carried;
        await world.PostAsync("AR-2");
        await IntakeWorld.UntilAsync("another order went past it", () => world.Legacy.Ledger.ContainsKey("AR-2"));

        Assert.Equal([EntryState.Parked, EntryState.Waiting], (await world.EntriesAsync("AR-1")).Select(e => e.State));
        Assert.Single(world.Legacy.Calls, c => c.OrderKey == "AR-1");
    }

    [Fact]
    public async Task Forward_ChangeRefused_IsParkedAndTheNextGoes()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.PostAsync("AR-1");
        await world.RestAsync();
        world.Legacy.Fate = c => c.IdempotencyKey.EndsWith(":3", StringComparison.Ordinal) ? CallFate.Refused : CallFate.Carried;

        var first = await world.ChangeAsync("AR-1", "c1");
        await world.ChangeAsync("AR-1", "c2", "cancel");
        await world.RestAsync();

        Assert.Equal(new AcceptedChange("AR-1", "address", Side.Legacy), first.Value);
        Assert.Equal([EntryState.Done, EntryState.Parked, EntryState.Done], (await world.EntriesAsync("AR-1")).Select(e => e.State));
        Assert.Equal(Stage.Cancelled, world.Legacy.Ledger["AR-1"].Stage);
    }

    [Fact]
    public async Task Forward_ChangeWasRefusedBeforeARestart_TheNextGoes()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.PostAsync("AR-1");
        await world.RestAsync();
        world.Legacy.Fate = c => c.IdempotencyKey.EndsWith(":3", StringComparison.Ordinal) ? CallFate.Refused : CallFate.Carried;
        await world.ChangeAsync("AR-1", "c1");
        await world.RestAsync();
        await world.RestartAsync();

        await world.ChangeAsync("AR-1", "c2", "cancel");
        await world.RestAsync();

        Assert.Equal([EntryState.Done, EntryState.Parked, EntryState.Done], (await world.EntriesAsync("AR-1")).Select(e => e.State));
    }

    [Fact]
    public async Task Forward_NotSent_StaysUntried()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Fate = _ => CallFate.NotSent;

        await world.PostAsync("AR-1");
        await IntakeWorld.UntilAsync("it was tried twice", () => world.Legacy.Calls.Count >= 2);
        var meanwhile = Assert.Single(await world.EntriesAsync("AR-1"));
        world.Legacy.Fate = _ => CallFate.Carried;
        await world.RestAsync();

        Assert.Equal((null, null), (meanwhile.FirstTriedAt, meanwhile.TriedAt));
        Assert.True(meanwhile.Attempts > 0);
        Assert.Equal(0, world.Legacy.LookUps);
        Assert.Equal(TargetStanding.Owned, world.Legacy.Ledger["AR-1"].Standing);
    }

    [Fact]
    public async Task Forward_OrderStandsElsewhereThanRecorded_IsParked()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        // an original where a copy should come
        world.Legacy.Fate = c =>
        {
            world.Legacy.Put(c.OrderKey, TargetStanding.Owned);
            return CallFate.NeverArrives;
        };

        await world.PostAsync("AR-1");
        await world.RestAsync();

        var copy = (await world.EntriesAsync("AR-1")).Single(e => e.IsCopy);
        Assert.Equal(EntryState.Parked, copy.State);
        Assert.Contains("Owned", copy.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ManyOfManyOrders_ReachBothSidesInOrderPerOrder()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        var random = new Random(7);
        var lottery = new Lock();
        CallFate Draw(TargetCall call)
        {
            lock (lottery)
            {
                return random.Next(8) switch { 0 => CallFate.AnswerLost, 1 => CallFate.NeverArrives, 2 => CallFate.NotSent, _ => CallFate.Carried };
            }
        }

        (world.Legacy.Fate, world.Orchestration.Fate) = (Draw, Draw);
        string[] keys = [.. Enumerable.Range(0, 6).Select(i => $"AR-{i}")];

        await Task.WhenAll(keys.Select(async key =>
        {
            Assert.True((await world.PostAsync(key)).Succeeded);
            for (var i = 0; i < 5; i++)
            {
                Assert.True((await world.ChangeAsync(key, $"{key}-c{i}")).Succeeded);
            }
        }));
        (world.Legacy.Fate, world.Orchestration.Fate) = (_ => CallFate.Carried, _ => CallFate.Carried);
        await world.RestAsync();

        foreach (var side in (LedgerSide[])[world.Legacy, world.Orchestration])
        {
            Assert.All(keys, key =>
            {
                var heard = side.Ledger[key].Changes.ConvertAll(c => long.Parse(c.Split(':')[3], System.Globalization.CultureInfo.InvariantCulture));
                Assert.Equal(5, heard.Count);
                Assert.Equal(heard.Order(), heard);
            });
        }
    }

    [Fact]
    public async Task Change_SameKeyAgainOtherBodyAndUnknownOrder_AreAnsweredRefusedAndNotFound()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.PostAsync("AR-1");

        var first = await world.ChangeAsync("AR-1", "c1");
        var again = await world.ChangeAsync("AR-1", "c1");
        var other = await world.ChangeAsync("AR-1", "c1", "cancel");
        var unknown = await world.ChangeAsync("AR-2", "c2");

        Assert.Equal(first.Value, again.Value);
        Assert.Equal((ErrorKind.Conflict, "idempotency-key-used"), (other.Error?.Kind, other.Error?.Code));
        Assert.Equal((ErrorKind.NotFound, "order-unknown"), (unknown.Error?.Kind, unknown.Error?.Code));
        await world.RestAsync();
        Assert.Single(world.Legacy.Ledger["AR-1"].Changes);
        await using var db = world.Store();
        Assert.Equal("idempotency-key-used", (await db.IntakeRefusals.SingleAsync()).Code);
    }

    [Fact]
    public async Task Restart_OpenEntries_AreTakenUpUnknownOnesAfterALookUp()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        world.Legacy.Fate = _ => CallFate.NotSent;
        world.Orchestration.Fate = c => c.OrderKey == "AR-0" ? CallFate.AnswerLost : CallFate.NeverArrives;
        world.Orchestration.Answers = () => false;
        await world.PostAsync("AR-0");
        await world.PostAsync("AR-1");
        await world.ChangeAsync("AR-0", "c1");
        await IntakeWorld.UntilAsync("both are unknown", async () => (await world.EntriesAsync("AR-0"))[0].State == EntryState.Unknown && (await world.EntriesAsync("AR-1"))[0].State == EntryState.Unknown);

        await world.RestartAsync();
        (world.Legacy.Fate, world.Orchestration.Fate, world.Orchestration.Answers) = (_ => CallFate.Carried, _ => CallFate.Carried, () => true);
        await world.RestAsync();

        Assert.Equal((1, 2), (world.Orchestration.Calls.Count(c => c is { OrderKey: "AR-0", Operation: TargetOperation.Create }), world.Orchestration.Calls.Count(c => c.OrderKey == "AR-1")));
        Assert.All((string[])["AR-0", "AR-1"], key => Assert.Equal((TargetStanding.Owned, TargetStanding.Copy), (world.Orchestration.Ledger[key].Standing, world.Legacy.Ledger[key].Standing)));
        Assert.Single(world.Orchestration.Ledger["AR-0"].Changes);
        Assert.Single(world.Legacy.Ledger["AR-0"].Changes);
    }

    [Fact]
    public async Task Forward_TargetLeavesThePlan_WaitsAndGoesOnWhenItIsBack()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Fate = _ => CallFate.NotSent;
        await world.PostAsync("AR-1");
        world.Untargeted = Side.Legacy;
        await world.RestartAsync();
        await IntakeWorld.UntilAsync("it says so", () => world.Intake.Lines[0].SilentBecause == "The plan declares no target for Legacy.");

        (world.Untargeted, world.Legacy.Fate) = (null, _ => CallFate.Carried);
        await world.RestAsync();

        Assert.Equal(TargetStanding.Owned, world.Legacy.Ledger["AR-1"].Standing);
    }

    [Fact]
    public async Task Forward_CopyOfALaneThatThePlanDoesNotKnowAnyMore_FollowsToNoStageInParticular()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        var order = OrderSubmission.Read("""{"orderKey":"AR-1","lane":"moon"}"""u8.ToArray(), "k-1", _ => true).Value;

        Assert.True((await world.Intake.AcceptAsync(order)).Succeeded);
        await world.RestAsync();

        Assert.Equal((true, null), Assert.Single(world.Legacy.Calls) is var copy ? (copy.IsCopy, copy.CopyUntil) : default);
    }

    [Fact]
    public async Task Forward_SideThatNeverSaysWhy_IsToldInOurWords()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.IsMute = true;
        world.Legacy.Fate = c => c.OrderKey switch { "AR-1" => CallFate.Refused, "AR-2" => CallFate.Unable, "AR-3" => CallFate.NotSent, _ => CallFate.NeverArrives };
        world.Legacy.Answers = () => false;

        string[] keys = ["AR-1", "AR-2", "AR-3", "AR-4"];
        foreach (var key in keys)
        {
            await world.PostAsync(key);
        }

        await IntakeWorld.UntilAsync("all were tried", async () =>
        {
            var tried = await Task.WhenAll(keys.Select(world.EntriesAsync));
            return Array.TrueForAll(tried, e => e[0].Attempts > 0) && world.Legacy.LookUps > 0;
        });

        Assert.Equal(("The target refused it.", "The plan's target has no Create."), ((await world.EntriesAsync("AR-1"))[0].Error, (await world.EntriesAsync("AR-2"))[0].Error));
        Assert.Contains(world.Intake.Lines[0].SilentBecause, (string[])["not sent", "no answer"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task Forward_PayloadCannotBeRead_NothingLeavesUntilItCan(int? mostKept)
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite, mostKept: mostKept);
        var away = 0;
        world.Probe.Also = (step, _) =>
        {
            // between the commit and the call
            if (step == CommandCenter.Intake.StepProbe.Journalled && Interlocked.Exchange(ref away, 1) == 0)
            {
                Rename(world, "intake_order", "intake_away");
            }
        };
        world.Legacy.Fate = _ => CallFate.NotSent;
        await world.PostAsync("AR-1");
        if (mostKept is null)
        {
            // what is in memory need not be read
            await IntakeWorld.UntilAsync("it was tried", () => world.Legacy.Calls.Count > 0);
            Rename(world, "intake_away", "intake_order");
            await world.RestartAsync();
            Rename(world, "intake_order", "intake_away");
        }

        world.Legacy.Fate = _ => CallFate.Carried;
        await IntakeWorld.UntilAsync("it says so", () => world.Intake.Lines[0].SilentBecause?.StartsWith("What is to be sent cannot be read", StringComparison.Ordinal) == true);
        var meanwhile = world.Legacy.Ledger.Count;
        Rename(world, "intake_away", "intake_order");
        await world.RestAsync();

        Assert.Equal((0, TargetStanding.Owned), (meanwhile, world.Legacy.Ledger["AR-1"].Standing));
    }

    private static void Rename(IntakeWorld world, string from, string to)
    {
        using var db = world.Store();
#pragma warning disable EF1002 // names of the test's own
        db.Database.ExecuteSqlRaw($"ALTER TABLE {from} RENAME TO {to}");
#pragma warning restore EF1002
    }

    [Fact]
    public async Task Retry_ParkedEntry_IsLookedUpSentAgainAndOnRecord()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Fate = _ => CallFate.Refused;
        await world.PostAsync("AR-1");
        await world.RestAsync();
        var entry = Assert.Single(await world.EntriesAsync("AR-1"));
        world.Legacy.Fate = _ => CallFate.Carried;
        var retry = world.Files.Get<RetryParked>();

        var forbidden = await retry.RunAsync(entry.Number, new Actor("eve", new HashSet<Role> { Role.Executive }), "because", null, default);
        var missing = await retry.RunAsync(99, IntakeWorld.Commander, "because", null, default);
        var request = Guid.CreateVersion7();
        var woken = await retry.RunAsync(entry.Number, IntakeWorld.Commander, "because", request, default);
        await world.RestAsync();
        var twice = await retry.RunAsync(entry.Number, IntakeWorld.Commander, "because", null, default);

        Assert.Equal((ErrorKind.Forbidden, ErrorKind.NotFound, "entry-not-parked"), (forbidden.Error?.Kind, missing.Error?.Kind, twice.Error?.Code));
        Assert.Equal(new RetriedEntry(entry.Number, EntryState.Unknown), woken.Value);
        Assert.Equal(1, world.Legacy.LookUps);
        Assert.Equal((TargetStanding.Owned, 2), (world.Legacy.Ledger["AR-1"].Standing, world.Legacy.Calls.Count));
        Assert.True((await world.Files.Get<CommandCenter.Decisions.DecisionVerification>().VerifyAsync(null, default)).Valid);
        Assert.Equal(1, (await world.Files.Get<CommandCenter.Decisions.DecisionLog>().HeadAsync(default)).Sequence);
    }

    [Fact]
    public async Task Retry_ParkedChange_ThatLeftTheQueue_IsSentAgain()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.PostAsync("AR-1");
        await world.RestAsync();
        world.Legacy.Fate = _ => CallFate.Refused;
        await world.ChangeAsync("AR-1", "c1");
        await world.RestAsync();
        world.Legacy.Fate = _ => CallFate.Carried;

        await world.Files.Get<RetryParked>().RunAsync((await world.EntriesAsync("AR-1"))[1].Number, IntakeWorld.Commander, "because", null, default);
        await world.RestAsync();

        Assert.Single(world.Legacy.Ledger["AR-1"].Changes);
    }
}

public sealed class SqliteForwardTests() : ForwardTests(StoreKind.Sqlite);

public sealed class PostgresForwardTests() : ForwardTests(StoreKind.Postgres);
