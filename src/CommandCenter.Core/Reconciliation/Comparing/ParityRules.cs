using System.Collections.Frozen;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Reconciliation.Comparing;

/// <summary>What a plan says about comparing, prepared for millions of orders. Immutable.</summary>
internal sealed class ParityRules
{
    private readonly FrozenDictionary<string, (long[] Allowance, Stage? CopyUntil)> lanes;
    private readonly (long[] Allowance, Stage? CopyUntil) anyLane;
    private readonly long[] tolerance = new long[ParityCells.Count];
    private readonly FrozenDictionary<(int Cell, string Legacy), FrozenSet<string>> equivalences;
    private readonly SideRules legacy;
    private readonly SideRules orchestration;

    public ParityRules(CutoverPlan plan)
    {
        Plan = plan;
        var settings = plan.Reconciliation;
        (legacy, orchestration) = (new SideRules(plan, Side.Legacy), new SideRules(plan, Side.Orchestration));
        Record = new SystemsOfRecord(plan);
        Ignored = settings.Ignored.Aggregate(0UL, (mask, cell) => mask | cell.Bit);
        // the sides' own words for where an order stands are no common language: they are compared only where the plan translates them
        Ignored |= settings.Equivalences.Any(e => e.Cell == ParityCells.Status) ? 0 : ParityCells.Status.Bit;
        lanes = plan.Lanes.ToFrozenDictionary(l => l.Id, l => (AllowancesOf(settings, l.Id, plan.Header.TimeScale), l.CopyUntil), StringComparer.Ordinal);
        anyLane = (AllowancesOf(settings, null, plan.Header.TimeScale), null);
        equivalences = settings.Equivalences.GroupBy(e => (e.Cell.Index, e.Legacy)).ToFrozenDictionary(g => g.Key, g => g.Select(e => e.Orchestration).ToFrozenSet(StringComparer.Ordinal));
        MaxPending = settings.MaxPending / Math.Max(1, plan.Header.TimeScale);

        // one side keeps seconds where the other keeps parts of them
        tolerance[ParityCells.Promises.Index] = tolerance[ParityCells.Attributes.Index] = 1;
        Array.Fill(tolerance, -1, ParityCells.Stages[0].Index, ParityCells.Stages.Count);
        foreach (var given in settings.Tolerances)
        {
            tolerance[given.Cell.Index] = given.Within;
        }
    }

    public CutoverPlan Plan { get; }

    /// <summary>Which system decides what.</summary>
    public SystemsOfRecord Record { get; }

    /// <summary>Cells that are not compared.</summary>
    public ulong Ignored { get; }

    public TimeSpan MaxPending { get; }

    public bool MirroredByDefault => Plan.Reconciliation.Mirrored;

    public SideRules Of(Side side) => side == Side.Legacy ? legacy : orchestration;

    /// <summary>Microseconds.</summary>
    public long Allowance(string? lane, ParityCell cell) => Of(lane).Allowance[cell.Index];

    /// <summary>The last stage that a copy is expected to reach; null = it goes all the way.</summary>
    public Stage? CopyUntil(string? lane) => Of(lane).CopyUntil;

    /// <summary>Minor units, pieces or seconds; -1 where a stage's times are not compared.</summary>
    public long Tolerance(ParityCell cell) => tolerance[cell.Index];

    public bool AreEquivalent(ParityCell cell, string fromLegacy, string fromOrchestration) =>
        equivalences.Count > 0 && equivalences.TryGetValue((cell.Index, fromLegacy), out var others) && others.Contains(fromOrchestration);

    private (long[] Allowance, Stage? CopyUntil) Of(string? lane) => lane is not null && lanes.TryGetValue(lane, out var found) ? found : anyLane;

    private static long[] AllowancesOf(ReconciliationSettings settings, string? lane, double timeScale)
    {
        var allowances = new long[ParityCells.Count];
        for (var i = 0; i < allowances.Length; i++)
        {
            // what names both lane and cell says more than what names one of them
            var best = settings.Allowances.Where(a => (a.Cell is null || a.Cell.Index == i) && (a.Lane is null || a.Lane == lane))
                .OrderByDescending(a => (a.Cell is null ? 0 : 1) + (a.Lane is null ? 0 : 2)).FirstOrDefault()?.Allow ?? settings.Allowance;
            allowances[i] = (long)(best / Math.Max(1, timeScale)).TotalMicroseconds;
        }

        return allowances;
    }
}

/// <summary>What one side can tell at all.</summary>
internal sealed class SideRules
{
    private readonly FrozenSet<string> filled;
    private readonly ulong stages;

    public SideRules(CutoverPlan plan, Side side)
    {
        Order = StageOrder.Of(plan, side);
        var sources = plan.Sources.Where(s => (s.Side == side || s.Side == Side.Shared) && plan.Mapping(s.Mapping)?.Kind == RecordKind.Order).ToList();
        var notObservable = plan.Sides.FirstOrDefault(s => s.Side == side)?.NotObservable ?? [];
        stages = ParityCells.Stages.Where(c => !notObservable.Contains(c.Stage!.Value) && sources.Exists(s => s.Reports.Contains(c.Stage!.Value))).Aggregate(0UL, (mask, c) => mask | c.Bit);
        var mappings = sources.Select(s => plan.Mapping(s.Mapping)!).ToList();
        filled = mappings.SelectMany(m => m.Fields.Keys)
            .Concat(mappings.SelectMany(m => m.Collections()).SelectMany(c => c.Rule.Fields.Keys.Select(f => $"{c.Name}.{f}"))).ToFrozenSet(StringComparer.Ordinal);
    }

    public StageOrder Order { get; }

    /// <summary>Whether some source of the side reports the stage.</summary>
    public bool Observes(ParityCell stage) => (stages & stage.Bit) != 0;

    /// <summary>Whether some mapping of the side fills such a fact.</summary>
    public bool Fills(string path) => filled.Contains(FactCells.Kind(path));
}
