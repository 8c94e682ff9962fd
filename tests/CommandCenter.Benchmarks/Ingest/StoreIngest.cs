using System.Diagnostics;
using System.Globalization;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Benchmarks.Ingest;

/// <param name="Cpu">Microseconds of this process an event.</param>
internal readonly record struct Speed(double PerSecond, double Cpu);

/// <summary>The store's own ingest as it is measured on every database.</summary>
internal static class StoreIngest
{
    public const int Batch = 1_000;

    /// <summary>How fast the store takes <paramref name="events"/> in batches; making them is not timed.</summary>
    public static async Task<Speed> MeasureAsync(BenchmarkContext context, string name, int events, Dictionary<string, string?> settings, CancellationToken cancel)
    {
        await using var services = await StartAsync(settings, cancel);
        var store = services.GetRequiredService<EventStore>();
        using var process = Process.GetCurrentProcess();
        var (spent, cpu) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var (from, revision) = (0, 0L); from < events; from += Batch, revision++)
        {
            var batch = BatchOf(from, revision);
            process.Refresh();
            var began = Stopwatch.GetTimestamp();
            var before = process.TotalProcessorTime;
            var result = await store.AppendAsync(batch, cancel);
            process.Refresh();
            cpu += process.TotalProcessorTime - before;
            spent += Stopwatch.GetElapsedTime(began);
            if (!result.Succeeded || result.Value.Counts.Applied != Batch)
            {
                throw new InvalidOperationException(result.Error?.Message ?? "Events were lost.");
            }
        }

        var speed = new Speed(events / spent.TotalSeconds, cpu.TotalMicroseconds / events);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {speed.PerSecond:n0} events/s, {speed.Cpu:0.0} µs of CPU an event"));
        return speed;
    }

    /// <summary>What is reached, and how many cores of this process it takes, when so many a second are offered; making them included.</summary>
    public static async Task<(double PerSecond, double Cores)> PacedAsync(int perSecond, int seconds, Dictionary<string, string?> settings, CancellationToken cancel)
    {
        await using var services = await StartAsync(settings, cancel);
        var store = services.GetRequiredService<EventStore>();
        using var process = Process.GetCurrentProcess();
        var batches = seconds * perSecond / Batch;
        var (began, before) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        for (var i = 0; i < batches; i++)
        {
            var due = TimeSpan.FromSeconds((double)i * Batch / perSecond);
            if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, TimeProvider.System, cancel);
            }

            await store.AppendAsync(BatchOf(i * Batch, i), cancel);
        }

        var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.Refresh();
        return (batches * (double)Batch / Math.Max(wall, seconds), (process.TotalProcessorTime - before).TotalSeconds / wall);
    }

    /// <summary>The store alone.</summary>
    public static async Task<ServiceProvider> StartAsync(Dictionary<string, string?> settings, CancellationToken cancel)
    {
        var services = new ServiceCollection().AddLogging().AddPersistence(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
        await services.GetRequiredService<StorageStart>().StartAsync(cancel);
        return services;
    }

    private static IngestBatch BatchOf(int from, long revision) => new()
    {
        Source = "orders",
        Events = Events(from),
        ObservedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_794_312_000_000 + from),
        Cursor = new CursorMove(revision, from.ToString(CultureInfo.InvariantCulture), null),
    };

    private static readonly string payload = new('p', 160);
    private static readonly string[] sources = ["legacy-orders", "orch-orders"];
    private static readonly string[] lanes = [.. Enumerable.Range(0, 12).Select(i => $"lane-{i}")];

    /// <summary>The events from one number on: 50,000 orders in an order that scatters them.</summary>
    public static OrderEvent[] Events(int from)
    {
        var events = new OrderEvent[Batch];
        for (var n = 0; n < Batch; n++)
        {
            var i = from + n;
            var order = (int)((long)i * 7919 % 50_000);
            var occurred = 1_794_312_000_000_000 + i * 1_000L;
            events[n] = new OrderEvent
            {
                Source = sources[order & 1],
                EventId = "EV-" + i.ToString("D12", CultureInfo.InvariantCulture),
                OrderKey = "ORD-" + order.ToString("D10", CultureInfo.InvariantCulture),
                Side = (Side)(order & 1),
                Stage = (Stage)(1 + i % 9),
                Stamp = new Stamp(0, occurred, (ulong)i),
                ObservedAt = Instants.FromMicros(occurred + 500),
                Facts = [new Fact("lane", FactValue.OfText(lanes[order % 12])), new Fact("x.payload", FactValue.OfText(payload))],
            };
        }

        return events;
    }
}
