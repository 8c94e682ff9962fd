using System.Diagnostics;
using System.Globalization;
using CommandCenter.Benchmarks.Hosting;
using CommandCenter.Benchmarks.Runner;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Sources;
using CommandCenter.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Benchmarks.Ingest;

/// <summary>STORE: many orders in the store, a few of them open: how long the product takes to start on it, what it then holds in memory, and how quick its lists are.</summary>
public sealed class StoreSize : IBenchmark
{
    private const int Batch = 2_000;
    private const int OpenEach = 33;
    private static readonly string[] sorts = ["-placed", "-updated", "-total"];

    public string Name => "STORE";
    public string What => "start and memory with a million orders in the store (a tenth in the short run), on SQLite and on PostgreSQL";
    public string Goal => "a start reads open orders only";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var orders = context.Number("orders", context.Full ? 1_000_000 : 100_000);
        var measured = new List<Measurement>();
        var missing = new List<string>();
        var files = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CommandCenter:Storage:Directory"] = Path.Combine(context.Scratch, "files") };
        if (context.Number("sqlite", 1) == 1)
        {
            await MeasureAsync(context, "SQLite", files, orders, measured, cancel);
        }

        await using var server = context.Number("postgres", 1) == 1 ? await PostgresServer.OwnAsync("shared_buffers=512MB", "max_wal_size=4GB") : null;
        if (server is null)
        {
            missing.Add(PostgresServer.Missing);
        }
        else
        {
            var database = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["CommandCenter:Storage:Provider"] = "postgres",
                ["CommandCenter:Storage:ConnectionString"] = await server.CreateDatabaseAsync("store"),
                ["CommandCenter:Storage:Directory"] = Path.Combine(context.Scratch, "server"),
            };
            await MeasureAsync(context, "PostgreSQL", database, orders, measured, cancel);
        }

        return new BenchmarkOutcome(
            measured,
            [
                $"{orders:n0} orders with eight facts each, written by the store itself; one in {OpenEach} is open, the others were delivered two days ago. The peer column is the same product on an empty store.",
                "Memory is the product's own process after a full collection, with nobody looking and no source; on PostgreSQL the server's is not in it.",
            ],
            missing);
    }

    private static async Task MeasureAsync(BenchmarkContext context, string name, Dictionary<string, string?> settings, int orders, List<Measurement> measured, CancellationToken cancel)
    {
        var empty = await StartAsync(context, settings, cancel);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{name}, empty: ready in {empty.Seconds:0.0} s, {empty.Stats.RssKb / 1024:0} MB resident, {empty.Stats.HeapKb / 1024:0} MB of heap"));
        var filled = Stopwatch.GetTimestamp();
        await using (var services = await StoreIngest.StartAsync(settings, cancel))
        {
            await FillAsync(services, orders, cancel);
            context.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {orders:n0} orders written in {Stopwatch.GetElapsedTime(filled).TotalSeconds:0} s"));
            var queries = services.GetRequiredService<IOrderQueries>();
            foreach (var sort in sorts)
            {
                var began = Stopwatch.GetTimestamp();
                var page = (await queries.SearchAsync(new OrderSearch(Sort: sort), cancel)).Value;
                measured.Add(Measurement.Of($"{name}: first page of orders by {sort} ({page.Items.Count} rows)", "ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds, null));
            }

            var asked = Stopwatch.GetTimestamp();
            _ = (await queries.SearchAsync(new OrderSearch(Text: "W-0012345"), cancel)).Value;
            measured.Add(Measurement.Of($"{name}: orders by the beginning of a number", "ms", Stopwatch.GetElapsedTime(asked).TotalMilliseconds, null));
        }

        var full = await StartAsync(context, settings, cancel);
        var again = await StartAsync(context, settings, cancel);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{name}, full: ready in {full.Seconds:0.0} s, then {again.Seconds:0.0} s; {again.Stats.RssKb / 1024:0} MB resident, {again.Stats.HeapKb / 1024:0} MB of heap"));
        measured.Add(Measurement.Of($"{name}: seconds until it answers, first start", "s", full.Seconds, empty.Seconds));
        measured.Add(Measurement.Of($"{name}: seconds until it answers, second start", "s", again.Seconds, empty.Seconds));
        measured.Add(Measurement.Of($"{name}: resident memory", "MB", again.Stats.RssKb / 1024, empty.Stats.RssKb / 1024));
        measured.Add(Measurement.Of($"{name}: managed heap", "MB", again.Stats.HeapKb / 1024, empty.Stats.HeapKb / 1024));
    }

    private static async Task<(double Seconds, ProcessStats Stats)> StartAsync(BenchmarkContext context, Dictionary<string, string?> settings, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        await using var host = await ProductHost.StartAsync(context.Scratch, null, cancel, settings.Select(s => $"--{s.Key}={s.Value}"));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return (seconds, await host.StatsAsync(collect: true, cancel));
    }

    private static async Task FillAsync(ServiceProvider services, int orders, CancellationToken cancel)
    {
        var store = services.GetRequiredService<EventStore>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        for (var from = 0; from < orders; from += Batch)
        {
            var batch = new IngestBatch
            {
                Source = BenchmarkPlan.LegacySource,
                ObservedAt = now,
                Events = [.. Enumerable.Range(from, Math.Min(Batch, orders - from)).Select(i => Order(i, now))],
            };
            var done = await store.AppendAsync(batch, cancel);
            if (!done.Succeeded)
            {
                throw new InvalidOperationException(done.Error!.Message);
            }
        }
    }

    private static OrderEvent Order(int number, DateTimeOffset now)
    {
        var open = number % OpenEach == 0;
        var at = open ? now.AddMinutes(-(number % 600)) : now.AddDays(-2).AddSeconds(-number % 86_400);
        string Numbered(string prefix) => prefix + number.ToString("D10", CultureInfo.InvariantCulture);
        return new OrderEvent
        {
            Source = number % 2 == 0 ? BenchmarkPlan.LegacySource : BenchmarkPlan.OrchestrationSource,
            EventId = Numbered("E-"),
            OrderKey = Numbered("O-"),
            Side = (Side)(number % 2),
            Stage = open ? Stage.Picked : Stage.Delivered,
            Stamp = new Stamp(1, Instants.ToMicros(at), (ulong)number),
            ObservedAt = at.AddSeconds(1),
            Facts =
            [
                new Fact("channel", FactValue.OfText("web")), new Fact("currency", FactValue.OfText("USD")), new Fact("lane", FactValue.OfText(BenchmarkPlan.Lanes[number % BenchmarkPlan.Lanes.Count])),
                new Fact("placedAt", FactValue.OfInstant(at.AddHours(-1))), new Fact("region", FactValue.OfText("west")), new Fact("store", FactValue.OfText((number % 84).ToString("D4", CultureInfo.InvariantCulture))),
                new Fact("total", FactValue.OfMoney(2_000 + number % 18_000)), new Fact("webNumber", FactValue.OfText(Numbered("W-"))),
            ],
        };
    }
}
