using System.Diagnostics;
using System.Globalization;
using CommandCenter.Benchmarks.Hosting;
using CommandCenter.Benchmarks.Ingest;
using CommandCenter.Benchmarks.Runner;

namespace CommandCenter.Benchmarks.Polling;

/// <summary>poll: many changed orders behind one cursor, read in one cycle by the product as it is run, from a stub system over HTTP into SQLite.</summary>
public sealed class PollCycle : IBenchmark
{
    public string Name => "poll";
    public string What => "changed orders of one source, polled in one cycle over HTTP into SQLite, by the product as it is run";
    public string Goal => "none is set";

    public async Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel)
    {
        var orders = context.Number("orders", 100_000);
        var limit = context.Number("limit", 1_000);
        await using var stub = await OrderStub.StartAsync(orders, cancel);
        var plan = BenchmarkPlan.Text() + string.Create(CultureInfo.InvariantCulture, $$"""

              - { id: polled, system: legacy-oms, side: legacy, adapter: http-json, every: 1s, overlap: 30s, mapping: order, reports: [created, routed, shipped], http: { url: "{{stub.Url}}/orders?since={cursor}&after={cursorId}&limit={limit}", items: "$.orders", cursorTime: "$.at", cursorId: "$.ref", limit: {{limit}}, timeout: 60s, watermark: "$.now" } }
            """);
        var file = Path.Combine(context.Scratch, "poll.yaml");
        await File.WriteAllTextAsync(file, plan, cancel);
        await using var host = await ProductHost.StartAsync(
            context.Scratch, null, cancel, "--CommandCenter:Plan:File=" + file, "--CommandCenter:Outbound:AllowedPrivateHosts:0=" + new Uri(stub.Url).Authority);
        using var client = new HttpClient { BaseAddress = host.Address };
        await stub.WaitForFirstPollAsync(cancel); // it answers with nothing until now: start-up is not measured
        var before = await host.StatsAsync(collect: true, cancel);

        var began = Stopwatch.GetTimestamp();
        stub.Open();
        var peak = before.RssKb;
        var heap = before.HeapKb;
        long read;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
            var now = await host.StatsAsync(collect: false, cancel);
            (peak, heap) = (Math.Max(peak, now.RssKb), Math.Max(heap, now.HeapKb));
            read = await RecordsAsync(client, cancel);
        }
        while (read < orders);

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = await host.StatsAsync(collect: false, cancel);
        var settled = await host.StatsAsync(collect: true, cancel);
        return new BenchmarkOutcome(
            [
                Measurement.Of($"{orders:n0} orders, {limit:n0} a page, from the first page's question to the last order on the live board", "s", seconds, null),
                Measurement.Of("the same", "orders/s", orders / seconds, null),
                Measurement.Of("CPU of the product for one order", "µs", (after.CpuMs - before.CpuMs) * 1000 / orders, null),
                Measurement.Of("peak resident memory, every 100 ms", "MiB", peak / 1024, null),
                Measurement.Of("resident memory before", "MiB", before.RssKb / 1024, null),
                Measurement.Of("peak managed heap, every 100 ms", "MiB", heap / 1024, null),
                Measurement.Of("managed heap that lives afterwards", "MiB", settled.HeapKb / 1024, null),
            ],
            [
                $"{stub.Pages} answers of about {stub.BytesOfAPage / 1024:n0} KiB; the stub makes them beforehand and runs in this program, on the same machine. Each order is one record with key, version, times, stage, lane, total and store.",
                "The product is the whole host with its own store, live state and SLA timers (two limits an order); nobody looks at it but this program, which reads /metrics ten times a second.",
                "Read back means counted by the live snapshot, which comes after the commit.",
            ],
            []);
    }

    private static async Task<long> RecordsAsync(HttpClient client, CancellationToken cancel)
    {
        var text = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancel);
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith("command_center_source_records_total", StringComparison.Ordinal) && l.Contains("source=\"polled\"", StringComparison.Ordinal));
        return line is null ? 0 : (long)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
