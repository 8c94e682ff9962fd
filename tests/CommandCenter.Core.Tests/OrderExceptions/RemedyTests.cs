using CommandCenter.Access;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.OrderExceptions;
using CommandCenter.OrderExceptions.Remedies;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Tests.Intake;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.OrderExceptions;

/// <summary>Remedies of orders through the journal, between two sides that keep ledgers of their own.</summary>
public abstract class RemedyTests(StoreKind kind)
{
    private const string Key = "AR-1";

    [Fact]
    public async Task Pin_OrderInFlight_StaysWhereItIsWhateverARollbackWouldDo()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: true);
        var about = await world.CaseAsync(Key, rule: "node-differs", bucket: ExceptionBucket.BusinessRuleMismatch);
        Assert.Equal(("Pin to Orchestration", null), ((await world.ListedAsync(about, RemedyKind.Pin)).Label, (await world.ListedAsync(about, RemedyKind.Pin)).Why));
        var request = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

        var done = await world.RunAsync(about, RemedyKind.Pin, request);
        var repeated = await world.RunAsync(about, RemedyKind.Pin, request);
        var again = await world.RunAsync(about, RemedyKind.Pin);

        Assert.Equal("Orchestration finishes it; no rollback moves it any more.", done.Value.Message);
        Assert.Equal(done.Value, repeated.Value);
        Assert.Equal("pinned-already", again.Error?.Code);
        Assert.Equal(["luis pin: looked at it"], await world.RemarksAsync(about));
        var logged = Assert.Single(await world.DecisionsAsync());
        Assert.Equal(["order:" + Key, "case:" + about.Name], logged.Subjects);
        var rollback = await world.Intake.RollBackAsync();
        await IntakeWorld.UntilAsync("the order has its outcome", async () =>
        {
            await using var db = world.Intake.Store();
            return await db.RollbackOrders.AnyAsync(o => o.RollbackId == rollback && o.Outcome == (int)CommandCenter.Intake.Transfer.TransferOutcome.Finished);
        });
        Assert.Equal((TargetStanding.Owned, TargetStanding.Copy), (world.Orchestration.Find(Key).Standing, world.Legacy.Find(Key).Standing));
    }

    [Fact]
    public async Task CancelDuplicate_BothAnswerForIt_TheOtherGivesItUpOnceAndTheOwnerGoesOn()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: true);
        world.Legacy.Put(Key, TargetStanding.Owned, Stage.Routed);
        var about = await world.CaseAsync(Key);
        var request = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

        var done = await world.RunAsync(about, RemedyKind.CancelDuplicate, request);
        Assert.Equal("Legacy is asked to give it up; Orchestration goes on with it. Nothing is voided and nobody is told.", done.Value?.Message ?? done.Error?.Message);
        await world.Intake.RestAsync();
        var repeated = await world.RunAsync(about, RemedyKind.CancelDuplicate, request);
        var again = await world.RunAsync(about, RemedyKind.CancelDuplicate);

        Assert.Equal(done.Value, repeated.Value);
        Assert.Equal(("no-duplicate", "Legacy answers that it does not have it (any more). Nothing was done."), (again.Error?.Code, again.Error?.Message));
        Assert.Equal(TargetOperation.Withdraw, Assert.Single(world.Legacy.Calls, c => c.Operation is not TargetOperation.CreateCopy).Operation);
        Assert.Equal((TargetStanding.Withdrawn, TargetStanding.Owned), (world.Legacy.Find(Key).Standing, world.Orchestration.Find(Key).Standing));
        Assert.DoesNotContain(world.Orchestration.Calls, c => c.Operation is TargetOperation.Withdraw or TargetOperation.Cancel);
        Assert.Equal(["luis cancel-duplicate: looked at it"], await world.RemarksAsync(about));
        Assert.Equal("Have Legacy give up AR-1, which Orchestration owns.", Assert.Single(await world.DecisionsAsync()).Title);

        // what changes from here on is no business of the side that gave it up
        Assert.True((await world.Intake.ChangeAsync(Key, "c-1")).Succeeded);
        await world.Intake.RestAsync();
        Assert.DoesNotContain(world.Legacy.Calls, c => c.Operation == TargetOperation.Change);
        Assert.Equal(CasePhase.Open, (await world.Cases.ReadAsync(about.Name, default)).Value.Case.Phase);
    }

    [Fact]
    public async Task CancelDuplicate_ReleasedThere_IsTakenBackFirst()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: false);
        world.Legacy.Put(Key, TargetStanding.Owned, Stage.Released);

        var done = await world.RunAsync(await world.CaseAsync(Key), RemedyKind.CancelDuplicate);
        Assert.True(done.Succeeded, done.Error?.Message);
        await world.Intake.RestAsync();

        Assert.Equal([TargetOperation.Recall, TargetOperation.Withdraw], world.Legacy.Calls.Select(c => c.Operation));
        Assert.Equal(TargetStanding.Withdrawn, world.Legacy.Find(Key).Standing);
    }

    [Theory]
    [InlineData(TargetStanding.Owned, Stage.Shipped, "already-shipped")]
    [InlineData(TargetStanding.Owned, Stage.Packed, "too-late")]
    [InlineData(TargetStanding.Owned, Stage.Cancelled, "no-duplicate")]
    [InlineData(TargetStanding.Copy, Stage.Routed, "no-duplicate")]
    public async Task CancelDuplicate_NothingToGiveUp_IsRefusedAndNobodyIsAskedForAnything(TargetStanding standing, Stage stage, string code)
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: false);
        world.Legacy.Put(Key, standing, stage);

        var refused = await world.RunAsync(await world.CaseAsync(Key), RemedyKind.CancelDuplicate);

        Assert.Equal((code, ErrorKind.Conflict), (refused.Error?.Code, refused.Error?.Kind));
        Assert.Empty(world.Legacy.Calls);
        Assert.Empty(await world.DecisionsAsync());
    }

    [Fact]
    public async Task CancelDuplicate_OwnerDoesNotHaveIt_LeavesTheOnlyOneThatIsThere()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: false);
        world.Orchestration.Put(Key, TargetStanding.Withdrawn);
        world.Legacy.Put(Key, TargetStanding.Owned);

        var refused = await world.RunAsync(await world.CaseAsync(Key), RemedyKind.CancelDuplicate);

        Assert.Equal("owner-lacks-it", refused.Error?.Code);
        Assert.Equal(TargetStanding.Owned, world.Legacy.Find(Key).Standing);
    }

    [Fact]
    public async Task CancelDuplicate_LaterEpochSilentSideMissingCapabilityOrRollback_IsRefusedWithTheReason()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: false);
        var about = await world.CaseAsync(Key);
        world.Legacy.Put(Key, TargetStanding.Owned, epoch: 7);
        Assert.Equal("later-epoch", (await world.RunAsync(about, RemedyKind.CancelDuplicate)).Error?.Code);

        world.Legacy.Put(Key, TargetStanding.Owned);
        world.Legacy.Answers = () => false;
        var silent = await world.RunAsync(about, RemedyKind.CancelDuplicate);
        Assert.Equal(("target-silent", ErrorKind.Unavailable), (silent.Error?.Code, silent.Error?.Kind));
        world.Legacy.Answers = () => true;
        world.Orchestration.Answers = () => false;
        Assert.Equal("target-silent", (await world.RunAsync(about, RemedyKind.CancelDuplicate)).Error?.Code);
        world.Orchestration.Answers = () => true;

        var viewer = new Actor("eva", new HashSet<Role> { Role.Executive });
        Assert.Equal(ErrorKind.Forbidden, (await world.RunAsync(about, RemedyKind.CancelDuplicate, actor: viewer)).Error?.Kind);
        Assert.Equal("reason", (await world.Remedies.RunAsync(about, RemedyKind.CancelDuplicate, RemedyWorld.Luis, " ", null, default)).Error?.Field);

        var asked = world.Legacy.LookUps;
        world.Legacy.Without(TargetOperation.Withdraw);
        Assert.StartsWith("Legacy cannot give an order up", (await world.ListedAsync(about, RemedyKind.CancelDuplicate)).Why, StringComparison.Ordinal);
        Assert.Equal("target-lacks", (await world.RunAsync(about, RemedyKind.CancelDuplicate)).Error?.Code);
        Assert.Equal(asked, world.Legacy.LookUps);

        world.Orchestration.Answers = () => false;
        world.Orchestration.Without(TargetOperation.Block);
        await world.Intake.RollBackAsync();
        foreach (var remedy in (RemedyKind[])[RemedyKind.Pin, RemedyKind.CancelDuplicate])
        {
            Assert.Equal("A rollback runs that takes it: what becomes of it is the rollback's.", (await world.ListedAsync(about, remedy)).Why);
            Assert.Equal("rollback-running", (await world.RunAsync(about, remedy)).Error?.Code);
        }

        Assert.Empty(world.Legacy.Calls);
        Assert.Empty(await world.RemarksAsync(about));
    }

    [Fact]
    public async Task CancelDuplicate_EndsBeforeItIsSent_IsCarriedOutAfterTheRestart()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: false);
        world.Legacy.Put(Key, TargetStanding.Owned);
        world.Legacy.Fate = _ => CallFate.NotSent;
        var about = await world.CaseAsync(Key);
        Assert.True((await world.RunAsync(about, RemedyKind.CancelDuplicate)).Succeeded);
        await IntakeWorld.UntilAsync("it was tried", () => world.Legacy.Calls.Count > 0);

        await world.Intake.RestartAsync();
        world.Legacy.Fate = _ => CallFate.Carried;
        await world.Intake.RestAsync();

        Assert.Equal(TargetStanding.Withdrawn, world.Legacy.Find(Key).Standing);
        Assert.Equal(["luis cancel-duplicate: looked at it"], await world.RemarksAsync(about));
    }

    [Fact]
    public async Task ReSend_OwnerLostTheOrder_GetsItWithItsChangesUnderAKeyThatItDoesNotRemember()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: true);
        Assert.True((await world.Intake.ChangeAsync(Key, "c-1")).Succeeded);
        await world.Intake.RestAsync();
        world.Orchestration.Forget(Key);
        Assert.True((await world.Intake.ChangeAsync(Key, "c-2")).Succeeded);
        await world.Intake.RestAsync();
        Assert.Contains(await world.Intake.EntriesAsync(Key), e => e is { Side: Side.Orchestration, State: EntryState.Parked });
        var about = await world.CaseAsync(Key, "missing-on-orchestration:presence", Side.Orchestration, ExceptionBucket.DataDelay);
        Assert.Equal(("Re-send to Orchestration", null), ((await world.ListedAsync(about, RemedyKind.ReSend)).Label, (await world.ListedAsync(about, RemedyKind.ReSend)).Why));
        var copies = world.Legacy.Calls.Count;
        var request = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

        var done = await world.RunAsync(about, RemedyKind.ReSend, request);
        Assert.Equal("Orchestration is asked once more, and then gets it, with 2 changes behind it.", done.Value?.Message ?? done.Error?.Message);
        await world.Intake.RestAsync();

        var there = world.Orchestration.Ledger[Key];
        Assert.Equal((TargetStanding.Owned, 1), (there.Standing, there.Epoch));
        Assert.Equal(2, there.Changes.Count);
        Assert.All(there.Changes, k => Assert.EndsWith(":again-1", k, StringComparison.Ordinal));
        Assert.DoesNotContain(await world.Intake.EntriesAsync(Key), e => e.State < EntryState.Done);
        Assert.Equal(copies, world.Legacy.Calls.Count);
        Assert.Equal(done.Value, (await world.RunAsync(about, RemedyKind.ReSend, request)).Value);
        Assert.Equal("is-there", (await world.RunAsync(about, RemedyKind.ReSend)).Error?.Code);
        Assert.Equal(["luis re-send: looked at it"], await world.RemarksAsync(about));
    }

    [Fact]
    public async Task ReSend_CopyMissing_IsGivenAgainAsACopy()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: true);
        world.Legacy.Forget(Key);
        var about = await world.CaseAsync(Key, "missing-on-legacy:presence", Side.Legacy, ExceptionBucket.DataDelay);

        var done = await world.RunAsync(about, RemedyKind.ReSend);
        Assert.True(done.Succeeded, done.Error?.Message);
        await world.Intake.RestAsync();

        Assert.Equal(TargetStanding.Copy, world.Legacy.Find(Key).Standing);
        Assert.True(world.Legacy.Calls[^1].IsCopy);
        Assert.Equal("Give the copy of AR-1 to Legacy again.", Assert.Single(await world.DecisionsAsync()).Title);
    }

    [Fact]
    public async Task ReSend_WhatIsThereIsNotExpectedOrWaitsAlready_IsRefused()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: false);
        var missing = await world.CaseAsync(Key, "missing-on-orchestration:presence", Side.Orchestration, ExceptionBucket.DataDelay);
        Assert.Equal("is-there", (await world.RunAsync(missing, RemedyKind.ReSend)).Error?.Code);
        world.Orchestration.Put(Key, TargetStanding.Withdrawn);
        Assert.Equal("withdrawn-there", (await world.RunAsync(missing, RemedyKind.ReSend)).Error?.Code);
        world.Orchestration.Put(Key, TargetStanding.Copy);
        Assert.Equal("copy-there", (await world.RunAsync(missing, RemedyKind.ReSend)).Error?.Code);
        var copy = await world.CaseAsync(Key, "missing-on-legacy:presence", Side.Legacy, ExceptionBucket.DataDelay);
        Assert.Equal("not-mirrored", (await world.RunAsync(copy, RemedyKind.ReSend)).Error?.Code);
        var unknown = await world.CaseAsync("AR-9", "missing-on-legacy:presence", Side.Legacy, ExceptionBucket.DataDelay);
        Assert.Equal("no-ownership-record", (await world.RunAsync(unknown, RemedyKind.ReSend)).Error?.Code);

        world.Orchestration.Fate = _ => CallFate.NotSent;
        Assert.True((await world.Intake.PostAsync("AR-2")).Succeeded);
        var waits = await world.CaseAsync("AR-2", "missing-on-orchestration:presence", Side.Orchestration, ExceptionBucket.DataDelay);
        Assert.StartsWith("It waits to be sent to Orchestration already", (await world.ListedAsync(waits, RemedyKind.ReSend)).Why, StringComparison.Ordinal);
        Assert.Equal("waits-already", (await world.RunAsync(waits, RemedyKind.ReSend)).Error?.Code);
    }

    [Fact]
    public async Task ReSend_ParkedEntry_IsTriedAgainUnderItsOwnKeyFromEitherCase()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        world.Orchestration.Fate = _ => CallFate.Refused;
        await world.OwnedByOrchestrationAsync(Key, mirror: false);
        world.Orchestration.Fate = _ => CallFate.Carried;
        var parked = Assert.Single(await world.Intake.EntriesAsync(Key));
        var absent = await world.CaseAsync(Key, "missing-on-orchestration:presence", Side.Orchestration, ExceptionBucket.DataDelay);
        var about = await world.CaseAsync(Key, "parked:Create", Side.Orchestration, ExceptionBucket.BusinessRuleMismatch, $"parked-entry|{parked.Number}");
        var request = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

        var done = await world.RunAsync(absent, RemedyKind.ReSend);
        Assert.True(done.Succeeded, done.Error?.Message);
        await world.Intake.RestAsync();

        Assert.Equal((EntryState.Done, 0), (Assert.Single(await world.Intake.EntriesAsync(Key)).State, parked.Again));
        Assert.Equal(TargetStanding.Owned, world.Orchestration.Find(Key).Standing);
        Assert.Equal("entry-not-parked", (await world.RunAsync(about, RemedyKind.ReSend, request)).Error?.Code);
        Assert.Empty(await world.RemarksAsync(about));
    }

    [Fact]
    public async Task Remedy_RequestOfAnotherRemedyOrNotOfTheCase_IsRefused()
    {
        await using var world = await RemedyWorld.StartAsync(kind);
        await world.OwnedByOrchestrationAsync(Key, mirror: false);
        world.Legacy.Put(Key, TargetStanding.Owned);
        var about = await world.CaseAsync(Key);
        var request = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        Assert.True((await world.RunAsync(about, RemedyKind.Pin, request)).Succeeded);

        Assert.Equal("request-id-used", (await world.RunAsync(about, RemedyKind.CancelDuplicate, request)).Error?.Code);
        Assert.Equal("no-remedy", (await world.RunAsync(about, RemedyKind.MapAgain, actor: RemedyWorld.Luis)).Error?.Code);
        Assert.Equal("case-resolved", (await world.RunAsync(about with { Phase = CasePhase.Resolved }, RemedyKind.Pin)).Error?.Code);
        Assert.Equal(TargetStanding.Owned, world.Legacy.Find(Key).Standing);
    }
}

public sealed class SqliteRemedyTests() : RemedyTests(StoreKind.Sqlite);

public sealed class PostgresRemedyTests() : RemedyTests(StoreKind.Postgres);
