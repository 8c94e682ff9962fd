using System.Text;
using System.Text.Json;
using CommandCenter.Access.Approvals;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Readiness.Gates.Checks;

/// <summary>
/// What the migration is held against is known: days that are over, or values with their origin. A signature stands on all of it, lane by lane, and falls when any of it changes: that is how a baseline is frozen.
/// </summary>
internal sealed class BaselineCheck(ScorecardQueries scorecards, ActivePlan plan, TimeProvider time) : IGateCheck
{
    /// <summary>Adding up thirty days for every lane is not for every few seconds.</summary>
    private static readonly TimeSpan good = TimeSpan.FromMinutes(5);

    /// <summary>Until it is looked at again while it does not hold.</summary>
    private static readonly TimeSpan soon = TimeSpan.FromSeconds(30);

    private volatile Known? known;

    public string Name => "baseline";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var (current, now) = (plan.Required, time.GetUtcNow());
        if (known is { } before && before.Plan == current.Hash && now - before.At < (before.Reading.Verdict == CheckVerdict.Passed ? good : soon)) return before.Reading;
        var reading = await ReadAsync(current, last, now, cancel);
        known = new Known(current.Hash, now, reading);
        return reading;
    }

    private async Task<GateReading> ReadAsync(CutoverPlan current, GateReading? last, DateTimeOffset now, CancellationToken cancel)
    {
        var rows = new List<Row>();
        (DateTimeOffset From, DateTimeOffset To)? days = null;
        foreach (var lane in (string?[])[null, .. current.Lanes.Select(l => l.Id)])
        {
            var read = await scorecards.ReadBaselineAsync(lane, cancel);
            // values that were entered need no days
            if (read.Error is { Code: "no-baseline" } && current.Baseline.Values.Count > 0) break;
            if (read.Error is { } error) return error.Code == "no-baseline" ? GateReading.Failed(error.Message, now) : GateReading.Broken(error.Message);
            if (!read.Value.IsComplete) return last is { IsDecisive: true } ? last : GateReading.Broken("Orders are still being counted.");
            if (read.Value.To > now) return GateReading.Failed($"Its days are not over before {GateWords.At(read.Value.To)}.", now);
            days = (read.Value.From, read.Value.To);
            rows.AddRange(read.Value.Values.Values.Where(v => MeasureList.Of(v.Figure.Key) is not null && current.Baseline.Entered(v.Figure.Key, lane) is null)
                .Select(v => new Row(lane, v.Figure.Key, Math.Round(v.Value, 6), v.Count, null)));
        }

        rows.AddRange(current.Baseline.Values.Select(v => new Row(v.Lane, v.Measure, Math.Round(v.Value, 6), null, v.Origin)));
        if (rows.Count == 0) return GateReading.Failed("Legacy has no orders in those days, and no value was entered.", now);
        var ordered = rows.OrderBy(r => r.Lane, StringComparer.Ordinal).ThenBy(r => r.Measure, StringComparer.Ordinal).ToList();
        var text = JsonSerializer.Serialize(new { days?.From, days?.To, current.Baseline.Currency, current.Baseline.Targets, Values = ordered }, JsonSerializerOptions.Web);
        var (all, entered) = (rows.Select(r => r.Measure).Distinct(StringComparer.Ordinal).Count(), current.Baseline.Values.Count);
        return GateReading.Passed(
            $"{all} of {MeasureList.All.Count} measures are known{(entered == 0 ? "" : $", {entered} {(entered == 1 ? "value" : "values")} entered by hand")}{(days is { } d ? $"; legacy's orders from {GateWords.At(d.From)} to {GateWords.At(d.To)}" : "")}.", now,
            [.. ordered.Where(r => r.Lane is null).Select(r => new GateFigure(r.Measure, r.Value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture), r.Origin))])
            with { Documents = [new GateDocument("Baseline, every measure in every lane", Approval.HashOf(Encoding.UTF8.GetBytes(text)), "/scorecard")] };
    }

    private sealed record Row(string? Lane, string Measure, double Value, long? Count, string? Origin);

    private sealed record Known(string Plan, DateTimeOffset At, GateReading Reading);
}
