using System.Globalization;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Readiness.Thresholds;

namespace CommandCenter.Traffic.Analysis;

/// <summary>A figure that is read, not counted by orders of the cohort.</summary>
/// <param name="Value">Null where it is not known.</param>
/// <param name="Of">Calls, SKU-nodes and the like that it rests on.</param>
/// <param name="Missing">Why it is not known; null where it is.</param>
/// <param name="IsBroken">It is not known because reading it failed.</param>
public sealed record MetricReading(double? Value, long Of, string? Missing, bool IsBroken = false);

/// <summary>What one look is judged by.</summary>
/// <param name="Readings">Threshold → what is read for it, where no cohort tells.</param>
/// <param name="Stale">Why the orders cannot be judged at this moment, such as a source that is stale; null while they can.</param>
/// <param name="Broken">Why the orders could not be read; null where they could.</param>
internal sealed record LookInput(IReadOnlyList<Threshold> Thresholds, CohortTally Cohort, IReadOnlyDictionary<string, MetricReading> Readings, string? Stale, string? Broken = null);

/// <summary>
/// Judges a step. Shares and differences fail by evidence that is valid however often one looks; the chance of failing without any harm is at most α over all checks of a shift and all its
/// steps (Bonferroni). Counts with a limit fail as soon as they are beyond it. Medians and intervals are shown, they do not decide.
/// </summary>
internal sealed class ShiftAnalysis(double alpha, int steps)
{
    public Look Judge(LookInput input)
    {
        var tests = input.Thresholds.Count(t => t.Metric.Definition().Kind is MetricKind.Share or MetricKind.Difference);
        var needed = Math.Log(Math.Max(1, tests) * Math.Max(1, steps) / alpha);
        return Look.Of([.. input.Thresholds.Select(t => Judge(t, input, needed))]);
    }

    private static Check Judge(Threshold threshold, LookInput input, double needed) =>
        input.Readings.GetValueOrDefault(threshold.Id) is { IsBroken: true } broken ? Error(threshold, broken.Missing!)
        : input.Broken is { } why && threshold.Metric.Definition().Kind != MetricKind.Reading ? Error(threshold, why)
        : Measured(threshold, input, needed);

    private static Check Error(Threshold threshold, string why) => new(threshold.Id, CheckVerdict.Error, null, null, null, threshold.Limit, 0, null, null, why);

    private static Check Measured(Threshold threshold, LookInput input, double needed) => threshold.Metric.Definition().Kind switch
    {
        MetricKind.Share => Share(threshold, input, needed),
        MetricKind.Difference => Difference(threshold, input, needed),
        MetricKind.Count => Count(threshold, input),
        _ => Reading(threshold, input),
    };

    private static Check Share(Threshold threshold, LookInput input, double needed)
    {
        var definition = threshold.Metric.Definition();
        var orders = input.Cohort.Watched;
        if (orders == 0)
        {
            return Nothing(threshold, 0, input.Stale ?? "no order of orchestration is old enough yet");
        }

        var failures = input.Cohort.Failures(threshold.Metric, Side.Orchestration);
        var scale = threshold.Metric == ThresholdMetric.ExceptionsPerThousand ? 1000 : 100;
        // of failures, whatever way round the figure is told
        var allowed = definition.AtLeast ? 1 - ((double)threshold.Limit / scale) : (double)threshold.Limit / scale;
        var (low, high) = WilsonInterval.Percent(failures, orders);
        var (measured, from, to) = definition.AtLeast
            ? (scale * (1 - ((double)failures / orders)), scale - (high * scale / 100), scale - (low * scale / 100))
            : (scale * (double)failures / orders, low * scale / 100, high * scale / 100);
        double? evidence = allowed is > 0 and < 1 ? new SafeRatioTest(allowed).LogEvidence(failures, orders) : null;
        // where none may fail, the first one decides
        var failed = allowed <= 0 ? failures > 0 : evidence >= needed;
        var within = failures <= allowed * orders;
        return new Check(threshold.Id, Verdict(failed, within, orders, threshold.Minimum, input.Stale), measured, from, to, threshold.Limit, orders, evidence, allowed <= 0 ? null : needed,
            Why(failed, within, orders, threshold.Minimum, input.Stale));
    }

    private static Check Difference(Threshold threshold, LookInput input, double needed)
    {
        var (watched, reference) = (input.Cohort.Watched, input.Cohort.Reference);
        if (watched == 0 || reference == 0)
        {
            return Nothing(threshold, watched, input.Stale ?? (watched == 0 ? "no order of orchestration is old enough yet" : "legacy has no order of the same segment and minutes to compare with"));
        }

        var (ours, theirs) = (input.Cohort.Failures(threshold.Metric, Side.Orchestration), input.Cohort.Failures(threshold.Metric, Side.Legacy));
        var difference = 100.0 * (((double)ours / watched) - ((double)theirs / reference));
        var (low, high) = NewcombeInterval.Points(ours, watched, theirs, reference);
        var evidence = input.Cohort.LogEvidence(threshold.Metric, threshold.Limit);
        var failed = evidence >= needed;
        var within = difference <= (double)threshold.Limit;
        // with a handful on one side nothing can be said of the other
        var fewest = Math.Min(watched, reference);
        return new Check(threshold.Id, Verdict(failed, within, fewest, threshold.Minimum, input.Stale), difference, low, high, threshold.Limit, watched, evidence, needed,
            Why(failed, within, fewest, threshold.Minimum, input.Stale));
    }

    private static Check Count(Threshold threshold, LookInput input)
    {
        if (input.Readings.GetValueOrDefault(threshold.Id) is not { Value: { } value } reading)
        {
            return Nothing(threshold, 0, input.Readings.GetValueOrDefault(threshold.Id)?.Missing ?? "it is not measured");
        }

        var failed = value > (double)threshold.Limit;
        return new Check(threshold.Id, Verdict(failed, !failed, reading.Of, threshold.Minimum, input.Stale), value, null, null, threshold.Limit, reading.Of, null, null,
            failed ? Beyond : Why(failed, !failed, reading.Of, threshold.Minimum, input.Stale));
    }

    private static Check Reading(Threshold threshold, LookInput input)
    {
        if (input.Readings.GetValueOrDefault(threshold.Id) is not { Value: { } value } reading)
        {
            return Nothing(threshold, 0, input.Readings.GetValueOrDefault(threshold.Id)?.Missing ?? "it is not measured");
        }

        var failed = threshold.Metric.Definition().AtLeast ? value < (double)threshold.Limit : value > (double)threshold.Limit;
        // of a few calls one that was lost says nothing
        failed &= reading.Of >= threshold.Minimum;
        return new Check(threshold.Id, Verdict(failed, !failed, reading.Of, threshold.Minimum, null), value, null, null, threshold.Limit, reading.Of, null, null,
            failed ? Beyond : Why(failed, !failed, reading.Of, threshold.Minimum, null));
    }

    private const string Beyond = "beyond the limit";

    private static Check Nothing(Threshold threshold, long orders, string reason) =>
        new(threshold.Id, CheckVerdict.Inconclusive, null, null, null, threshold.Limit, orders, null, null, reason);

    // evidence of harm counts also while something is stale: it does not get better by waiting
    private static CheckVerdict Verdict(bool failed, bool within, long orders, int minimum, string? stale) =>
        failed ? CheckVerdict.Failed : stale is not null || orders < minimum || !within ? CheckVerdict.Inconclusive : CheckVerdict.Passed;

    private static string Why(bool failed, bool within, long orders, int minimum, string? stale) =>
        failed ? "beyond the limit, and not by chance"
        : stale ?? (orders < minimum ? string.Create(CultureInfo.InvariantCulture, $"{orders:n0} of {minimum:n0} that are needed")
        : within ? "within the limit" : "beyond the limit, which may still be chance");
}
