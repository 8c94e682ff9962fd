using CommandCenter.Live;
using CommandCenter.Plan;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Readiness.Gates.Checks;

/// <summary>
/// Sources have been fresh without a break for so long, as this product saw it: what nobody looked at for two minutes counts as a break. The duration is of the plan, so a rehearsal that runs faster
/// waits less.
/// </summary>
internal sealed class SourcesHealthyCheck(LiveBoard board, ActivePlan plan, TimeProvider time) : IGateCheck
{
    private static readonly TimeSpan longestGap = TimeSpan.FromMinutes(2);

    public string Name => "sources-healthy";

    public Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var (now, plans) = (time.GetUtcNow(), plan.Required);
        var names = check.Names.Count > 0 ? check.Names : [.. plans.Sources.Select(s => s.Id)];
        if (board.Current is not { } live)
        {
            return Task.FromResult(GateReading.Unknown("no source has been read yet"));
        }

        var ill = names.Where(n => live.Sources.FirstOrDefault(s => s.Id == n)?.Health != SourceHealth.Fresh).ToList();
        if (ill.Count > 0)
        {
            var starting = ill.TrueForAll(n => live.Sources.FirstOrDefault(s => s.Id == n) is null or { Health: SourceHealth.Starting });
            return Task.FromResult(starting ? GateReading.Unknown($"{GateWords.Few(ill)} {(ill.Count == 1 ? "has" : "have")} not been read yet") : GateReading.Failed($"Not fresh: {GateWords.Few(ill)}.", now, Figure(names.Count - ill.Count, names.Count)));
        }

        var since = last is { AsOf: { } seen, Since: { } before } && now - seen <= longestGap ? before : now;
        var (wanted, held) = (check.For!.Value / plans.Header.TimeScale, now - since);
        var reading = held >= wanted
            ? GateReading.Passed($"All {names.Count} fresh for {GateWords.Span(held)}.", now, Figure(names.Count, names.Count))
            : GateReading.Failed($"All {names.Count} fresh for {GateWords.Span(held)}, {GateWords.Span(wanted)} are asked.", now, Figure(names.Count, names.Count));
        return Task.FromResult(reading with { Since = since });
    }

    private static GateFigure Figure(int fresh, int all) => new("Fresh sources", $"{fresh} of {all}");
}

/// <summary>Orders within their limits at a moment of enough traffic; what was found then counts for so long.</summary>
internal sealed class SlaAttainmentCheck(LiveBoard board, TimeProvider time) : IGateCheck
{
    public string Name => "sla-attainment";

    public Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var (now, counts) = (time.GetUtcNow(), check.NotOlderThan!.Value);
        var kept = last is { IsDecisive: true, AsOf: { } at } && now - at < counts ? last : null;
        var lanes = board.Current?.Lanes.Where(l => gate.Lanes.Count == 0 || gate.Lanes.Contains(l.Lane, StringComparer.Ordinal)).ToList();
        if (lanes is null)
        {
            return Task.FromResult(kept ?? GateReading.Unknown("no order has been read yet"));
        }

        var volume = lanes.Sum(l => (l.LegacyPerMinute.Value ?? 0) + (l.OrchestrationPerMinute.Value ?? 0));
        var measured = lanes.Where(l => l.SlaAttainment is { State: FigureState.Fresh, Value: not null }).ToList();
        if (volume < (double)check.PerMinute!.Value || measured.Count == 0)
        {
            return Task.FromResult(kept ?? GateReading.Unknown(FormattableString.Invariant($"{volume:0.#} orders a minute now; it is measured at {check.PerMinute:0.#} or more")));
        }

        var worst = measured.MinBy(l => l.SlaAttainment.Value)!;
        GateFigure[] figures =
        [
            new("Within limits, worst lane", GateWords.Percent(worst.SlaAttainment.Value!.Value), GateWords.Percent((double)check.AtLeast!.Value)),
            new("Orders a minute", FormattableString.Invariant($"{volume:0.#}"), FormattableString.Invariant($"{check.PerMinute:0.#}")),
        ];
        var said = FormattableString.Invariant($"{worst.Name}: {worst.SlaAttainment.Value:0.##} % within limits at {volume:0.#} orders a minute.");
        return Task.FromResult((worst.SlaAttainment.Value >= (double)check.AtLeast ? GateReading.Passed(said, now, figures) : GateReading.Failed(said, now, figures)) with { Until = now + counts });
    }
}
