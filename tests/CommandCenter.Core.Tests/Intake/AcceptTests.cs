using CommandCenter.Intake;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.Intake;

/// <summary>An order is accepted once, whatever comes again and however often (faults 4, 5 and 7).</summary>
public abstract class AcceptTests(StoreKind kind)
{
    [Fact]
    public async Task Accept_SameBodyAgain_AnswersAsTheFirstTimeAlsoAfterATransfer()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        var first = await world.PostAsync("AR-1");
        await world.RestAsync();

        var again = await world.PostAsync("AR-1");
        await world.RollBackAsync();
        await IntakeWorld.UntilAsync("legacy owns it", () => world.Legacy.Ledger["AR-1"].Standing == TargetStanding.Owned);
        var afterTransfer = await world.PostAsync("AR-1");

        Assert.Equal(new AcceptedOrder("AR-1", Side.Orchestration, true, 1), first.Value);
        Assert.Equal((first.Value, first.Value), (again.Value, afterTransfer.Value));
        Assert.Equal(TargetStanding.Withdrawn, world.Orchestration.Ledger["AR-1"].Standing);
    }

    [Fact]
    public async Task Change_SameBodyAgainAfterATransfer_AnswersAsTheFirstTime()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        await world.PostAsync("AR-1");
        var first = await world.ChangeAsync("AR-1", "c1");
        await world.RestAsync();

        await world.RollBackAsync();
        await IntakeWorld.UntilAsync("legacy owns it", () => world.Legacy.Ledger["AR-1"].Standing == TargetStanding.Owned);
        var afterTransfer = await world.ChangeAsync("AR-1", "c1");

        Assert.Equal(new AcceptedChange("AR-1", "address", Side.Orchestration), first.Value);
        Assert.Equal(first.Value, afterTransfer.Value);
    }

    [Fact]
    public async Task Accept_OtherBodyUnderAKnownOrderKey_IsRefusedAndRecorded()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.PostAsync("AR-1");

        var refused = await world.PostAsync("AR-1", more: ""","region":"west" """);
        var otherIdempotencyKey = await world.PostAsync("AR-1", "another", ""","region":"west" """);

        Assert.Equal((ErrorKind.Conflict, "order-differs"), (refused.Error?.Kind, refused.Error?.Code));
        Assert.Equal("order-differs", otherIdempotencyKey.Error?.Code);
        await using var db = world.Store();
        Assert.Equal([("AR-1", "shop-AR-1", "order-differs"), ("AR-1", "another", "order-differs")],
            (await db.IntakeRefusals.OrderBy(r => r.Number).ToListAsync()).Select(r => (r.OrderKey, r.IdempotencyKey, r.Code)));
        Assert.Null((await db.IntakeOrders.SingleAsync()).Region);
        await world.RestAsync();
        Assert.Single(world.Legacy.Calls);
    }

    [Fact]
    public async Task Accept_AnotherOrderUnderAKnownIdempotencyKey_IsRefusedAndRecorded()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.PostAsync("AR-1", "one");
        await world.PostAsync("AR-2", "two");

        var newOrder = await world.PostAsync("AR-3", "one");
        var knownOrder = await world.PostAsync("AR-2", "one");

        Assert.Equal((ErrorKind.Conflict, "idempotency-key-used"), (newOrder.Error?.Kind, newOrder.Error?.Code));
        Assert.Equal((ErrorKind.Conflict, "idempotency-key-used"), (knownOrder.Error?.Kind, knownOrder.Error?.Code));
        await using var db = world.Store();
        Assert.Equal(["AR-3", "AR-2"], await db.IntakeRefusals.OrderBy(r => r.Number).Select(r => r.OrderKey).ToListAsync());
        Assert.Equal(["AR-1", "AR-2"], await db.IntakeOrders.OrderBy(r => r.Number).Select(r => r.OrderKey).ToListAsync());
    }

    [Fact]
    public async Task Accept_OtherIdempotencyKeySameBody_IsTheSameOrder()
    {
        await using var world = await IntakeWorld.StartAsync(kind);

        var first = await world.PostAsync("AR-1", "one");
        var second = await world.PostAsync("AR-1", "two");

        Assert.Equal(first.Value, second.Value);
        await world.RestAsync();
        Assert.Single(world.Legacy.Calls);
    }

    [Fact]
    public async Task Accept_AHundredAtOnceUnderOneKey_IsOneOrder()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => world.PostAsync("AR-1"))));

        Assert.All(answers, a => Assert.Equal(new AcceptedOrder("AR-1", Side.Orchestration, true, 1), a.Value));
        await world.RestAsync();
        Assert.Equal(("AR-1:1:Create", "AR-1:1:CreateCopy"), (Assert.Single(world.Orchestration.Calls).IdempotencyKey, Assert.Single(world.Legacy.Calls).IdempotencyKey));
        await using var db = world.Store();
        Assert.Equal((1, 2, 0), (await db.IntakeOrders.CountAsync(), await db.IntakeEntries.CountAsync(), await db.IntakeRefusals.CountAsync()));
    }

    [Fact]
    public async Task Accept_ManyAtOnce_ShareCommits()
    {
        const int orders = 400;
        await using var world = await IntakeWorld.StartAsync(kind);
        var away = new TaskCompletionSource();
        world.Legacy.Opened = away.Task;
        var before = world.Probe.Commits;

        var answers = await Task.WhenAll(Enumerable.Range(0, orders).Select(i => Task.Run(() => world.PostAsync($"AR-{i}"))));

        Assert.All(answers, a => Assert.True(a.Succeeded));
        Assert.InRange(world.Probe.Commits - before, 1, orders / 4);
        away.SetResult();
    }

    [Fact]
    public async Task Accept_PercentMovedInMidBurst_NoKnownOrderChangesSide()
    {
        const int orders = 300;
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(50, mirror: true);
        var shifting = Task.Run(async () =>
        {
            foreach (var percent in (decimal[])[10, 90, 0, 100, 25, 75, 33.33m])
            {
                await world.ShiftAsync(percent, mirror: percent > 30);
            }
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, orders).Select(i => Task.Run(async () =>
        {
            var first = await world.PostAsync($"AR-{i}");
            return (First: first.Value, Later: (await world.PostAsync($"AR-{i}")).Value);
        })));
        await shifting;
        await world.RestAsync();

        Assert.All(answers, a => Assert.Equal(a.First, a.Later));
        await using var db = world.Store();
        var tables = await db.TrafficTables.AsNoTracking().ToDictionaryAsync(t => t.Revision, t => CommandCenter.Traffic.TrafficTables.Read(t.Revision, t.Rules));
        Assert.All(answers, a => Assert.Equal(tables[a.First.TrafficRevision].Decide(a.First.OrderKey, new CommandCenter.Traffic.OrderAttributes("ship-to-home")).Owner, a.First.Owner));
        var (legacy, orchestration) = (world.Legacy.Ledger, world.Orchestration.Ledger);
        Assert.All(answers, a =>
        {
            var (owner, other) = a.First.Owner == Side.Legacy ? (legacy, orchestration) : (orchestration, legacy);
            Assert.Equal(TargetStanding.Owned, owner[a.First.OrderKey].Standing);
            Assert.Equal(a.First.Mirrored ? TargetStanding.Copy : null, other.GetValueOrDefault(a.First.OrderKey)?.Standing);
        });
    }

    [Fact]
    public async Task Accept_NoTargetThatCreates_IsRefusedAndNothingStored()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        world.Legacy.Definition = Without(world.Legacy.Definition, TargetOperation.Create);

        var refused = await world.PostAsync("AR-1");

        Assert.Equal((ErrorKind.Unavailable, "no-target"), (refused.Error?.Kind, refused.Error?.Code));
        await using var db = world.Store();
        Assert.False(await db.IntakeOrders.AnyAsync());
    }

    [Fact]
    public async Task Accept_OtherSideTakesNoCopies_IsNotMirrored()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        world.Legacy.Definition = Without(world.Legacy.Definition, TargetOperation.CreateCopy);

        var accepted = await world.PostAsync("AR-1");

        Assert.Equal((Side.Orchestration, false), (accepted.Value.Owner, accepted.Value.Mirrored));
        await world.RestAsync();
        Assert.Empty(world.Legacy.Calls);
    }

    [Fact]
    public async Task Accept_PlanDeclaresNoTarget_IsRefusedForTheOwnerAndNotMirroredForTheOther()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        await world.PostAsync("AR-1");
        await world.RestAsync();

        world.Untargeted = Side.Legacy;
        var order = await world.PostAsync("AR-2", more: ""","placedAt":"2026-11-10T05:00:00Z" """);
        var change = await world.ChangeAsync("AR-1", "c1");
        world.Untargeted = Side.Orchestration;
        var refused = await world.PostAsync("AR-3");
        // what was accepted keeps its owner, whom it waits for
        var later = await world.ChangeAsync("AR-2", "c2");
        world.Untargeted = null;
        await world.RestAsync();

        Assert.Equal((Side.Orchestration, false, "no-target"), (order.Value.Owner, order.Value.Mirrored, refused.Error?.Code));
        Assert.Equal((Side.Orchestration, Side.Orchestration), (change.Value.Owner, later.Value.Owner));
        Assert.Single(world.Orchestration.Ledger["AR-2"].Changes);
        Assert.Single(world.Legacy.Calls);
        await using var db = world.Store();
        Assert.Equal(new DateTimeOffset(2026, 11, 10, 5, 0, 0, TimeSpan.Zero), (await db.IntakeOrders.SingleAsync(o => o.OrderKey == "AR-2")).PlacedAt);
    }

    [Fact]
    public async Task Accept_QueueFull_IsRefusedAndLaterAccepted()
    {
        await using var world = await IntakeWorld.StartAsync(kind);
        await world.ShiftAsync(100, mirror: true);
        world.Legacy.Definition = world.Legacy.Definition with { QueueLimit = 3 };
        var away = new TaskCompletionSource();
        world.Legacy.Opened = away.Task;
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await world.PostAsync($"AR-{i}")).Succeeded);
        }

        // the mirror's queue counts as much as the owner's
        var order = await world.PostAsync("AR-3");
        var change = await world.ChangeAsync("AR-0", "c1");

        Assert.Equal((ErrorKind.Unavailable, "queue-full"), (order.Error?.Kind, order.Error?.Code));
        Assert.Equal("queue-full", change.Error?.Code);
        await using (var db = world.Store())
        {
            Assert.Equal((3, 0), (await db.IntakeOrders.CountAsync(), await db.IntakeChanges.CountAsync()));
        }

        away.SetResult();
        await world.RestAsync();
        Assert.True((await world.PostAsync("AR-3")).Succeeded);
    }

    private static TargetDefinition Without(TargetDefinition definition, TargetOperation operation) =>
        definition with { Operations = definition.Operations.Where(o => o.Key != operation).ToDictionary(o => o.Key, o => o.Value) };
}

public sealed class SqliteAcceptTests() : AcceptTests(StoreKind.Sqlite);

public sealed class PostgresAcceptTests() : AcceptTests(StoreKind.Postgres);
