using System.Threading.Channels;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Plan.Versions;
using CommandCenter.Sources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Live;

/// <summary>
/// The one writer of live state. Pollers and pushers publish into a bounded channel (a full one makes them wait, nothing is dropped); this folds and swaps a snapshot:
/// at once after a change, then at most every 250 ms, and each second as time passes. A report that a source goes on answering is no change: the next picture shows it.
/// </summary>
internal sealed partial class LiveWriter : BackgroundService, ILiveFeed
{
    public static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(250);
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly Channel<object> channel = Channel.CreateBounded<object>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly ActivePlan active;
    private readonly LiveBoard board;
    private readonly TimeProvider time;
    private readonly ILogger<LiveWriter> log;
    private readonly LiveMemory? memory;
    private readonly MonotonicClock clock;
    private readonly LiveState state;
    private readonly HappeningLog happenings = new();
    private readonly SnapshotBuilder builder;

    /// <param name="memory">Null where nothing is kept, in tests and measurements.</param>
    /// <param name="status">What must be known about the plan; null where none is read.</param>
    /// <param name="standing">What is commanded; null where nothing is.</param>
    public LiveWriter(ActivePlan active, LiveBoard board, LiveOptions options, TimeProvider time, ILogger<LiveWriter> log, LiveMemory? memory = null, LiveMeter? meter = null, PlanStatus? status = null, StandingCommands? standing = null)
    {
        (this.active, this.board, this.time, this.log, this.memory) = (active, board, time, log, memory);
        clock = new MonotonicClock(time);
        state = new LiveState(meter);
        builder = new SnapshotBuilder(state, happenings, options.Rehearsal, status, standing);
    }

    /// <summary>How many messages wait to be folded.</summary>
    internal int Waiting => channel.Reader.Count;

    private long Now => Instants.ToMicros(clock.Now);

    public ValueTask PublishAsync(CommittedBatch batch, CancellationToken cancel) => channel.Writer.WriteAsync(batch, cancel);

    public ValueTask PublishAsync(SourceHealthReport report, CancellationToken cancel) => channel.Writer.WriteAsync(report, cancel);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (active.Current is { } plan)
        {
            state.Apply(plan, Now);
            if (memory is not null)
            {
                await memory.RestoreAsync(state, Now, cancellationToken);
            }
        }

        active.Applied += OnApplied;
        Publish();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        active.Applied -= OnApplied;
        await base.StopAsync(cancellationToken);
        if (memory is not null)
        {
            try
            {
                await memory.FlushAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // the host has no more time: at the next start the clocks of the last second are made again from their orders
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var keeping = memory?.WriteAsync(stoppingToken) ?? Task.CompletedTask;
        try
        {
            await FollowAsync(keeping, stoppingToken);
        }
        finally
        {
            // what it holds in its hand it puts back before the last writing begins
            await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(Task keeping, CancellationToken cancel)
    {
        using var ticks = new PeriodicTimer(Quiet, time);
        var reader = channel.Reader;
        var tick = ticks.WaitForNextTickAsync(cancel).AsTask();
        var more = reader.WaitToReadAsync(cancel).AsTask();
        while (!cancel.IsCancellationRequested)
        {
            await Task.WhenAny(tick, more);
            var began = time.GetTimestamp();
            var news = FoldWaiting();
            if (news || tick.IsCompleted)
            {
                Publish(timeOnly: !news);
            }

            if (tick.IsCompleted)
            {
                await tick;
                tick = ticks.WaitForNextTickAsync(cancel).AsTask();
            }

            if (keeping.IsFaulted)
            {
                await keeping; // a bug there must not pass unseen
            }

            // what comes in meanwhile waits in the channel and is folded together; after a mere tick or report nothing waits, what comes then is shown at once
            var rest = Busy - time.GetElapsedTime(began);
            if (rest > TimeSpan.Zero && news)
            {
                await Task.Delay(rest, time, cancel);
            }

            if (more.IsCompleted)
            {
                await more;
                more = reader.WaitToReadAsync(cancel).AsTask();
            }
        }
    }

    /// <returns>Whether anything among the messages is worth a picture of its own.</returns>
    private bool FoldWaiting()
    {
        // bounded, so that a flood cannot keep the snapshot waiting; the rest comes in the next turn
        var news = false;
        for (var folded = 0; folded < 1024 && channel.Reader.TryRead(out var message); folded++)
        {
            try
            {
                news |= Fold(message);
            }
#pragma warning disable CA1031 // one message that shows a bug must not end live state for all others
            catch (Exception bug)
            {
                NotFolded(log, message.GetType().Name, bug);
            }
#pragma warning restore CA1031
        }

        return news;
    }

    private bool Fold(object message)
    {
        switch (message)
        {
            case CommittedBatch batch:
                state.Fold(batch, Now);
                return true;
            case SourceHealthReport report:
                return state.Fold(report);
            case CutoverPlan plan:
                state.Apply(plan, Now);
                happenings.Add(Now, $"Plan {plan.Hash[..Math.Min(8, plan.Hash.Length)]} applied.", "/landscape");
                return true;
            default:
                return false;
        }
    }

    private void Publish(bool timeOnly = false)
    {
        try
        {
            if (builder.Build(Now) is { } snapshot)
            {
                board.Publish(snapshot, timeOnly);
                Keep();
            }
        }
#pragma warning disable CA1031 // the last good picture stays, its age shows; the next turn tries again
        catch (Exception bug)
        {
            NotBuilt(log, bug);
        }
#pragma warning restore CA1031
    }

    private void Keep()
    {
        if (memory is null)
        {
            state.ChangedClocks.Clear();
        }
        else
        {
            memory.Keep(state, Now);
        }
    }

    private void OnApplied(CutoverPlan plan)
    {
        if (!channel.Writer.TryWrite(plan))
        {
            _ = Task.Run(async () => await channel.Writer.WriteAsync(plan));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Live state could not fold a {Message}; it goes on without it.")]
    private static partial void NotFolded(ILogger logger, string message, Exception bug);

    [LoggerMessage(Level = LogLevel.Error, Message = "The live snapshot could not be built; the last one stays.")]
    private static partial void NotBuilt(ILogger logger, Exception bug);
}
