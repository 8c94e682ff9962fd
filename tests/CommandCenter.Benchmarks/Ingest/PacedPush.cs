using System.Diagnostics;

namespace CommandCenter.Benchmarks.Ingest;

/// <summary>Pushes at a steady rate until disposed: both sides by turns, and the queues once a second.</summary>
internal sealed class PacedPush : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;
    private long sent;

    private PacedPush(PushClient client, OrderFlow flow, int perSecond, TimeSpan every, Action<TimeSpan>? pushing) =>
        running = RunAsync(client, flow, perSecond, every, pushing, stop.Token);

    /// <summary>Events accepted until now.</summary>
    public long Sent => Volatile.Read(ref sent);

    /// <param name="perSecond">Events a second.</param>
    /// <param name="every">One push each; its size follows from both.</param>
    /// <param name="pushing">Told the monotonic time just before each push.</param>
    public static PacedPush Start(PushClient client, OrderFlow flow, int perSecond, TimeSpan every, Action<TimeSpan>? pushing = null) =>
        new(client, flow, perSecond, every, pushing);

    /// <summary>Stops, and fails with what broke while it ran.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    private async Task RunAsync(PushClient client, OrderFlow flow, int perSecond, TimeSpan every, Action<TimeSpan>? pushing, CancellationToken cancel)
    {
        try
        {
            var clock = Stopwatch.StartNew();
            var queuesAt = TimeSpan.Zero;
            for (var turn = 0L; ; turn++)
            {
                var wait = (turn * every) - clock.Elapsed;
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, cancel);
                }

                cancel.ThrowIfCancellationRequested();
                var events = (int)(((turn + 1) * every.TotalSeconds * perSecond) - Sent);
                var orchestration = turn % 2 == 1;
                var body = flow.Next(events, orchestration);
                pushing?.Invoke(Stopwatch.GetElapsedTime(0));
                // what was announced is also sent whole: a push that is broken off leaves open whether it made a commit
                await client.PushAsync(orchestration ? BenchmarkPlan.OrchestrationSource : BenchmarkPlan.LegacySource, body, CancellationToken.None);
                Interlocked.Add(ref sent, events);
                if (clock.Elapsed >= queuesAt)
                {
                    queuesAt = clock.Elapsed + TimeSpan.FromSeconds(1);
                    pushing?.Invoke(Stopwatch.GetElapsedTime(0));
                    await client.PushAsync(BenchmarkPlan.QueueSource, flow.NextQueues(), CancellationToken.None);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }
}
