using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CommandCenter.Tests.Live;

public class LiveWriterTests
{
    private readonly FakeTimeProvider time = new(LiveWorld.Start);
    private readonly LiveWorld world = new();

    [Fact]
    public async Task Publish_Batch_AppearsInNextSnapshotAtOnce()
    {
        var (writer, board, _) = await StartedAsync();
        Assert.NotNull(board.Current);

        await writer.PublishAsync(world.Batch("legacy-orders", LiveWorld.Start, world.Order("A", Side.Legacy, (Stage.Created, LiveWorld.Start))), default);

        await UntilAsync(() => board.Current!.Revision == 1);
        Assert.Equal(1, board.Current!.Lanes[0].Open);
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task Publish_BatchAfterReportThatAllGoesOn_AppearsWithoutWaiting()
    {
        var (writer, board, _) = await StartedAsync();
        await writer.PublishAsync(Answered(), default);
        await UntilAsync(() => board.Current!.Sources[0].LastSuccess is not null);
        time.Advance(LiveWriter.Quiet);
        await writer.PublishAsync(Answered(), default);
        await PassedAsync(() => writer.Waiting == 0);

        await writer.PublishAsync(world.Batch("legacy-orders", LiveWorld.Start, world.Order("A", Side.Legacy, (Stage.Created, LiveWorld.Start))), default);

        await PassedAsync(() => board.Current!.Revision == 1);
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task Publish_SourceFails_AppearsAtOnce()
    {
        var (writer, board, _) = await StartedAsync();

        await writer.PublishAsync(Answered() with { Succeeded = false, Error = "It answers 500." }, default);

        await PassedAsync(() => board.Current!.Sources[0].Error == "It answers 500.");
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task Publish_MoreThanTheChannelHolds_NothingIsDropped()
    {
        var (writer, board, _) = await StartedAsync();
        for (var i = 0; i < 3000; i++)
        {
            var publish = writer.PublishAsync(world.Batch("legacy-orders", LiveWorld.Start, world.Order($"O{i}", Side.Legacy, (Stage.Created, LiveWorld.Start))), default).AsTask();
            await UntilAsync(() => publish.IsCompleted);
            await publish;
        }

        await UntilAsync(() => board.Current!.Revision == 3000);
        Assert.Equal(3000, board.Current!.Lanes[0].Open);
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task TimePasses_NothingComes_SnapshotGetsOlderFigures()
    {
        var (writer, board, _) = await StartedAsync();
        var first = board.Current!.AsOf;
        await UntilAsync(() => board.Current!.AsOf >= first.AddSeconds(1));
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task PlanApplied_WhileRunning_IsTakenUp()
    {
        var (writer, board, active) = await StartedAsync();
        active.Swap(LiveWorld.Plan(scale: 10) with { Hash = "feedbeef00" });
        await UntilAsync(() => board.Current!.Header.TimeScale == 10);
        Assert.Contains(board.Current!.Happenings, h => h.Text == "Plan feedbeef applied.");
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task Clock_SetBackAnHour_TimeGoesOn()
    {
        var stepping = new SteppingTime();
        var clock = new MonotonicClock(stepping);
        var before = clock.Now;
        stepping.Wall -= TimeSpan.FromHours(1);
        stepping.Elapsed += TimeSpan.FromSeconds(5);
        Assert.Equal(before.AddSeconds(5), clock.Now);
        stepping.Wall += TimeSpan.FromHours(3);
        Assert.Equal(stepping.Wall, clock.Now);
        await Task.CompletedTask;
    }

    private async Task<(LiveWriter Writer, LiveBoard Board, ActivePlan Active)> StartedAsync()
    {
        var active = new ActivePlan();
        active.Swap(LiveWorld.Plan());
        var board = new LiveBoard(time);
        var writer = new LiveWriter(active, board, new LiveOptions(Rehearsal: true), time, NullLogger<LiveWriter>.Instance);
        await writer.StartAsync(default);
        return (writer, board, active);
    }

    private SourceHealthReport Answered() => new("legacy-orders", time.GetUtcNow(), true, null, null, false, false, null, CaughtUp: true);

    /// <summary>Without the clock moving.</summary>
    private static async Task PassedAsync(Func<bool> condition)
    {
        for (var i = 0; i < 5000 && !condition(); i++)
        {
            await Task.Delay(1);
        }

        Assert.True(condition());
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(1);
        }

        Assert.True(condition());
    }

    private sealed class SteppingTime : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = LiveWorld.Start;
        public TimeSpan Elapsed { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override DateTimeOffset GetUtcNow() => Wall;
        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
