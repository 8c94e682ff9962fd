using CommandCenter.Orders;
using CommandCenter.Plan.Versions;
using CommandCenter.Traffic;

namespace CommandCenter.Live;

/// <summary>Makes the immutable picture of what live state holds. One pass over the orders; what it adds up in is reused.</summary>
internal sealed class SnapshotBuilder(LiveState state, HappeningLog happenings, bool rehearsal, PlanStatus? status = null, StandingCommands? standing = null)
{
    private readonly AttentionList attention = new(happenings);
    private readonly FigureMeasure figures = new();
    private readonly TimerList timers = new();
    private PlanView? measured;
    private LaneMeasure[] lanes = [];

    /// <summary>Null until a plan runs.</summary>
    public LiveSnapshot? Build(long now)
    {
        if (state.Plan is not { } plan)
        {
            return null;
        }

        if (!ReferenceEquals(measured, plan))
        {
            (measured, lanes) = (plan, [.. plan.Lanes.Select(l => new LaneMeasure(l))]);
        }

        var feeds = new FeedTable(plan, state.Sources, now);
        state.Advance(feeds, now);
        SetCommands();
        Measure(feeds, now);
        SayWithdrawn(plan, now);
        var table = standing?.Table;
        var rows = lanes.Select(l => Commanded(l.Show(PhaseRule.OfLane(l, feeds), state.KnownSince), table, l.OpenOnLegacy)).ToArray();
        var named = figures.Show(state.Propagation, state.Readings, feeds, now);
        var list = attention.Build(state, lanes, named, status?.Current, standing, now);
        var header = plan.Plan.Header;
        return new LiveSnapshot
        {
            Revision = state.Revision,
            AsOf = Instants.FromMicros(now),
            Phase = PhaseRule.Overall(state, lanes, feeds, now),
            Header = new LiveHeader(header.Name, header.Retailer, header.Zone, header.CutoverStart, header.TimeScale, rehearsal, header.Commander, plan.Plan.Hash),
            Attention = list,
            Totals = Totals.Build(state, lanes, rows, feeds, now),
            Lanes = rows,
            Sources = [.. plan.Plan.Sources.Select(s => state.Sources[s.Id].Show(now))],
            Queues = state.Readings.Show(state.Sources, now),
            TimersRunning = timers.Running,
            Timers = timers.Show(plan),
            Happenings = happenings.Entries,
            Figures = named,
            Shifts = [.. (standing?.Shifts ?? []).OrderBy(s => s.WaitsFor is null)],
            Exceptions = standing?.Exceptions?.Tallies,
            Gates = standing?.Gates,
            Rollback = standing?.Rollbacks.OrderBy(r => r.Drill).FirstOrDefault(),
        };
    }

    /// <summary>A table that nobody has commanded says nothing.</summary>
    private LaneLive Commanded(LaneLive lane, TrafficTable? table, int openOnLegacy)
    {
        if (table is not { Revision: > 0 })
        {
            return lane;
        }

        var share = CommandedShare.Of(table, lane.Lane);
        var isShifting = standing!.Shifts.Any(s => s.Lanes.Count == 0 || s.Lanes.Contains(lane.Lane, StringComparer.Ordinal));
        return lane with { CommandedPercent = (double)share.Percent, CommandedNote = share.Note, Migration = MigrationStage.Of(table, lane.Lane, isShifting, openOnLegacy) };
    }

    /// <summary>Orders from before a command say nothing of whether it was followed.</summary>
    private void SetCommands()
    {
        if (standing?.Table is not { Revision: > 0 } table)
        {
            return;
        }

        foreach (var lane in lanes)
        {
            lane.CommandedSince = standing.RulesSince.TryGetValue(CommandedShare.Of(table, lane.View.Definition.Id).Rule, out var since) ? Instants.ToMicros(since) : SideRecord.None;
        }
    }

    private void Measure(FeedTable feeds, long now)
    {
        figures.Begin(feeds);
        timers.Begin(now);
        foreach (var lane in lanes)
        {
            lane.Begin(feeds);
        }

        foreach (var order in state.All)
        {
            figures.Add(order);
            if (order.Lane >= 0)
            {
                lanes[order.Lane].Add(order);
                timers.Add(order);
            }
        }

        foreach (var lane in lanes)
        {
            lane.Judge();
        }
    }

    private void SayWithdrawn(PlanView plan, long now)
    {
        foreach (var (lane, count) in state.Withdrawn)
        {
            if (lane >= 0 && lane < plan.Lanes.Count)
            {
                happenings.Add(now, $"{plan.Lanes[lane].Definition.Name}: {Wording.Count(count, "breach", "breaches")} withdrawn, a hold or a stage was reported late.", $"/orders?lane={plan.Lanes[lane].Definition.Id}");
            }
        }

        state.Withdrawn.Clear();
    }
}
