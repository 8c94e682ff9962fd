using CommandCenter.Orders;
using CommandCenter.Plan.Versions;
using CommandCenter.Readiness.Deadlines;
using CommandCenter.Releases;
using CommandCenter.Traffic.Actuators;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Live;

/// <summary>What somebody must look at, worst first: rollbacks that run, breaching lanes, actuators that are not seen to carry the table out, releases that are held, lanes at risk, what is open past its date, a plan that could not be read, sources that we cannot see, figures that are missing, records refused in a burst.</summary>
internal sealed class AttentionList(HappeningLog happenings)
{
    /// <summary>A burst of rejected records: at least this many in two minutes …</summary>
    private const int ManyRejected = 10;

    /// <summary>… and more than this share of what came.</summary>
    private const double RejectedShare = 0.10;

    private const string PlanLink = "/landscape";
    private const string TrafficLink = "/traffic";
    private const string DeadlinesLink = "/risks?overdue=true";
    private const int MostDeadlines = 5;

    public IReadOnlyList<AttentionItem> Build(LiveState state, IReadOnlyList<LaneMeasure> lanes, IReadOnlyList<NamedFigure> figures, PlanNotice? plan, StandingCommands? standing, long now)
    {
        var items = new List<AttentionItem>();
        AddRollbacks(items, standing?.Rollbacks ?? []);
        foreach (var lane in lanes)
        {
            AddBreach(items, lane, now);
        }

        AddActuators(items, standing?.Actuators ?? [], now);
        AddShifts(items, standing?.Shifts ?? []);
        AddHolds(items, standing?.Holds ?? []);
        foreach (var lane in lanes)
        {
            AddRisk(items, lane, now);
        }

        AddDeadlines(items, standing?.Deadlines ?? [], now);
        AddPlan(items, plan, now);
        foreach (var source in state.Sources.Values)
        {
            AddSource(items, state, source, now);
        }

        AddMissing(items, figures, now);
        foreach (var source in state.Sources.Values)
        {
            AddRejected(items, state, source, now);
            AddMissed(items, state, source, now);
        }

        return items;
    }

    /// <summary>The limit of the lane that is furthest below its target; null while none is breaching.</summary>
    public static LimitMeasure? Worst(LaneMeasure lane) =>
        lane.Limits.Where(l => l.IsBreaching).OrderByDescending(l => l.View.TargetPercent - (l.Percent ?? 100)).FirstOrDefault();

    public static string Describe(LimitMeasure limit)
    {
        return limit.Percent is { } percent
            ? $"{limit.View.Words}: {Wording.Percent(percent)} of {Wording.Count(limit.OutOf, "order", "orders")}, target {Wording.Percent(limit.View.TargetPercent)}"
            : $"{limit.View.Words}: {Wording.Count(limit.Overdue, "order", "orders")} overdue";
    }

    private void AddBreach(List<AttentionItem> items, LaneMeasure lane, long now)
    {
        var name = lane.View.Definition.Name;
        var worst = Worst(lane);
        var since = happenings.Stands($"breach:{lane.View.Definition.Id}", worst is not null, now,
            worst is null ? null : $"{name} breaches {Describe(worst)}.", stood => $"{name} is within its limits again after {Wording.Duration(stood)}.", LaneLink(lane));
        if (since is { } at)
        {
            var overdue = lane.Breached == 0 ? "" : $"; {lane.Breached} overdue now";
            items.Add(new AttentionItem(AttentionKind.Breaching, name, $"{Describe(worst!)}{overdue}", Instants.FromMicros(at), null, null, null, LaneLink(lane)));
        }
    }

    private static void AddRollbacks(List<AttentionItem> items, IReadOnlyList<RollbackLive> rollbacks)
    {
        foreach (var one in rollbacks)
        {
            var traffic = one.RestoredAt is null ? "traffic is being restored" : "traffic is restored";
            var parked = one.Parked == 0 ? "" : $", {one.Parked:N0} parked for a person";
            items.Add(new AttentionItem(
                AttentionKind.RollingBack, one.Drill ? "Drill of a rollback" : "Rollback", $"{one.Scope}: {traffic}; {one.Left:N0} of {Wording.Count(one.InFlight, "order", "orders")} without an outcome{parked}",
                one.DecidedAt, one.Actor, "proof from both ledgers", null, $"/rollbacks/{one.Id}"));
        }
    }

    /// <summary>While an outside actuator is not confirmed, orders may go another way than was commanded.</summary>
    private void AddActuators(List<AttentionItem> items, IReadOnlyList<ActuatorStanding> actuators, long now)
    {
        foreach (var actuator in actuators.Where(a => a.Kind != Plan.ActuatorKind.BuiltIn))
        {
            var lagging = actuator.Phase == Phase.Degraded;
            var since = happenings.Stands($"actuator:{actuator.Id}", lagging, now, $"Actuator {actuator.Id}: {actuator.Message}", stood => $"Actuator {actuator.Id} is confirmed again after {Wording.Duration(stood)}.", TrafficLink);
            if (since is { } at && lagging)
            {
                var kind = actuator.Verdict == Confirmation.Differs ? AttentionKind.Differs : AttentionKind.Error;
                items.Add(new AttentionItem(kind, $"Actuator {actuator.Id}", $"not confirmed to carry out revision {actuator.AskedRevision}. {actuator.Message.TrimEnd('.')}", Instants.FromMicros(at), null, "Applied and looked at again", null, TrafficLink));
            }
        }
    }

    private static void AddShifts(List<AttentionItem> items, IReadOnlyList<ShiftLive> shifts)
    {
        foreach (var one in shifts.Where(s => s.WaitsFor is not null))
        {
            var what = one.State switch
            {
                ShiftState.Confirming => "passed and waits for somebody to confirm",
                ShiftState.Held => "was frozen by a threshold",
                _ => "is paused",
            };
            items.Add(new AttentionItem(
                AttentionKind.ShiftWaits, one.Name, $"{string.Join("; ", one.Segments)}: step {one.Step} of {one.Steps} at {Wording.Percent(one.Percent)} {what}; {one.Judged}", one.Since, one.WaitsFor, one.NextStep, one.NextAt,
                "/traffic?shift=" + one.Id));
        }
    }

    private static void AddHolds(List<AttentionItem> items, IReadOnlyList<ReleaseHold> holds)
    {
        foreach (var hold in holds)
        {
            var sides = string.Join(", ", hold.Sides.Select(s => $"{s.Side} {ReleaseWords.Of(s.State)}"));
            var text = hold.Stands
                ? $"{hold.Segment}, held by {hold.HeldBy}: {sides}. Orders are accepted meanwhile"
                : $"{hold.Segment}, resumed by {hold.ResumedBy} and not confirmed everywhere: {sides}";
            items.Add(new AttentionItem(AttentionKind.Held, hold.Stands ? "Releases held" : "Releases resuming", text, hold.ResumedAt ?? hold.HeldAt, hold.ResumedBy ?? hold.HeldBy, null, null, "/releases"));
        }
    }

    private void AddRisk(List<AttentionItem> items, LaneMeasure lane, long now)
    {
        var waiting = lane.AtRisk + lane.Breached;
        var since = happenings.Stands($"risk:{lane.View.Definition.Id}", waiting > 0, now, null, null);
        if (since is { } at && Worst(lane) is null)
        {
            var text = lane.Breached == 0
                ? $"{Wording.Count(lane.AtRisk, "order", "orders")} close to the limit, of {lane.Open:N0} open"
                : $"{Wording.Count(lane.Breached, "order", "orders")} overdue, {lane.AtRisk:N0} close to the limit, of {lane.Open:N0} open";
            items.Add(new AttentionItem(AttentionKind.AtRisk, lane.View.Definition.Name, text, Instants.FromMicros(at), null, null, null, LaneLink(lane)));
        }
    }

    /// <summary>The longest overdue first; more than a few are one entry, so that what breaches stays in sight.</summary>
    private static void AddDeadlines(List<AttentionItem> items, IReadOnlyList<DeadlineStanding> deadlines, long now)
    {
        var overdue = deadlines.Where(d => d.IsOpen && Instants.ToMicros(d.Item.Due) <= now).OrderBy(d => d.Item.Due).ToList();
        foreach (var one in overdue.Take(MostDeadlines))
        {
            items.Add(new AttentionItem(AttentionKind.Overdue, one.Item.Kind.Words(), $"{one.Item.Title}: open past its date", one.Item.Due, one.Item.Owner, null, null, DeadlinesLink));
        }

        if (overdue.Count > MostDeadlines)
        {
            items.Add(new AttentionItem(AttentionKind.Overdue, "Risks and issues", overdue.Count == MostDeadlines + 1 ? "1 more is open past its date" : $"{overdue.Count - MostDeadlines:N0} more are open past their dates", overdue[MostDeadlines].Item.Due, null, null, null, DeadlinesLink));
        }
    }

    private void AddPlan(List<AttentionItem> items, PlanNotice? plan, long now)
    {
        var since = happenings.Stands("plan", plan is not null, now, plan?.Text, null, PlanLink);
        if (since is { } at)
        {
            var problems = plan!.Problems.Count == 0 ? "" : $" The first of {Wording.Count(plan.Problems.Count, "problem", "problems")}: {plan.Problems[0]}.";
            items.Add(new AttentionItem(AttentionKind.Error, "Plan", plan.Text + problems, Instants.FromMicros(at), null, null, null, PlanLink));
        }
    }

    private void AddSource(List<AttentionItem> items, LiveState state, SourceMonitor source, long now)
    {
        var id = source.Definition.Id;
        var health = source.HealthAt(now);
        var silent = health is SourceHealth.Stale or SourceHealth.Broken or SourceHealth.Paused;
        var word = health switch { SourceHealth.Paused => "was paused", SourceHealth.Broken => "is cut off", _ => "went stale" };
        var why = source.Error is { Length: > 0 } error ? $": {error}" : "";
        // pausing, breaking and going silent are different things to read about, though one after the other they are one trouble
        happenings.Stands($"health:{id}:{health}", silent, now, $"{id} {word}{why}", null, "/sources");
        foreach (var other in new[] { SourceHealth.Stale, SourceHealth.Broken, SourceHealth.Paused })
        {
            if (other != health)
            {
                happenings.Stands($"health:{id}:{other}", stands: false, now, null, null);
            }
        }

        var since = happenings.Stands($"silent:{id}", silent, now, null, stood => $"{id} came back after {Wording.Duration(stood)}.", "/sources");
        if (since is null)
        {
            return;
        }

        var last = source.LastSuccess == SideRecord.None ? "has never answered" : $"silent since {Instants.FromMicros(source.LastSuccess):HH:mm:ss} UTC";
        var text = health switch
        {
            SourceHealth.Paused => $"paused, {last}",
            SourceHealth.Broken => $"cut off after repeated failures, {last}{why}",
            _ => $"stale, {last}{why}",
        };
        var owner = state.Plan?.Plan.Systems.FirstOrDefault(s => s.Id == source.Definition.System)?.Owner;
        items.Add(new AttentionItem(health == SourceHealth.Broken ? AttentionKind.Error : AttentionKind.Stale, id, text, source.StaleSince(now) ?? Instants.FromMicros(since.Value), owner,
            source.NextTry is null ? null : "Tried again", source.NextTry, "/sources"));
    }

    private void AddMissing(List<AttentionItem> items, IReadOnlyList<NamedFigure> figures, long now)
    {
        foreach (var figure in figures)
        {
            var missing = figure.Figure.State is FigureState.Missing or FigureState.Error;
            happenings.Stands($"missing:{figure.Key}", missing, now, null, null);
        }

        var gone = figures.Where(f => f.Figure.State is FigureState.Missing or FigureState.Error).ToList();
        var since = happenings.Stands("missing", gone.Count > 0, now, null, null);
        if (since is { } at)
        {
            var named = string.Join(", ", gone.Take(3).Select(f => f.Label));
            var more = gone.Count > 3 ? $" and {gone.Count - 3} more" : "";
            items.Add(new AttentionItem(AttentionKind.Missing, Wording.Count(gone.Count, "figure", "figures"), $"cannot be measured: {named}{more}", Instants.FromMicros(at), null, null, null, "/sources"));
        }
    }

    private void AddRejected(List<AttentionItem> items, LiveState state, SourceMonitor source, long now)
    {
        const int minutes = 2;
        var rejected = source.RejectedWithin(now, minutes);
        var burst = rejected >= ManyRejected && rejected > RejectedShare * source.RecordsWithin(now, minutes);
        var id = source.Definition.Id;
        var since = happenings.Stands($"rejected:{id}", burst, now, $"{id}: {Wording.Count(rejected, "record", "records")} refused by the mapping within {minutes} minutes.", null, "/sources");
        if (since is { } at)
        {
            var owner = state.Plan?.Plan.Systems.FirstOrDefault(s => s.Id == source.Definition.System)?.Owner;
            items.Add(new AttentionItem(AttentionKind.Error, id, $"{Wording.Count(rejected, "record", "records")} refused by the mapping within {minutes} minutes", Instants.FromMicros(at), owner, null, null, "/sources"));
        }
    }

    /// <summary>A source whose changes polling does not see: its cursor cannot be trusted, however fresh it looks.</summary>
    private void AddMissed(List<AttentionItem> items, LiveState state, SourceMonitor source, long now)
    {
        var id = source.Definition.Id;
        var sweep = source.Sweep;
        var missed = sweep?.Missed > 0;
        var text = missed
            ? $"{Wording.Count(sweep!.Missed, "order", "orders")} changed and polling did not bring it, such as {sweep.MissedKey}: the cursor field did not move, or a page was left out. The sweep brought it"
            : "";
        var since = happenings.Stands($"missed:{id}", missed, now, $"{id}: {text}.", _ => $"{id}: a whole sweep found nothing that polling had missed.", "/sources/" + id);
        if (since is { } at)
        {
            var owner = state.Plan?.Plan.Systems.FirstOrDefault(s => s.Id == source.Definition.System)?.Owner;
            items.Add(new AttentionItem(AttentionKind.Error, id, text, Instants.FromMicros(at), owner, null, null, "/sources/" + id));
        }
    }

    private static string LaneLink(LaneMeasure lane) => $"/orders?lane={lane.View.Definition.Id}";
}
