using System.Diagnostics.Metrics;
using System.Text.Json;
using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>
/// The product's own instruments for <c>/metrics</c>, named <c>command_center.*</c> (docs/metrics.md lists them). All but the histograms read the snapshot, so that a scrape
/// and a page can never disagree. A figure that is missing, pending or not observable has no sample; a stale one keeps its last, and its source's lag shows it.
/// </summary>
public sealed class LiveMeter : IDisposable
{
    public const string Name = "CommandCenter";

    private readonly Meter meter = new(Name);
    private readonly Histogram<double> routing;
    private readonly LiveBoard board;
    private readonly TimeProvider time;

    public LiveMeter(LiveBoard board, TimeProvider time)
    {
        (this.board, this.time) = (board, time);
        routing = meter.CreateHistogram("command_center.routing.duration", "s", "Eligible to routed, of orders seen routed since the start of this process",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600] });
        Sources();
        Lanes();
        Gauge("command_center.queue.depth", "{order}", "Newest depth that a system reports of its queue", s => s.Queues.Select(q => Value(q.Depth, ("queue", q.Name), ("side", Of(q.Side)))));
        Gauge("command_center.snapshot.revision", "", "Commit that the live snapshot contains", s => [new Measurement<double>(s.Revision)]);
        Gauge("command_center.snapshot.age", "s", "Time since the live snapshot was computed", s => [new Measurement<double>(Math.Max(0, (time.GetUtcNow() - s.AsOf).TotalSeconds))]);
        Gauge("command_center.timers.running", "{timer}", "SLA clocks that run, are paused or are overdue", s => [new Measurement<double>(s.TimersRunning)]);
        Gauge("command_center.subscribers", "{subscriber}", "Pages and hub connections that follow the live snapshot", _ => [new Measurement<double>(board.Subscribers)]);
        Gauge("command_center.attention", "{item}", "What the page Live says that somebody must look at, by kind and subject", Attention);
        Gauge("command_center.gates", "{gate}", "Gates by state; stopping = blocking ones that are red", s => s.Gates is { } g
            ? [Tagged(g.Red, ("state", "red")), Tagged(g.Amber, ("state", "amber")), Tagged(g.Green, ("state", "green")), Tagged(g.Waived, ("state", "waived")), Tagged(g.Stopping, ("state", "stopping"))]
            : []);
        Gauge("command_center.phase", "", "1 for the phase that stands", s => [new Measurement<double>(1, new KeyValuePair<string, object?>("phase", s.Phase.Phase.ToString()), new("reason", s.Phase.Reason))]);
    }

    /// <summary>One order was seen routed.</summary>
    public void Routed(string lane, Side side, double seconds) => routing.Record(seconds, new KeyValuePair<string, object?>("lane", lane), new("side", Of(side)));

    public void Dispose() => meter.Dispose();

    /// <summary>One sample a kind and subject, however many entries they are: two samples of the same labels are refused whole.</summary>
    private static IEnumerable<Measurement<double>> Attention(LiveSnapshot snapshot) =>
        snapshot.Attention.GroupBy(i => (i.Kind, i.Subject)).Select(g => Tagged(g.Count(), ("kind", JsonNamingPolicy.KebabCaseLower.ConvertName(g.Key.Kind.ToString())), ("subject", g.Key.Subject)));

    private void Sources()
    {
        Gauge("command_center.source.lag", "s", "Observed minus occurred of the newest record of a source", s => s.Sources.SelectMany(x => x.Lag is { } lag ? [Tagged(lag, ("source", x.Id))] : Array.Empty<Measurement<double>>()));
        Gauge("command_center.source.watermark.age", "s", "How far behind now everything of a source has been read", s => s.Sources.SelectMany(x => x.Watermark is { } at ? [Tagged(Math.Max(0, (time.GetUtcNow() - at).TotalSeconds), ("source", x.Id))] : Array.Empty<Measurement<double>>()));
        Gauge("command_center.source.health", "", "1 for the health that a source is in", s => s.Sources.Select(x => Tagged(1, ("source", x.Id), ("health", x.Health.ToString()))));
        Counter("command_center.source.records", "{record}", "Records that a source delivered since the start of this process", s => s.Sources.Select(x => Tagged(x.RecordsTotal, x.Id)));
        Counter("command_center.sweep.missed", "{order}", "Orders whose change only the sweep brought and polling did not, since the start of this process", s => s.Sources.Where(x => x.Sweep is not null).Select(x => Tagged(x.Sweep!.MissedTotal, x.Id)));
        Gauge("command_center.sweep.unknown", "{order}", "Open orders that a source did not know when it was asked for them, in the last sweep", s => s.Sources.Where(x => x.Sweep is not null).Select(x => Tagged(x.Sweep!.Unknown, ("source", x.Id))));
        Counter("command_center.source.rejected", "{record}", "Records that the mapping refused since the start of this process", s => s.Sources.Select(x => Tagged(x.Rejected, x.Id)));
    }

    private void Lanes()
    {
        Gauge("command_center.orders.rate", "{order}/min", "Orders placed in the last minute, by lane and owner", s => s.Lanes.SelectMany(l => new[] { Value(l.LegacyPerMinute, ("lane", l.Lane), ("side", Of(Side.Legacy))), Value(l.OrchestrationPerMinute, ("lane", l.Lane), ("side", Of(Side.Orchestration))) }));
        Gauge("command_center.orders.open", "{order}", "Orders that are not finished, by lane", s => s.Lanes.Select(l => Tagged(l.Open, ("lane", l.Lane))));
        Gauge("command_center.orders.breached", "{order}", "Open orders past an SLA deadline, by lane", s => s.Lanes.Select(l => Tagged(l.Breached, ("lane", l.Lane))));
        Gauge("command_center.orders.at_risk", "{order}", "Open orders close to an SLA deadline, by lane", s => s.Lanes.Select(l => Tagged(l.AtRisk, ("lane", l.Lane))));
        Gauge("command_center.orchestration.share", "%", "Observed share of orders that orchestration owns, by lane", s => s.Lanes.Select(l => Value(l.ObservedPercent, ("lane", l.Lane))));
        Gauge("command_center.routed.within", "%", "Orders routed within the limit, by lane", s => s.Lanes.Select(l => Value(l.RoutedWithin, ("lane", l.Lane))));
        Gauge("command_center.sla.attainment", "%", "SLA limits met, by lane", s => s.Lanes.Select(l => Value(l.SlaAttainment, ("lane", l.Lane))));
    }

    private void Gauge(string name, string unit, string description, Func<LiveSnapshot, IEnumerable<Measurement<double>>> read) =>
        meter.CreateObservableGauge(name, () => board.Current is { } snapshot ? read(snapshot).Where(m => !double.IsNaN(m.Value)) : [], unit, description);

    private void Counter(string name, string unit, string description, Func<LiveSnapshot, IEnumerable<Measurement<long>>> read) =>
        meter.CreateObservableCounter(name, () => board.Current is { } snapshot ? read(snapshot) : [], unit, description);

    /// <summary>NaN where there is no value: it is left out, never written as zero.</summary>
    private static Measurement<double> Value(Figure figure, params ReadOnlySpan<(string Key, string Value)> tags) => Tagged(figure.Value ?? double.NaN, tags);

    private static Measurement<double> Tagged(double value, params ReadOnlySpan<(string Key, string Value)> tags)
    {
        var all = new KeyValuePair<string, object?>[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            all[i] = new KeyValuePair<string, object?>(tags[i].Key, tags[i].Value);
        }

        return new Measurement<double>(value, all);
    }

    private static Measurement<long> Tagged(long value, string source) => new(value, new KeyValuePair<string, object?>("source", source));

    private static string Of(Side side) => side.ToString().ToLowerInvariant();
}
