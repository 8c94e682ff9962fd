using CommandCenter.Live;
using CommandCenter.Plan;

namespace CommandCenter.Orders;

/// <summary>Lays both sides of an order beside each other.</summary>
/// <param name="live">How fresh each source is; null counts every source as fresh.</param>
/// <param name="now">What deadlines are compared with.</param>
public sealed class StageRows(OrderDetail order, CutoverPlan plan, LiveSnapshot? live, DateTimeOffset now)
{
    private readonly ILookup<(Side Side, Stage Stage), StageRemark> remarks = new[] { order.Legacy, order.Orchestration }.OfType<OrderState>()
        .SelectMany(state => StageRemarks.Of(state, plan).Select(r => (state.Side, r))).ToLookup(r => (r.Side, r.r.Stage), r => r.r);

    /// <summary>The nine stages that are always shown and every other that a side reported, in order.</summary>
    public IReadOnlyList<StageRow> Build()
    {
        var stages = Stages.All.Where(s => Stages.Always.Contains(s) || order.Legacy?.At(s) is not null || order.Orchestration?.At(s) is not null);
        return [.. stages.Select(Row)];
    }

    private StageRow Row(Stage stage)
    {
        var legacy = Cell(Side.Legacy, order.Legacy, order.Orchestration, stage);
        var orchestration = Cell(Side.Orchestration, order.Orchestration, order.Legacy, stage);
        TimeSpan? apart = legacy.Kind == StageCellKind.Reached && orchestration.Kind == StageCellKind.Reached ? (legacy.At - orchestration.At)?.Duration() : null;
        var gap = legacy.Kind == StageCellKind.Missing || orchestration.Kind == StageCellKind.Missing;
        return new StageRow(stage, legacy, orchestration, apart, gap, gap && stage is (Stage.Cancelled or Stage.Returned));
    }

    private StageCell Cell(Side side, OrderState? mine, OrderState? other, Stage stage)
    {
        if (mine?.At(stage) is { } at) return new StageCell(StageCellKind.Reached, at, Note(mine, stage)) { Remarks = [.. remarks[(side, stage)]] };
        if (plan.Of(side).NotObservable.Contains(stage)) return new StageCell(StageCellKind.NotObservable);
        if (mine is null) return new StageCell(StageCellKind.NotExpected, null, "never reported here");

        var copy = order.Owner is { } owner && owner != side;
        var lane = plan.Lane(mine.Text("lane") ?? other?.Text("lane"));
        if (copy && Stages.IsOwnersAlone(stage)) return new StageCell(StageCellKind.NotExpected, null, "only the owner does this");
        if (copy && stage < Stage.Cancelled && lane?.CopyUntil is { } until && Rank(side, stage) > Rank(side, until)) return new StageCell(StageCellKind.NotExpected, null, "a copy stops before");
        if (SilentSince(side, stage) is { } silent) return new StageCell(StageCellKind.Stale, silent);

        // a stage that came on the other side as an end must come here too
        if (stage is Stage.Cancelled or Stage.Returned) return other?.At(stage) is { } elsewhere ? new StageCell(StageCellKind.Missing, elsewhere, "expected since") : new StageCell(StageCellKind.NotReached);
        if (mine.Stage is Stage.Cancelled or Stage.Returned) return new StageCell(StageCellKind.NotReached);
        if (mine.StageTimes.Any(t => Rank(side, t.Stage) > Rank(side, stage) && t.Stage < Stage.Cancelled) && Fulfils(stage)) return new StageCell(StageCellKind.Missing, null, "a later stage came without it");
        if (!copy && Deadline(lane, mine, stage) is { } due) return new StageCell(due < now ? StageCellKind.Missing : StageCellKind.Pending, due, "expected by");
        return new StageCell(StageCellKind.NotReached);
    }

    // held and authorised are passed by some orders only; picking and what follows are passed by all that go so far
    private static bool Fulfils(Stage stage) => stage is Stage.Created or Stage.Allocated or Stage.Routed or Stage.Picked or Stage.Packed or Stage.Shipped;

    private int Rank(Side side, Stage stage)
    {
        var stages = plan.Of(side).Stages;
        for (var i = 0; i < stages.Count; i++)
        {
            if (stages[i] == stage) return i;
        }

        return (int)stage;
    }

    private DateTimeOffset? Deadline(LaneDefinition? lane, OrderState state, Stage stage)
    {
        // where a lane has several limits to a stage, a duration says best when news is expected; a cut-off is known to live state alone
        var limits = lane?.Sla.Where(s => s.Stage == stage && s.Due != LimitDue.CarrierCutoff).OrderBy(s => s.Due is not null);
        if (limits?.FirstOrDefault() is not { } limit) return null;
        if (limit.Due is { } promise) return state.Instant(promise.Name());
        var from = limit.From switch
        {
            "placed" => state.Instant("placedAt") ?? state.At(Stage.Created),
            "eligible" => state.Instant("eligibleAt"),
            _ => Stages.TryParse(limit.From, out var start) ? state.At(start) : null,
        };
        var within = limit.Within!.Value / Math.Max(1, plan.Header.TimeScale);
        return from is { } began && plan.Calendar(limit.Calendar) is { } calendar
            ? Instants.FromMicros(new OpenTime(calendar).Add(Instants.ToMicros(began), (long)within.TotalMicroseconds))
            : from + within;
    }

    /// <summary>Until when the side is known for this stage, when every source that reports it has fallen silent; null while one speaks.</summary>
    private DateTimeOffset? SilentSince(Side side, Stage stage)
    {
        if (live is null) return null;
        var reporters = plan.Sources.Where(s => s.Side == side && s.Reports.Contains(stage)).Select(s => live.Sources.FirstOrDefault(l => l.Id == s.Id)).OfType<SourceLive>().ToList();
        if (reporters.Count == 0 || !reporters.TrueForAll(r => r.Health is SourceHealth.Stale or SourceHealth.Broken)) return null;
        return reporters.Max(r => r.Watermark ?? r.LastEvent ?? r.LastSuccess);
    }

    private static string? Note(OrderState state, Stage stage) => stage switch
    {
        Stage.Held => state.Text("holdReason"),
        Stage.Allocated or Stage.Routed => state.Text("node") is { } node ? $"node {node}" : null,
        Stage.Released => state.Text("wave") is { } wave ? $"wave {wave}" : null,
        Stage.Cancelled => state.Text("cancelReason") is { } reason ? $"reason {reason}" : null,
        _ => null,
    };
}
