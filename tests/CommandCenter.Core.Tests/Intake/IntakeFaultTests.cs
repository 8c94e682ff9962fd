using System.Diagnostics;
using CommandCenter.Intake;
using CommandCenter.Intake.Journal;
using CommandCenter.Intake.Targets;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace CommandCenter.Tests.Intake;

/// <summary>Faults 6, 10, 17 and 19 under the intake.</summary>
public class IntakeFaultTests
{
    [Fact]
    public async Task Forward_MirrorDownForAnHour_BacklogIsDurableBoundedVisibleAndDrainsInOrder()
    {
        const int orders = 30;
        var time = new FakeTimeProvider(Some.Start);
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite, time);
        await world.ShiftAsync(100, mirror: true);
        world.Legacy.Definition = world.Legacy.Definition with { QueueLimit = orders * 2 };
        world.Legacy.Fate = _ => CallFate.NotSent;
        for (var i = 0; i < orders; i++)
        {
            Assert.True((await world.PostAsync($"AR-{i}")).Succeeded);
            Assert.True((await world.ChangeAsync($"AR-{i}", $"c{i}")).Succeeded);
        }

        await PassAsync(time, TimeSpan.FromHours(1), TimeSpan.FromSeconds(15));
        await IntakeWorld.UntilAsync("the owner has everything", () => world.Orchestration.Ledger.Count(o => o.Value.Changes.Count == 1) == orders);
        var status = await world.Files.Get<IntakeQueries>().StatusAsync(default);
        var line = status.Lines.Single(l => l.Side == Side.Legacy);
        var refused = await world.PostAsync("AR-more");

        Assert.Equal((orders * 2, Some.Start), (line.Waiting, line.Oldest));
        Assert.True(line.SilentSince < time.GetUtcNow().AddMinutes(-50), $"silent since {line.SilentSince}");
        Assert.Equal("connection refused", line.SilentBecause);
        Assert.Equal("queue-full", refused.Error?.Code);
        Assert.InRange(world.Legacy.Calls.Count, 10, 2_500);

        await world.RestartAsync();
        world.Legacy.Fate = _ => CallFate.Carried;
        await RestAsync(world, time, TimeSpan.FromMinutes(2));
        Assert.Equal(orders, world.Legacy.Ledger.Count(o => o.Value is { Standing: TargetStanding.Copy, Changes.Count: 1 }));
    }

    [Fact]
    public async Task Forward_ClockStepsBackAnHour_GoesOnByElapsedTimeAndByNumber()
    {
        var time = new FakeTimeProvider(Some.Start);
        var clock = new SetBackClock(time);
        await using var world = await IntakeWorld.StartAsync(StoreKind.Sqlite, clock);
        world.Legacy.Fate = _ => CallFate.NotSent;
        await world.PostAsync("AR-1");
        await world.ChangeAsync("AR-1", "c1");
        await IntakeWorld.UntilAsync("it is tried again and again", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return world.Legacy.Calls.Count > 6;
        });

        clock.Offset = TimeSpan.FromHours(-1);
        await world.ChangeAsync("AR-1", "c2", "cancel");
        world.Legacy.Fate = _ => CallFate.Carried;
        await RestAsync(world, time, TimeSpan.FromMinutes(2));

        var entries = await world.EntriesAsync("AR-1");
        Assert.True(entries[2].CreatedAt < entries[0].CreatedAt);
        Assert.Equal(["AR-1:1:Change:3", "AR-1:1:Cancel:5"], world.Legacy.Ledger["AR-1"].Changes);
    }

    [Fact]
    public async Task Accept_DiskFull_IsRefusedAndGoesOnWithoutRepair()
    {
        var directory = Directory.CreateTempSubdirectory("full-").FullName;
        Assert.SkipUnless(Ran("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", directory), "No small file system can be mounted here (needs root on Linux), so no disk can be filled.");
        try
        {
            await FillAndGoOnAsync(directory);
        }
        finally
        {
            Ran("umount", "-l", directory);
            Directory.Delete(directory);
        }
    }

    [Theory]
    [InlineData(CommitFate.AnswerLost)]
    [InlineData(CommitFate.NeverArrives)]
    public async Task Accept_ConnectionLostAtItsCommit_IsForwardedOnceWhereItStandsAndElseNotAtAll(CommitFate fate)
    {
        var server = await PostgresServer.StartOrSkipAsync();
        await using var cutter = new CommitCutter(server.Port);
        await using var world = await IntakeWorld.OpenAsync(NewDirectory(), Through(await PostgresStore.NewDatabaseAsync(), cutter));
        await world.PostAsync("AR-0");
        await world.RestAsync();

        cutter.Cut(fate);
        var unanswered = await world.PostAsync("AR-1");

        Assert.Equal((ErrorKind.Unavailable, "intake-unwritable"), (unanswered.Error?.Kind, unanswered.Error?.Code));
        if (fate == CommitFate.AnswerLost)
        {
            // nobody posts it again, and it is forwarded all the same
            await IntakeWorld.UntilAsync("it arrives", () => world.Legacy.Ledger.ContainsKey("AR-1"));
        }

        Assert.True((await world.PostAsync("AR-1")).Succeeded);
        await world.RestAsync();
        Assert.Single(world.Legacy.Calls, c => c.OrderKey == "AR-1");
        Assert.Equal(2, world.Legacy.Ledger.Count);
    }

    [Fact]
    public async Task Accept_PostgresRestartedInMidBurst_EverythingAcknowledgedArrivesOnceAndInOrder()
    {
        const int orders = 60;
        await using var server = await PostgresServer.StartOwnOrSkipAsync();
        await using var world = await IntakeWorld.OpenAsync(NewDirectory(), await server.CreateDatabaseAsync("store"));
        await world.ShiftAsync(50, mirror: true);
        var burst = Task.WhenAll(Enumerable.Range(0, orders).Select(i => Task.Run(async () =>
        {
            await AcceptedAsync(() => world.PostAsync($"AR-{i}"));
            for (var c = 0; c < 3; c++)
            {
                await AcceptedAsync(() => world.ChangeAsync($"AR-{i}", $"AR-{i}-c{c}"));
            }
        })));
        await IntakeWorld.UntilAsync("some have arrived", () => world.Legacy.Calls.Count > 20);
        var calls = new TaskCompletionSource();
        world.Legacy.Opened = calls.Task;

        await server.KillAsync();
        // calls are answered, and the next are to be read, while the journal is away
        calls.SetResult();
        await IntakeWorld.UntilAsync("the journal cannot be written", () => world.Intake.Trouble is not null);
        await server.StartAsync();
        await burst;
        await world.RestAsync();

        Assert.Equal(orders, world.Legacy.Ledger.Count(o => o.Value.Standing == TargetStanding.Owned) + world.Orchestration.Ledger.Count(o => o.Value.Standing == TargetStanding.Owned));
        Assert.All(Enumerable.Range(0, orders), i =>
        {
            Assert.NotEqual(world.Legacy.Ledger[$"AR-{i}"].Standing, world.Orchestration.Ledger[$"AR-{i}"].Standing);
            Assert.All((LedgerSide[])[world.Legacy, world.Orchestration], side =>
            {
                var heard = side.Ledger[$"AR-{i}"].Changes.ConvertAll(c => long.Parse(c.Split(':')[3], System.Globalization.CultureInfo.InvariantCulture));
                Assert.Equal((3, string.Join(',', heard.Order())), (heard.Count, string.Join(',', heard)));
            });
        });
    }

    [Fact]
    public async Task RollBack_PostgresRestartedInBetween_ComesToItsEnd()
    {
        const int orders = 40;
        await using var server = await PostgresServer.StartOwnOrSkipAsync();
        await using var world = await IntakeWorld.OpenAsync(NewDirectory(), await server.CreateDatabaseAsync("store"));
        await world.ShiftAsync(100, mirror: true);
        await Task.WhenAll(Enumerable.Range(0, orders).Select(i => world.PostAsync($"AR-{i}")));
        await world.RestAsync();

        var id = await world.RollBackAsync();
        await IntakeWorld.UntilAsync("some have moved", () => world.Orchestration.Ledger.Count(o => o.Value.Standing == TargetStanding.Withdrawn) > 3);
        var calls = new TaskCompletionSource();
        world.Legacy.Opened = calls.Task;
        await server.KillAsync();
        // answers come in while nothing can be written or read
        calls.SetResult();
        await IntakeWorld.UntilAsync("the journal cannot be written", () => world.Intake.Trouble is not null);
        await server.StartAsync();

        await IntakeWorld.UntilAsync("the rollback has ended", async () =>
        {
            await using var db = world.Store();
            return (await db.Rollbacks.SingleAsync(r => r.Id == id)).Phase != (int)Phase.Progressing;
        });
        Assert.Equal(orders, world.Legacy.Ledger.Count(o => o.Value.Standing == TargetStanding.Owned));
        Assert.Equal(orders, world.Orchestration.Ledger.Count(o => o.Value.Standing == TargetStanding.Withdrawn));
    }

    private static async Task FillAndGoOnAsync(string directory)
    {
        await using var world = await IntakeWorld.OpenAsync(directory);
        var acknowledged = new List<string>();
        var filler = Path.Combine(directory, "filler");
        var padding = $",\"note\":\"{new string('x', 60_000)}\"";
        acknowledged.Add((await world.PostAsync("AR-0", more: padding)).Value.OrderKey);
        await world.RestAsync();
        Fill(filler);

        Error? refused = null;
        for (var i = 1; i < 500 && refused is null; i++)
        {
            var answer = await world.PostAsync($"AR-{i}", more: padding);
            refused = answer.Error;
            if (answer.Succeeded)
            {
                acknowledged.Add($"AR-{i}");
            }
        }

        Assert.Equal((ErrorKind.Unavailable, "intake-unwritable"), (refused?.Kind, refused?.Code));
        Assert.Contains("full", world.Intake.Trouble, StringComparison.Ordinal);
        File.Delete(filler);
        acknowledged.Add((await world.PostAsync($"AR-{acknowledged.Count}", more: padding)).Value.OrderKey);
        await world.RestAsync();

        Assert.Null(world.Intake.Trouble);
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), world.Legacy.Ledger.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(acknowledged.Count, world.Legacy.Calls.DistinctBy(c => c.IdempotencyKey).Count());
    }

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        try
        {
            for (var block = 65_536; block > 0; block /= 2)
            {
                try
                {
                    while (true)
                    {
                        stream.Write(new byte[block]);
                    }
                }
                catch (IOException)
                {
                    // full for blocks of this size
                }
            }
        }
        catch (IOException)
        {
            // full
        }
    }

    private static async Task AcceptedAsync<T>(Func<Task<Result<T>>> post)
    {
        await IntakeWorld.UntilAsync("it is accepted", async () => (await post()).Succeeded);
    }

    /// <summary>Time goes by while everything that is due gets its turn.</summary>
    private static async Task PassAsync(FakeTimeProvider time, TimeSpan span, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += step)
        {
            time.Advance(step);
            for (var i = 0; i < 20; i++)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task RestAsync(IntakeWorld world, FakeTimeProvider time, TimeSpan most)
    {
        var passed = TimeSpan.Zero;
        await IntakeWorld.UntilAsync("nothing is left to be sent", async () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            passed += TimeSpan.FromMilliseconds(250);
            await world.Files.Get<IntakeJournal>().FenceAsync();
            await using var db = world.Store();
            return !await db.IntakeEntries.AnyAsync(e => e.State < (int)EntryState.Parked);
        });
        Assert.True(passed <= most, $"It took {passed}.");
    }

    private static bool Ran(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Its wall clock is corrected while its timers and elapsed times go on.</summary>
    private sealed class SetBackClock(FakeTimeProvider time) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
    }

    private static string NewDirectory() => Directory.CreateTempSubdirectory("node-").FullName;

    private static string Through(string database, CommitCutter cutter) => new NpgsqlConnectionStringBuilder(database) { Port = cutter.Port }.ConnectionString;
}
