using CommandCenter.Layout;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>Words and figures of shifts as the pages write them.</summary>
internal static class ShiftWords
{
    public static string Percent(decimal value) => value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A segment that names a lane alone is called by it.</summary>
    public static string Segments(IEnumerable<Segment> segments) => string.Join("; ", segments.Select(s => s.Lane is { } lane && s == new Segment { Lane = lane } ? lane : s.ToString()));

    /// <summary>Class, sign and word of a verdict.</summary>
    public static (string Css, string Icon, string Word) Verdict(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Passed => ("ok", "ok", "Passed"),
        CheckVerdict.Failed => ("crit", "no", "Failed"),
        CheckVerdict.Error => ("qual", "missing", "Error"),
        _ => ("", "half", "Inconclusive"),
    };

    /// <summary>Class, sign and word of a shift's state.</summary>
    public static (string Css, string Icon, string Word) State(ShiftState state) => state switch
    {
        ShiftState.Created => ("", "pending", "Not started"),
        ShiftState.Baking => ("run", "run", "Baking"),
        ShiftState.Confirming => ("warn", "hold", "Waits for a person"),
        ShiftState.Paused => ("warn", "hold", "Paused"),
        ShiftState.Held => ("crit", "breach", "Held by a threshold"),
        ShiftState.Closed => ("ok", "ok", "Closed"),
        ShiftState.Aborted => ("", "no", "Aborted"),
        ShiftState.Returned => ("", "undo", "Returned"),
        _ => ("crit", "undo", "Rolled back"),
    };

    /// <summary>What a step needs, in one line.</summary>
    public static string Needs(ShiftStepPlan step)
    {
        var said = new List<string> { Wording.Limit(step.Bake), $"{Wording.Number(step.MinimumOrders)} orders" };
        if (step.Shipped > 0) said.Add($"{Wording.Number(step.Shipped)} shipped");
        if (step.CarrierCutoffs > 0) said.Add(step.CarrierCutoffs == 1 ? "a carrier cut-off" : $"{step.CarrierCutoffs} carrier cut-offs");
        if (step.ErpPostings > 0) said.Add(step.ErpPostings == 1 ? "a posting to the ERP" : $"{step.ErpPostings} postings to the ERP");
        if (step.Confirm is { } confirm) said.Add($"confirm in {Wording.Limit(confirm)}");
        if (!step.Mirror) said.Add("no copies");
        return string.Join(", ", said);
    }

    /// <summary>Title of a check.</summary>
    public static string Title(Check check, IReadOnlyList<Threshold> thresholds) =>
        check.Threshold == ObservedCheck.Id ? "Observed share" : thresholds.FirstOrDefault(t => t.Id == check.Threshold)?.Title ?? check.Threshold;

    public static string Unit(Check check, IReadOnlyList<Threshold> thresholds) =>
        check.Threshold == ObservedCheck.Id ? "%" : thresholds.FirstOrDefault(t => t.Id == check.Threshold)?.Metric.Definition() is { } metric ? Short(metric) : "";

    public static string Measured(Check check, IReadOnlyList<Threshold> thresholds)
    {
        if (check.Measured is not { } value) return "–";
        var isDifference = thresholds.FirstOrDefault(t => t.Id == check.Threshold)?.Metric.Definition().Kind == MetricKind.Difference;
        var text = Wording.Number(value, value % 1 == 0 ? 0 : 2);
        return isDifference && value > 0 ? "+" + text : text;
    }

    /// <summary>The reason with the figures behind it.</summary>
    public static string Why(Check check)
    {
        var said = check.Reason;
        if (check.Low is { } low && check.High is { } high) said += $"; 95 % interval {Wording.Number(low, 2)} to {Wording.Number(high, 2)}";
        if (check.LogEvidence is { } evidence && check.Needed is { } needed) said += $"; evidence {Wording.Number(Math.Exp(Math.Min(evidence, 20)), 2)}{(evidence > 20 ? "…" : "")} of the {Wording.Number(Math.Exp(needed))} that fail it";
        return said;
    }

    private static string Short(MetricDefinition metric) => metric.Unit switch { "points" => "pt", "per 1,000 orders" => "‰", _ => metric.Unit };
}
