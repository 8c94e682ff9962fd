using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace CommandCenter.Live;

/// <summary>
/// Prometheus text format 0.0.4 over OpenTelemetry's pull reader. Stands in for OpenTelemetry.Exporter.Prometheus.AspNetCore, which the package feed lacks: to change
/// over, replace this file and its endpoint.
/// </summary>
public sealed class PrometheusText : BaseExporter<Metric>
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private const int CollectMilliseconds = 5000;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly StringBuilder text = new(64 * 1024);
    private readonly PullReader reader;
    private bool exported;

    public PrometheusText() => reader = new PullReader(this) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };

    /// <summary>What the meter provider is built with.</summary>
    public MetricReader Reader => reader;

    /// <summary>Collects once and writes it; null when the collection failed.</summary>
    public async Task<string?> CollectAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            text.Clear();
            exported = false;
            return reader.Collect(CollectMilliseconds) && exported ? text.ToString() : null;
        }
        finally
        {
            gate.Release();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        // samples of one name must stand together; a second metric of the same name and another type has no place in the format
        var families = new Dictionary<string, Family>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            if (TypeOf(metric.MetricType) is not { } type)
            {
                continue;
            }

            var name = NameOf(metric, type);
            if (!families.TryGetValue(name, out var family))
            {
                families[name] = family = new Family(type, metric.Description, []);
            }

            if (family.Type == type)
            {
                family.Metrics.Add(metric);
            }
        }

        foreach (var (name, family) in families)
        {
            Write(name, family);
        }

        exported = true;
        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            gate.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Write(string name, Family family)
    {
        if (family.Help.Length > 0)
        {
            text.Append("# HELP ").Append(name).Append(' ');
            Escape(family.Help, quotes: false);
            text.Append('\n');
        }

        text.Append("# TYPE ").Append(name).Append(' ').Append(family.Type).Append('\n');
        foreach (var metric in family.Metrics)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                Write(name, metric, in point);
            }
        }
    }

    private void Write(string name, Metric metric, in MetricPoint point)
    {
        var labels = Labels(point.Tags);
        switch (metric.MetricType)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Sample(name, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Sample(name, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                Sample(name, labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                Sample(name, labels, point.GetGaugeLastValueDouble());
                break;
            case MetricType.Histogram:
                long below = 0;
                foreach (var bucket in point.GetHistogramBuckets())
                {
                    below += bucket.BucketCount;
                    labels["le"] = Number(bucket.ExplicitBound);
                    Sample(name + "_bucket", labels, below);
                }

                labels.Remove("le");
                Sample(name + "_sum", labels, point.GetHistogramSum());
                Sample(name + "_count", labels, point.GetHistogramCount());
                break;
        }
    }

    private void Sample(string name, SortedDictionary<string, string> labels, double value)
    {
        text.Append(name);
        var separator = '{';
        foreach (var (key, label) in labels)
        {
            text.Append(separator).Append(key).Append("=\"");
            Escape(label, quotes: true);
            text.Append('"');
            separator = ',';
        }

        text.Append(labels.Count > 0 ? "} " : " ").Append(Number(value)).Append('\n');
    }

    private void Escape(string value, bool quotes)
    {
        foreach (var character in value)
        {
            _ = character switch
            {
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '"' when quotes => text.Append("\\\""),
                _ => text.Append(character),
            };
        }
    }

    private static SortedDictionary<string, string> Labels(ReadOnlyTagCollection tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            var name = Sanitised(key);
            name = name == "le" ? "exported_le" : name;
            var label = value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? "";
            // two keys that become one name are joined, as OpenTelemetry's specification says
            labels[name] = labels.TryGetValue(name, out var before) ? $"{before};{label}" : label;
        }

        return labels;
    }

    private static string Number(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Exponential histograms have no form in the text format.</summary>
    private static string? TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic or MetricType.LongGauge or MetricType.DoubleGauge => "gauge",
        MetricType.Histogram => "histogram",
        _ => null,
    };

    private static string NameOf(Metric metric, string type)
    {
        var name = Sanitised(metric.Name);
        var unit = metric.Unit switch { "s" => "seconds", "ms" => "milliseconds", "By" => "bytes", "%" => "percent", "{order}/min" => "per_minute", _ => null };
        if (unit is not null && !name.EndsWith("_" + unit, StringComparison.Ordinal))
        {
            name += "_" + unit;
        }

        return type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Sanitised(string name)
    {
        var clean = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            var allowed = char.IsAsciiLetterOrDigit(character) ? character : '_';
            if (allowed != '_' || clean.Length == 0 || clean[^1] != '_')
            {
                clean.Append(allowed);
            }
        }

        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? "_" + clean : clean.ToString();
    }

    private sealed record Family(string Type, string Help, List<Metric> Metrics);

    [ExportModes(ExportModes.Pull)]
    private sealed class PullReader(BaseExporter<Metric> exporter) : BaseExportingMetricReader(exporter);
}
