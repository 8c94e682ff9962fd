using CommandCenter.Plan;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Reconciliation.Runs;

namespace CommandCenter.Readiness.Gates.Checks;

/// <summary>Parity of each lane in each of the last full comparisons, and not falling from run to run.</summary>
internal sealed class ParityCheck(RunStore runs, ParityBoard board, ActivePlan plan, TimeProvider time) : IGateCheck
{
    /// <summary>Fewer runs show no direction.</summary>
    private const int FewestForTrend = 3;
    private static readonly TimeSpan lookBack = TimeSpan.FromDays(30);

    public string Name => "parity";

    public async Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        var (now, wanted, least) = (time.GetUtcNow(), check.Runs ?? 1, (double)check.AtLeast!.Value);
        if (board.Current.Trouble is { } trouble)
        {
            return GateReading.Unknown(trouble);
        }

        var byLane = (await runs.LanesAsync(ParityRunKind.Full, now - lookBack, wanted, cancel)).GroupBy(c => c.Lane).ToDictionary(g => g.Key, g => g.Select(c => c.Count.Percent).ToList(), StringComparer.Ordinal);
        var lanes = gate.Lanes.Count > 0 ? gate.Lanes : [.. plan.Required.Lanes.Select(l => l.Id).Where(byLane.ContainsKey)];
        if (lanes.Count == 0)
        {
            return GateReading.Unknown("both sides have not been compared yet");
        }

        if (lanes.FirstOrDefault(l => board.Current.Lanes.FirstOrDefault(p => p.Lane == l)?.Standing == ParityStanding.CannotTell) is { } dark)
        {
            return GateReading.Unknown($"parity of {dark} cannot be told: {board.Current.Lanes.First(p => p.Lane == dark).Reason}");
        }

        var few = lanes.FirstOrDefault(l => (byLane.GetValueOrDefault(l)?.Count(p => p is not null) ?? 0) < wanted);
        if (few is not null)
        {
            return GateReading.Unknown($"{byLane.GetValueOrDefault(few)?.Count(p => p is not null) ?? 0} of {wanted} comparisons with orders of {few}");
        }

        var worst = lanes.Select(l => (Lane: l, Percent: byLane[l].Min()!.Value)).MinBy(l => l.Percent);
        var figure = new GateFigure($"Worst lane in {wanted} {(wanted == 1 ? "run" : "runs")}", $"{GateWords.Percent(worst.Percent)}, {worst.Lane}", GateWords.Percent(least));
        var falling = lanes.Where(l => IsFalling(byLane[l])).ToList();
        return worst.Percent < least ? GateReading.Failed($"{worst.Lane} has {GateWords.Percent(worst.Percent)}, {GateWords.Percent(least)} are asked.", now, figure)
            : falling.Count > 0 ? GateReading.Failed($"It falls from run to run: {GateWords.Few(falling)}.", now, figure)
            : GateReading.Passed($"{GateWords.Percent(worst.Percent)} or more in each lane{(wanted == 1 ? "" : $", {wanted} runs in a row")}.", now, figure) with { Documents = [new GateDocument("Comparisons of both sides", null, "/reconciliation")] };
    }

    private static bool IsFalling(List<double?> percents) => percents.Count >= FewestForTrend && percents.Zip(percents.Skip(1)).All(p => p.Second < p.First);
}

/// <summary>Orders with a ripe difference that nobody has explained.</summary>
internal sealed class DifferencesUnderstoodCheck(ParityBoard board, TimeProvider time) : IGateCheck
{
    public string Name => "differences-understood";

    public Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        if (NotKnown(board.Current, gate) is { } why)
        {
            return Task.FromResult(GateReading.Unknown(why));
        }

        var ripe = board.Current.Open.Where(m => !m.Mismatch.Difference.IsPending && Concerns(gate, m.Mismatch.Lane)).ToList();
        var left = ripe.Where(m => !m.IsUnderstood).Select(m => m.Mismatch.OrderKey).Distinct(StringComparer.Ordinal).Count();
        var (all, most) = (ripe.Select(m => m.Mismatch.OrderKey).Distinct(StringComparer.Ordinal).Count(), check.AtMost ?? 0);
        var figure = new GateFigure("Not understood", FormattableString.Invariant($"{left:N0} of {all:N0} orders that differ"), FormattableString.Invariant($"{most:N0}"));
        var said = all == 0 ? "No order differs." : FormattableString.Invariant($"{left:N0} of {all:N0} orders that differ are not understood; {most:N0} may be.");
        return Task.FromResult((left <= most ? GateReading.Passed(said, time.GetUtcNow(), figure) : GateReading.Failed(said, time.GetUtcNow(), figure)) with { Documents = [new GateDocument("Differences by rule", null, "/reconciliation")] });
    }

    /// <summary>Why the picture says nothing; null where it does.</summary>
    internal static string? NotKnown(ParitySnapshot now, GateDefinition gate) => now.Full is null ? "both sides have not been compared yet"
        : now.Trouble ?? now.Lanes.FirstOrDefault(l => l.Standing == ParityStanding.CannotTell && Concerns(gate, l.Lane))?.Reason;

    internal static bool Concerns(GateDefinition gate, string? lane) => gate.Lanes.Count == 0 || (lane is not null && gate.Lanes.Contains(lane, StringComparer.Ordinal));
}

/// <summary>No order line was shipped beyond what was ordered, over both sides. The limit is zero: one is enough.</summary>
internal sealed class NoDuplicateShipmentsCheck(ParityBoard board, TimeProvider time) : IGateCheck
{
    private const string Rule = "shipped-beyond-ordered";

    public string Name => "no-duplicate-shipments";

    public Task<GateReading> ReadAsync(GateDefinition gate, GateCheck check, GateReading? last, CancellationToken cancel)
    {
        if (DifferencesUnderstoodCheck.NotKnown(board.Current, gate) is { } why)
        {
            return Task.FromResult(GateReading.Unknown(why));
        }

        var twice = board.Current.Open.Where(m => m.Mismatch.Class.Rule == Rule && DifferencesUnderstoodCheck.Concerns(gate, m.Mismatch.Lane)).Select(m => m.Mismatch.OrderKey).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var figure = new GateFigure("Orders shipped twice", FormattableString.Invariant($"{twice.Count:N0}"), "0");
        return Task.FromResult(twice.Count == 0
            ? GateReading.Passed(FormattableString.Invariant($"None among {board.Current.Lanes.Sum(l => l.Orders):N0} orders."), time.GetUtcNow(), figure)
            : GateReading.Failed($"{twice.Count} orders: {GateWords.Few(twice)}.", time.GetUtcNow(), figure));
    }
}
