using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CommandCenter.Benchmarks.Peers;

/// <summary>Events from memory at a set rate: the least that any board could do. Nothing is stored.</summary>
internal sealed class PeerFeed
{
    private long rate;
    private long sequence;
    private int[] counts = new int[100];

    /// <summary>Raised for each event with the monotonic microsecond at which it happened; handlers must not block.</summary>
    public event Action<long>? Happened;

    public long Sequence => Volatile.Read(ref sequence);

    /// <summary>One figure each; an event raises one of them.</summary>
    public IReadOnlyList<int> Counts => counts;

    /// <summary>Lets the benchmark set rate and number of figures, and publish one event.</summary>
    public void MapControl(WebApplication control)
    {
        control.MapPost("/rate/{perSecond:int}", (int perSecond) => Volatile.Write(ref rate, perSecond));
        control.MapPost("/figures/{count:int}", (int count) => counts = new int[count]);
        control.MapPost("/event", () => TypedResults.Ok(Publish()));
    }

    /// <summary>Publishes at the set rate, in steps of ten milliseconds, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var due = 0d;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await tick.WaitForNextTickAsync(cancel))
        {
            due += clock.Elapsed.TotalSeconds * Volatile.Read(ref rate);
            clock.Restart();
            for (; due >= 1; due--)
            {
                Publish();
            }
        }
    }

    private long Publish()
    {
        var at = (long)Stopwatch.GetElapsedTime(0).TotalMicroseconds;
        var number = Interlocked.Increment(ref sequence);
        var figures = counts;
        Interlocked.Increment(ref figures[(int)(number * 7919 % figures.Length)]);
        Happened?.Invoke(at);
        return number;
    }
}
