using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Traffic;

namespace CommandCenter.Readiness.Gates;

/// <summary>Says which blocking gates stop a move of traffic. What was not looked at lately is not known, and stops it.</summary>
public sealed class GateGuard(GateKeeper keeper, ActivePlan plan, TimeProvider time)
{
    /// <summary>A look that is older says nothing any more.</summary>
    private static readonly TimeSpan oldest = TimeSpan.FromSeconds(30);

    /// <summary>Looks at the gates where that was not done lately; to be called before the transaction that asks.</summary>
    public Task ReadyAsync(CancellationToken cancel) => keeper.Current is { } seen && time.GetUtcNow() - seen.AsOf < oldest / 2 && seen.PlanHash == plan.Current?.Hash ? Task.CompletedTask : keeper.ReadAsync(cancel);

    /// <summary>Within the command's transaction: what people signed or waived is read there, what checks found is of the last look.</summary>
    /// <param name="percent">Share of orchestration that would be commanded; what sends everything to legacy needs no gate.</param>
    /// <returns>Null where nothing stops it.</returns>
    internal async Task<Error?> RefuseAsync(CommandsDb db, IReadOnlyList<Segment> segments, decimal percent, CancellationToken cancel)
    {
        if (plan.Current is not { } current || percent <= 0)
        {
            return null;
        }

        var asked = current.Gates.Where(g => Concerns(g, segments, percent)).ToList();
        if (asked.Count == 0)
        {
            return null;
        }

        var (acts, now) = (await GateBook.ActsAsync(db, [.. asked.Select(g => g.Id)], cancel), time.GetUtcNow());
        var seen = keeper.Current is { } view && now - view.AsOf < oldest ? view : null;
        var red = asked.Select(g => (Gate: g, Standing: GateRules.Stand(g, ReadingOf(seen, g), [.. acts[g.Id]], current.Header.CutoverStart, now))).Where(g => !g.Standing.IsOpen).ToList();
        return red.Count == 0 ? null : GateErrors.Stopped(red);
    }

    /// <summary>The same by the last picture alone, for a look ahead; null where nothing stops it.</summary>
    public string? WhyNot(IReadOnlyList<Segment> segments, decimal percent)
    {
        var red = keeper.Current?.Items.Where(g => Concerns(g.Gate, segments, percent) && !g.Standing.IsOpen).Select(g => (g.Gate, g.Standing)).ToList() ?? [];
        return red.Count == 0 || percent <= 0 ? null : GateErrors.Words(red);
    }

    private static bool Concerns(GateDefinition gate, IReadOnlyList<Segment> segments, decimal percent) => gate.IsBlocking && gate.Phase != GatePhase.Stabilise && percent >= gate.FromPercent
        && (gate.Lanes.Count == 0 || segments.Any(s => s.Lane is null || gate.Lanes.Contains(s.Lane, StringComparer.Ordinal)));

    private static GateReading? ReadingOf(GatesView? seen, GateDefinition gate) => seen?.Items.FirstOrDefault(g => g.Gate.Id == gate.Id && g.Gate.Hash == gate.Hash)?.Reading;
}
