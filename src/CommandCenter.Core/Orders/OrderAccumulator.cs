namespace CommandCenter.Orders;

/// <summary>
/// The mergeable form of one side's order state: events can be added in any order. Adding is idempotent only per distinct event: the caller adds each counting
/// event once. Raising a floor cannot be undone: whoever withdraws or lowers folds again from the events.
/// </summary>
internal sealed class OrderAccumulator
{
    public int EventCount { get; set; }
    public int ConflictCount { get; set; }
    public bool HasOccurred { get; set; }
    public long LastOccurred { get; set; }
    public long LastObserved { get; set; }

    /// <summary>In ordinal path order, without <c>stage.*</c>. Never changed in place: states that were handed out share it.</summary>
    public Fact[] Facts { get; set; } = [];

    /// <summary>What each of <see cref="Facts"/> was stated by.</summary>
    public Stamp[] StatedBy { get; set; } = [];

    public List<StageClaims> Stages { get; } = [];

    public Stamp? Unallocated { get; set; }
    public Stamp? Reinstated { get; set; }
    public Stamp? ReturnCancelled { get; set; }

    /// <summary>One more event id is known, whether or not it counts.</summary>
    public void Know(bool conflicting)
    {
        EventCount++;
        ConflictCount += conflicting ? 1 : 0;
    }

    /// <summary>Stages that <paramref name="kind"/> lowers only count when stated above the highest such stamp.</summary>
    public void RaiseFloor(OrderEventKind kind, Stamp stamp)
    {
        switch (kind)
        {
            case OrderEventKind.Unallocated when !(Unallocated >= stamp):
                Unallocated = stamp;
                break;
            case OrderEventKind.Reinstated when !(Reinstated >= stamp):
                Reinstated = stamp;
                break;
            case OrderEventKind.ReturnCancelled when !(ReturnCancelled >= stamp):
                ReturnCancelled = stamp;
                break;
            default:
                return;
        }

        for (var i = 0; i < Stages.Count; i++)
        {
            var claims = Stages[i];
            claims.Above = FloorOf(claims.Stage) is { } floor ? claims.All.Above(floor) : default;
            Stages[i] = claims;
        }
    }

    /// <summary>Adds an event that counts.</summary>
    public void Add(OrderEvent counting)
    {
        var observed = Instants.ToMicros(counting.ObservedAt);
        if (!HasOccurred || counting.Stamp.OccurredMicros > LastOccurred)
        {
            (HasOccurred, LastOccurred, LastObserved) = (true, counting.Stamp.OccurredMicros, observed);
        }
        else if (counting.Stamp.OccurredMicros == LastOccurred)
        {
            LastObserved = Math.Min(LastObserved, observed);
        }

        if (counting.Stage is { } reported)
        {
            Claim(reported, counting, null, observed);
        }

        var facts = counting.Facts;
        var stageFacts = 0;
        for (var i = 0; i < facts.Count; i++)
        {
            if (facts[i].Path.StartsWith(FactPath.StagePrefix, StringComparison.Ordinal))
            {
                stageFacts++;
                if (facts[i].Value.Type == FactType.Instant && Orders.Stages.TryParse(facts[i].Path[FactPath.StagePrefix.Length..], out var stage))
                {
                    Claim(stage, counting, facts[i].Value.Number, observed);
                }
            }
        }

        if (facts.Count > stageFacts && (stageFacts > 0 || !TryRestate(facts, counting.Stamp)))
        {
            (Facts, StatedBy) = FactMerge.Merge(Facts, StatedBy, FactMerge.InOrder(facts, stageFacts), counting.Stamp);
        }
    }

    public FactValue? Find(string path)
    {
        var index = FactMerge.IndexOf(Facts, path);
        return index < 0 ? null : Facts[index].Value;
    }

    public Stamp? FloorOf(Stage stage) => stage switch
    {
        Stage.Cancelled => Reinstated,
        Stage.Returned => ReturnCancelled,
        _ => Unallocated,
    };

    /// <summary>The state as the side's order of stages shows it.</summary>
    public OrderState ToState(string orderKey, Side side, StageOrder order)
    {
        var times = new List<StageTime>(Stages.Count);
        foreach (var claims in Stages)
        {
            var floored = claims.Stage is Stage.Cancelled or Stage.Returned || order.IsTakenBackWithAllocation(claims.Stage);
            var claim = floored && FloorOf(claims.Stage) is not null ? claims.Above : claims.All;
            if (claim.Exists)
            {
                times.Add(claim.ToTime(claims.Stage));
            }
        }

        if (times.Count > 1)
        {
            times.Sort((a, b) => order.Rank(a.Stage).CompareTo(order.Rank(b.Stage)));
        }

        return new OrderState
        {
            OrderKey = orderKey,
            Side = side,
            Stage = Furthest(times),
            StageTimes = times,
            Facts = Facts,
            LastOccurredAt = Instants.FromMicros(LastOccurred),
            LastObservedAt = Instants.FromMicros(LastObserved),
            EventCount = EventCount,
            ConflictCount = ConflictCount,
        };
    }

    private static Stage? Furthest(List<StageTime> times)
    {
        Stage? furthest = null;
        foreach (var time in times)
        {
            // returned and cancelled win, whatever was reached besides; otherwise the list is in the side's order and the last one stands
            furthest = furthest switch
            {
                Stage.Returned => Stage.Returned,
                Stage.Cancelled when time.Stage != Stage.Returned => Stage.Cancelled,
                _ => time.Stage,
            };
        }

        return furthest;
    }

    private void Claim(Stage stage, OrderEvent by, long? statedAt, long observed)
    {
        var index = IndexOf(stage);
        var claims = index < 0 ? new StageClaims { Stage = stage } : Stages[index];
        var isAbove = FloorOf(stage) is { } floor && by.Stamp > floor;
        if (statedAt is { } at)
        {
            claims.All.State(by.Stamp, at, by.Source, observed);
            if (isAbove)
            {
                var above = claims.Above;
                above.State(by.Stamp, at, by.Source, observed);
                claims.Above = above;
            }
        }
        else
        {
            claims.All.Derive(by.Stamp.OccurredMicros, by.Source, observed);
            if (isAbove)
            {
                var above = claims.Above;
                above.Derive(by.Stamp.OccurredMicros, by.Source, observed);
                claims.Above = above;
            }
        }

        if (index >= 0)
        {
            Stages[index] = claims;
            return;
        }

        if (Stages.Count == Stages.Capacity)
        {
            // tens of thousands of orders are held at once: a list that doubles would keep half of its room empty
            Stages.Capacity += 3;
        }

        Stages.Add(claims);
    }

    private int IndexOf(Stage stage)
    {
        for (var i = 0; i < Stages.Count; i++)
        {
            if (Stages[i].Stage == stage)
            {
                return i;
            }
        }

        return -1;
    }

    private bool TryRestate(IReadOnlyList<Fact> facts, Stamp stamp)
    {
        var known = Facts;
        var restated = known.Length > 0 && FactMerge.TryRestate(ref known, StatedBy, facts, stamp);
        Facts = known;
        return restated;
    }
}
