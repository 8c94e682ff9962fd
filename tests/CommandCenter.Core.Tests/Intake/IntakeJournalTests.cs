using CommandCenter.Intake;
using CommandCenter.Intake.Journal;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using CommandCenter.Traffic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CommandCenter.Tests.Intake;

/// <summary>The one writer of the journal at its limits: full, ending, and with a store that is away.</summary>
public sealed class IntakeJournalTests
{
    [Fact]
    public async Task Write_MoreThanMayWait_IsBusyAndNothingOfTheRestIsLost()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        var journal = world.Files.Get<IntakeJournal>();
        List<Task<Result<long>>> asked;
        using (await world.Files.Get<CommandsGate>().EnterAsync())
        {
            asked = [.. Enumerable.Range(0, IntakeJournal.MostWaiting + IntakeJournal.MostWorks + 2).Select(_ => journal.FenceAsync())];
            Assert.Equal("intake-busy", (await asked[^1]).Error?.Code);
        }

        var answers = await Task.WhenAll(asked);
        Assert.InRange(answers.Count(a => a.Succeeded), IntakeJournal.MostWaiting, asked.Count - 1);
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Equal("intake-busy", a.Error?.Code));
    }

    [Fact]
    public async Task Stop_ByTheHostAndOnceMoreByTheContainer_RefusesWhatComesAfterwards()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        await world.PostAsync("AR-1");
        await world.RestAsync();

        await world.Files.Get<IntakeHost>().StopAsync(CancellationToken.None);
        var late = await world.PostAsync("AR-2");
        var mark = new MarkEntry(new JournalEntry { OrderKey = "AR-1", Number = 1 });
        await world.Files.Get<IntakeJournal>().PutAsync(mark, CancellationToken.None);

        Assert.Equal((ErrorKind.Unavailable, "intake-stopping"), (late.Error?.Kind, late.Error?.Code));
        Assert.False(await mark.Written);
    }

    [Fact]
    public async Task Stop_WhatIsToBeSentCannotBeWrittenDownBefore_NothingLeaves()
    {
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite);
        world.Legacy.Fate = _ => CallFate.NotSent;
        await world.PostAsync("AR-1");
        await IntakeWorld.UntilAsync("it was tried", () => world.Legacy.Calls.Count > 0);
        await RenameAsync(world, "traffic_head", "traffic_away");
        await IntakeWorld.UntilAsync("the journal is in trouble", () => world.Intake.Trouble is not null);
        world.Legacy.Fate = _ => CallFate.Carried;
        await IntakeWorld.UntilAsync("it is to be sent again", () => world.Intake.Lines[0].UnderWay == 1);

        await world.Files.Get<IntakeHost>().StopAsync(CancellationToken.None);
        await RenameAsync(world, "traffic_away", "traffic_head");

        Assert.Empty(world.Legacy.Ledger);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_StoreIsAway_EndsAndSaysThatItWasNotWritten(bool atItsCommit)
    {
        using var gate = new CommandsGate(isFile: true);
        var tables = new AwayTables(atItsCommit);
        var journal = new IntakeJournal(tables, gate, TimeProvider.System, new StepProbe(), NullLogger<IntakeJournal>.Instance);
        journal.Start();
        var mark = new MarkEntry(new JournalEntry { OrderKey = "AR-1", Number = 1 });
        await journal.PutAsync(mark, CancellationToken.None);

        var accepted = await journal.WriteAsync(new AddWork());
        await IntakeWorld.UntilAsync("it is tried again", () => tables.Begun > 1);
        await journal.DisposeAsync();

        Assert.Equal(("intake-unwritable", "The disk is gone."), (accepted.Error?.Code, journal.Trouble));
        Assert.False(await mark.Written);
    }

    private static async Task RenameAsync(IntakeWorld world, string from, string to)
    {
        await using var db = world.Store();
#pragma warning disable EF1002 // names of the test's own
        await db.Database.ExecuteSqlRawAsync($"ALTER TABLE {from} RENAME TO {to}");
#pragma warning restore EF1002
    }

    private sealed class AddWork : JournalWork<bool>
    {
        public override void Apply(JournalBatch batch)
        {
            batch.Add(new JournalEntry { OrderKey = "AR-2", Operation = TargetOperation.Create, Side = Side.Legacy });
            Outcome = true;
        }
    }

    private sealed class AwayTables(bool atItsCommit) : IJournalTables
    {
        private int begun;

        public int Begun => Volatile.Read(ref begun);

        public Task<JournalHead> BeginAsync(CancellationToken cancel)
        {
            Interlocked.Increment(ref begun);
            return atItsCommit ? Task.FromResult(new JournalHead(0, 1, TrafficTable.Empty)) : throw new IOException("The disk is gone.");
        }

        public Task ReadAsync(JournalBatch batch, IReadOnlyList<JournalWork> works, CancellationToken cancel) => Task.CompletedTask;

        public Task CommitAsync(JournalBatch batch, JournalHead head, CancellationToken cancel) => throw new IOException("The disk is gone.");

        public Task<bool> StandsAsync(JournalEntry added, CancellationToken cancel) => Task.FromResult(false);

        public Task AbandonAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
