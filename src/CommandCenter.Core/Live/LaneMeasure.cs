using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>Adds up one lane's orders for one snapshot and makes its row of it. Reused from snapshot to snapshot.</summary>
internal sealed class LaneMeasure(LaneView lane)
{
    private static readonly long Window = (long)FigureDefinitions.Window.TotalMicroseconds;
    private static readonly long RoutedWindow = (long)FigureDefinitions.RoutedWindow.TotalMicroseconds;

    private readonly WindowSamples routing = new();
    private readonly WindowShare owned = new();
    private readonly WindowShare observedOwners = new();
    private readonly WindowShare success = new();
    private readonly WindowShare attained = new();
    private readonly WindowShare[] perSide = [new(), new()];
    private readonly long[] perMinute = new long[2];
    private readonly Feed[] created = new Feed[2];
    private Feed share;
    private Feed routed;
    private Feed all;
    private int unclear;
    private int routedWithoutStart;

    public LaneView View { get; } = lane;
    public WindowShare RoutedWithin { get; } = new();
    public WindowShare Attained => attained;
    public WindowShare Owned => owned;
    public WindowShare Success => success;
    public int Unclear => unclear;
    public int AtRisk { get; private set; }
    public int Breached { get; private set; }
    /// <summary>Since when the share that is commanded stands; orders placed before it are not counted as observed.</summary>
    public long CommandedSince { get; set; } = SideRecord.None;

    public int Open { get; private set; }

    /// <summary>Of those, legacy's.</summary>
    public int OpenOnLegacy { get; private set; }

    /// <summary>Open orders that were past a limit, or whose news was older than it, when they were first read: counted, never alarmed.</summary>
    public int LateBefore { get; private set; }

    /// <summary>Open orders with a limit that is watched.</summary>
    public int Timed { get; private set; }
    public int Mirrored { get; private set; }
    public LimitMeasure[] Limits { get; } = [.. lane.Limits.Select(l => new LimitMeasure(l))];

    public long PerMinute(Side side) => perMinute[(int)side];

    public void Begin(FeedTable feeds)
    {
        created[0] = feeds.Of(Side.Legacy, Stage.Created);
        created[1] = feeds.Of(Side.Orchestration, Stage.Created);
        share = Feed.Both(created[0], created[1]);
        routed = feeds.OfBoth(Stage.Routed);
        all = feeds.OfBoth([.. View.Limits.Select(l => l.Stage.Stage).OfType<Stage>()]);
        foreach (var milestone in View.Limits.Where(l => l.Stage.Stage is null).Select(l => l.Stage))
        {
            all = Feed.Both(all, feeds.OfBoth(milestone));
        }

        routing.Clear();
        owned.Begin(share.AsOf);
        observedOwners.Begin(share.AsOf);
        success.Begin(share.AsOf);
        attained.Begin(all.AsOf);
        RoutedWithin.Begin(routed.AsOf);
        for (var side = 0; side < 2; side++)
        {
            perSide[side].Begin(created[side].AsOf);
            perMinute[side] = 0;
        }

        (unclear, routedWithoutStart, AtRisk, Breached, Open, OpenOnLegacy, Mirrored, LateBefore, Timed) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var limit in Limits)
        {
            limit.Begin();
        }
    }

    public void Add(LiveOrder order)
    {
        AddPlaced(order);
        if (order.Owned is { } record)
        {
            AddRouting(record);
        }

        AddClocks(order);
        if (!order.IsSettled)
        {
            Open++;
            OpenOnLegacy += order.Owner == ObservedOwner.Legacy ? 1 : 0;
        }
    }

    /// <summary>To be called when all orders have been added.</summary>
    public void Judge()
    {
        foreach (var limit in Limits)
        {
            limit.Judge(all.State == FigureState.Fresh);
        }
    }

    public LaneLive Show(OverallPhase phase, long knownSince)
    {
        var observed = Figures.Share(share, observedOwners, unclear == 0 ? null : $"{unclear} {(unclear == 1 ? "order" : "orders")} left out: ownership unclear.");
        var interval = observedOwners.OutOf > 0 && observed.Value is not null ? WilsonInterval.Percent((long)observedOwners.Counted, observedOwners.OutOf) : ((double Low, double High)?)null;
        return new LaneLive
        {
            Lane = View.Definition.Id,
            Name = View.Definition.Name,
            Phase = phase,
            ObservedPercent = observed,
            ObservedLow = interval?.Low,
            ObservedHigh = interval?.High,
            Mirrored = Mirrored,
            LegacyPerMinute = Rate(0),
            OrchestrationPerMinute = Rate(1),
            LegacyTrend = created[0].AsOf == SideRecord.None ? new double?[MinuteCounts.TrendLength] : perSide[0].Counts(knownSince),
            OrchestrationTrend = created[1].AsOf == SideRecord.None ? new double?[MinuteCounts.TrendLength] : perSide[1].Counts(knownSince),
            RoutingP50 = Routing(0.50),
            RoutingP95 = Routing(0.95),
            RoutingP99 = Routing(0.99),
            RoutedWithinSeconds = View.Routed?.Within / 1e6,
            RoutedTargetPercent = View.Routed?.TargetPercent,
            RoutedWithin = View.Routed is null ? Figure.NotObservable with { Note = "The plan sets no limit for it." } : Figures.Share(routed, RoutedWithin),
            RoutedTrend = RoutedWithin.Trend(),
            SlaAttainment = View.Limits.Count == 0 ? Figure.NotObservable with { Note = "The plan sets no limits." } : Figures.Share(all, attained),
            Success = Figures.Share(share, success),
            AtRisk = AtRisk,
            Breached = Breached,
            Open = Open,
        };
    }

    private Figure Rate(int side) => Figures.Of(created[side], owned.OutOf + unclear == 0 ? null : perMinute[side], perMinute[side], 0);

    private Figure Routing(double share) => Figures.Sample(routed, routing.Percentile(share), routing.Count,
        routedWithoutStart == 0 ? null : $"{routedWithoutStart} routed orders left out: no side said when they were eligible.");

    private void AddPlaced(LiveOrder order)
    {
        var placed = order.Placed;
        if (placed > share.AsOf - Window && placed <= share.AsOf)
        {
            if (order.Owner == ObservedOwner.Unclear)
            {
                unclear++;
            }
            else
            {
                owned.Add(placed, order.Owner == ObservedOwner.Orchestration);
                if (placed >= CommandedSince)
                {
                    observedOwners.Add(placed, order.Owner == ObservedOwner.Orchestration);
                }
            }

            Mirrored += order.IsMirrored ? 1 : 0;
            success.Add(placed, !order.Failed);
        }

        if (order.Owner == ObservedOwner.Unclear)
        {
            return;
        }

        var asOf = created[(int)order.Owner].AsOf;
        if (placed > asOf - Window - MinuteCounts.Minute && placed <= asOf)
        {
            perSide[(int)order.Owner].Add(placed, counts: true);
            perMinute[(int)order.Owner] += placed > asOf - MinuteCounts.Minute ? 1 : 0;
        }
    }

    private void AddRouting(SideRecord record)
    {
        var at = record.At(Stage.Routed);
        if (at > routed.AsOf - Window && at <= routed.AsOf)
        {
            if (record.Eligible == SideRecord.None)
            {
                routedWithoutStart++;
            }
            else
            {
                routing.Add(at, Math.Max(0, at - record.Eligible) / 1e6);
            }
        }
    }

    private void AddClocks(LiveOrder order)
    {
        bool overdue = false, atRisk = false, lateBefore = false, timed = false;
        for (var i = 0; i < order.Clocks.Length && order.Owner != ObservedOwner.Unclear; i++)
        {
            var reading = order.Clocks[i].Reading;
            if (reading.State is ClockState.NotStarted or ClockState.Dropped)
            {
                continue;
            }

            var limit = Limits[i];
            var met = reading.State == ClockState.Met;
            if (reading.State != ClockState.Paused && reading.Deadline <= all.AsOf && reading.Deadline > all.AsOf - Window)
            {
                attained.Add(reading.Deadline, met);
                limit.Add(met);
            }

            if (ReferenceEquals(limit.View, View.Routed) && reading.State != ClockState.Paused && reading.Deadline <= routed.AsOf && reading.Deadline > routed.AsOf - RoutedWindow)
            {
                RoutedWithin.Add(reading.Deadline, met);
            }

            lateBefore |= reading is { BackFilled: true, State: ClockState.Overdue };
            if (!reading.BackFilled && reading.IsOpen)
            {
                timed = true;
                overdue |= reading.State == ClockState.Overdue;
                atRisk |= reading.Level > 0;
                limit.Overdue += reading.State == ClockState.Overdue ? 1 : 0;
            }
        }

        Breached += overdue ? 1 : 0;
        AtRisk += atRisk && !overdue ? 1 : 0;
        LateBefore += lateBefore ? 1 : 0;
        Timed += timed ? 1 : 0;
    }
}

/// <summary>One limit of a lane in the window: what the verdict "breaching" is made of.</summary>
internal sealed class LimitMeasure(LimitView view)
{
    /// <summary>Fewer orders than this say nothing about a share.</summary>
    private const int Enough = 20;

    /// <summary>So many overdue at once are breaching, however few orders the lane has.</summary>
    private const int ManyOverdue = 3;

    public LimitView View { get; } = view;
    public int OutOf { get; private set; }
    public int Met { get; private set; }
    public int Overdue { get; set; }

    public double? Percent => OutOf == 0 ? null : 100.0 * Met / OutOf;

    /// <summary>
    /// Begins when the whole 95 % interval lies below the target, so that one late order of fifty is no alarm, and ends when the share is back at the target.
    /// </summary>
    public bool IsBreaching { get; private set; }

    public void Begin() => (OutOf, Met, Overdue) = (0, 0, 0);

    /// <param name="fresh">Old or half-read data neither begins nor ends a breach.</param>
    public void Judge(bool fresh)
    {
        if (!fresh)
        {
            return;
        }

        var below = Percent < View.TargetPercent;
        IsBreaching = OutOf >= Enough ? below && (IsBreaching || WilsonInterval.Percent(Met, OutOf).High < View.TargetPercent) : Overdue >= ManyOverdue || (IsBreaching && below);
    }

    public void Add(bool met)
    {
        OutOf++;
        Met += met ? 1 : 0;
    }
}
