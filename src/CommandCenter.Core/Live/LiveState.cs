using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources;

namespace CommandCenter.Live;

/// <summary>
/// Everything live, owned by one thread: batches and health reports are folded in, snapshots are built from it. Holds open orders and those that a window still counts;
/// what happened before is the store's.
/// </summary>
/// <param name="meter">Takes what a histogram counts; null where nobody scrapes.</param>
internal sealed class LiveState(LiveMeter? meter = null)
{
    /// <summary>However long a source has been silent, its windows are kept no longer than this.</summary>
    private static readonly long LongestMemory = (long)TimeSpan.FromHours(6).TotalMicroseconds;

    private static readonly long Margin = (long)(FigureDefinitions.RoutedWindow + TimeSpan.FromMinutes(5)).TotalMicroseconds;

    private readonly Dictionary<string, LiveOrder> orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceMonitor> sources = new(StringComparer.Ordinal);
    private readonly SideReadings readings = new();
    private readonly LagSamples propagation = new();
    private readonly long[] judged = [.. Enumerable.Repeat(SideRecord.None, 2 * Milestone.Count)];
    private long watchedSince = long.MaxValue;
    private PlanView? plan;

    public PlanView? Plan => plan;
    public long Revision { get; private set; }
    public int Orders => orders.Count;
    public long KnownSince { get; private set; } = long.MaxValue;
    public IReadOnlyDictionary<string, SourceMonitor> Sources => sources;
    public IEnumerable<LiveOrder> All => orders.Values;
    public SideReadings Readings => readings;
    public LagSamples Propagation => propagation;

    /// <summary>Orders whose clocks changed in a way that outlives this process.</summary>
    public HashSet<LiveOrder> ChangedClocks { get; } = [];

    /// <summary>Stored clocks that are no more: the limit, lane or owner changed, or the order is no longer held here.</summary>
    public List<StoredTimer> GoneClocks { get; } = [];

    /// <summary>Breaches that news withdrew since the last snapshot, by lane.</summary>
    public Dictionary<int, int> Withdrawn { get; } = [];

    public LiveOrder? Find(string key) => orders.GetValueOrDefault(key);

    public void Apply(CutoverPlan next, long now)
    {
        plan = new PlanView(next);
        watchedSince = Math.Min(watchedSince, now);
        foreach (var gone in sources.Keys.Where(id => next.Source(id) is null).ToList())
        {
            sources.Remove(gone);
        }

        foreach (var source in next.Sources)
        {
            if (sources.TryGetValue(source.Id, out var monitor))
            {
                monitor.Define(source);
            }
            else
            {
                sources[source.Id] = new SourceMonitor(source, now);
            }
        }

        foreach (var order in orders.Values)
        {
            Reclassify(order, now);
        }
    }

    public void Fold(CommittedBatch batch, long now)
    {
        Revision = Math.Max(Revision, batch.Revision);
        if (sources.TryGetValue(batch.Source, out var source))
        {
            source.Fold(batch);
        }

        // the lag of a back-fill says how old history is, not how fast news travels
        var news = source?.HasCaughtUp == true;
        var observed = Instants.ToMicros(batch.ObservedAt);
        foreach (var state in batch.Orders)
        {
            Fold(state, observed, now, news);
        }

        readings.Fold(batch);
    }

    /// <returns>Whether the report changed how the source stands.</returns>
    public bool Fold(SourceHealthReport report) => sources.TryGetValue(report.Source, out var source) && source.Fold(report);

    /// <summary>Takes up an order as the store knows it, before anything new is read.</summary>
    public void Restore(OrderState state, long revision, long now)
    {
        Revision = Math.Max(Revision, revision);
        Fold(state, long.MaxValue, now, news: false);
    }

    /// <summary>Takes up what a stored clock knows beyond the order's own data: earlier pauses, and that its breach has been told already.</summary>
    public void Restore(StoredTimer timer, long now)
    {
        if (plan is null || timer.Side == Side.Shared)
        {
            return;
        }

        if (!orders.TryGetValue(timer.OrderKey, out var order) || (order.Owner != ObservedOwner.Unclear && (int)order.Owner != (int)timer.Side))
        {
            GoneClocks.Add(timer with { State = StoredTimerState.Withdrawn, ChangedAt = Instants.FromMicros(now) });
            return;
        }

        if (order.Owner == ObservedOwner.Unclear)
        {
            return;
        }

        foreach (var pause in timer.Pauses)
        {
            order.RestorePause(timer.Side, Instants.ToMicros(pause.From), pause.To is { } to ? Instants.ToMicros(to) : PauseIntervals.Open);
        }

        Reclassify(order, now);
        var limits = order.Limits?.Limits ?? [];
        // stored before limits had names of their own, it knows its stage alone
        var limit = limits.FirstOrDefault(l => l.Id == timer.Limit) ?? (timer.Limit.From.Length == 0 ? limits.FirstOrDefault(l => l.Stage == timer.Limit.Stage && l.Id.Due is null) : null);
        if (limit is not null && timer.BreachedAt is { } breached && order.Clocks[limit.Number].BreachedAt == 0)
        {
            var stands = timer.State == StoredTimerState.Breached;
            (order.Clocks[limit.Number].BreachedAt, order.Clocks[limit.Number].WithdrawnAt) = (Instants.ToMicros(breached), stands ? 0 : Instants.ToMicros(timer.ChangedAt));
        }

        if (limit?.Id != timer.Limit)
        {
            GoneClocks.Add(timer with { State = StoredTimerState.Withdrawn, ChangedAt = Instants.FromMicros(now) });
        }
    }

    /// <summary>Moves every running clock to what can be judged now and lets go of what no window counts any more.</summary>
    public void Advance(FeedTable feeds, long now)
    {
        for (var side = Side.Legacy; side <= Side.Orchestration; side++)
        {
            var created = feeds.Of(side, Stage.Created);
            foreach (var milestone in Milestone.All)
            {
                // what only other sources tell is known no further than they have been read
                var feed = milestone.Stage is null && feeds.Of(side, milestone) is { State: not FigureState.NotObservable } own ? Feed.Both(created, own) : created;
                ref var known = ref judged[IndexOf(side, milestone)];
                // monotonic: a watermark never falls, and a source that is taken out of the plan must not bring breaches back
                known = Math.Max(known, feed.AsOf == SideRecord.None ? known : Math.Min(feed.AsOf, now));
            }
        }

        var oldest = Math.Min(judged[IndexOf(Side.Legacy, Stage.Created)], judged[IndexOf(Side.Orchestration, Stage.Created)]);
        var cutoff = Math.Max(oldest, now - LongestMemory) - Margin;
        foreach (var (key, order) in orders)
        {
            if (order.IsSettled && order.LastRelevant < cutoff)
            {
                orders.Remove(key);
                AddGone(order, [.. order.Clocks.Select((c, i) => new GoneClock((Side)(int)order.Owner, order.Limits!, i, c)).Where(c => order.Owner != ObservedOwner.Unclear && c.Clock.Reading is { IsOpen: true, BackFilled: false })], now);
                continue;
            }

            for (var i = 0; i < order.Clocks.Length; i++)
            {
                if (order.Clocks[i].Reading.IsOpen)
                {
                    Read(order, i, now);
                }
            }
        }
    }

    private void Fold(OrderState state, long observed, long now, bool news)
    {
        // what a shared system reports carries no side of its own here: its ledger is reconciliation's business
        if (state.Side is not (Side.Legacy or Side.Orchestration))
        {
            return;
        }

        if (!orders.TryGetValue(state.OrderKey, out var order))
        {
            orders[state.OrderKey] = order = new LiveOrder(state.OrderKey);
        }

        if (news)
        {
            AddLags(state, order.Of(state.Side), observed);
        }

        var before = order.Of(state.Side);
        order.Update(state.Side, SideRecord.From(state));
        if (order.Placed != SideRecord.None)
        {
            KnownSince = Math.Min(KnownSince, order.Placed);
        }

        Reclassify(order, now);
        if (observed != long.MaxValue)
        {
            Record(order, state.Side, before);
        }
    }

    private void Record(LiveOrder order, Side side, SideRecord? before)
    {
        var record = order.Of(side)!;
        var routed = record.At(Stage.Routed);
        if (meter is not null && order.Lane >= 0 && ReferenceEquals(order.Owned, record) && routed != SideRecord.None && record.Eligible != SideRecord.None && before?.At(Stage.Routed) is null or SideRecord.None)
        {
            meter!.Routed(plan!.Lanes[order.Lane].Definition.Id, side, Math.Max(0, routed - record.Eligible) / 1e6);
        }
    }

    private void AddLags(OrderState state, SideRecord? before, long observed)
    {
        foreach (var reached in state.StageTimes)
        {
            var occurred = Instants.ToMicros(reached.OccurredAt);
            var seen = Instants.ToMicros(reached.ObservedAt);
            // what happened before this process watched is history
            if (occurred < watchedSince)
            {
                continue;
            }

            if (before is null ? seen + 5_000_000 >= observed : before.At(reached.Stage) == SideRecord.None)
            {
                propagation.Add(seen, (seen - occurred) / 1e6);
            }
        }
    }

    private void Reclassify(LiveOrder order, long now)
    {
        if (plan is null)
        {
            return;
        }

        AddGone(order, order.Classify(plan), now);
        for (var i = 0; i < order.Clocks.Length; i++)
        {
            Read(order, i, now);
        }
    }

    private void Read(LiveOrder order, int index, long now)
    {
        // whose clocks they are will be seen; until then they stand as they were and nobody is shown them
        if (order.Owner == ObservedOwner.Unclear)
        {
            return;
        }

        ref var clock = ref order.Clocks[index];
        var before = clock.Reading;
        var limit = order.Limits!.Limits[index];
        clock.Reading = order.Owned is null ? ClockReading.NotStarted : SlaClock.Read(limit, order, plan!, Judged((Side)(int)order.Owner, limit.Stage), Judged((Side)(1 - (int)order.Owner), limit.Stage));
        Track(order, ref clock, before, now);
    }

    private long Judged(Side side, Milestone milestone) => judged[IndexOf(side, milestone)];

    private static int IndexOf(Side side, Milestone milestone) => (int)side * Milestone.Count + milestone.Number;

    private void AddGone(LiveOrder order, IReadOnlyList<GoneClock> gone, long now)
    {
        foreach (var clock in gone)
        {
            GoneClocks.Add(TimerRecord.Of(order, clock.Side, clock.Lane, clock.Number, clock.Clock, now) with { State = StoredTimerState.Withdrawn });
        }
    }

    private void Track(LiveOrder order, ref TrackedClock clock, ClockReading before, long now)
    {
        var reading = clock.Reading;
        var missed = reading.State is ClockState.Overdue or ClockState.Late;
        if (missed && !reading.BackFilled && (clock.BreachedAt == 0 || clock.WithdrawnAt != 0))
        {
            (clock.BreachedAt, clock.WithdrawnAt) = (reading.Deadline, 0);
        }
        else if (!missed && clock.BreachedAt != 0 && clock.WithdrawnAt == 0)
        {
            clock.WithdrawnAt = now;
            Withdrawn[order.Lane] = Withdrawn.GetValueOrDefault(order.Lane) + 1;
        }

        if (!reading.BackFilled && (reading.State != before.State || (reading.Deadline != before.Deadline && reading.State != ClockState.Paused)))
        {
            ChangedClocks.Add(order);
        }
    }
}
