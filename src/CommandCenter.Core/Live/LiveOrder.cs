using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>Whose order it is, as both sides' data show it.</summary>
internal enum ObservedOwner : byte
{
    Legacy = 0,
    Orchestration = 1,

    /// <summary>Both sides say that it is theirs, or both that it is the other's.</summary>
    Unclear = 2,
}

/// <summary>What live state keeps of one order: both sides in short, its holds and its SLA clocks.</summary>
internal sealed class LiveOrder(string key)
{
    private readonly SideRecord?[] sides = new SideRecord?[2];
    private readonly PauseIntervals?[] pauses = new PauseIntervals?[2];
    private ObservedOwner timed = ObservedOwner.Unclear;

    public string Key { get; } = key;

    /// <summary>Index in the plan's lanes; -1 where the plan does not name the lane.</summary>
    public int Lane { get; private set; } = -1;

    /// <summary>One per limit of <see cref="Limits"/>.</summary>
    public TrackedClock[] Clocks { get; private set; } = [];

    /// <summary>What the clocks are about; null where the plan does not name the lane.</summary>
    public LaneView? Limits { get; private set; }

    public ObservedOwner Owner { get; private set; }

    /// <summary>The owner's record; null while only a copy has been seen or ownership is unclear.</summary>
    public SideRecord? Owned => Owner == ObservedOwner.Unclear ? null : sides[(int)Owner];

    public SideRecord? Of(Side side) => sides[(int)side];

    public PauseIntervals? PausesOf(Side side) => pauses[(int)side];

    public bool IsMirrored => sides[0]?.IsCopy == true || sides[1]?.IsCopy == true;

    public bool Failed => sides[0]?.Failed == true || sides[1]?.Failed == true;

    /// <summary>From whichever side knows; the owner first.</summary>
    public long Placed
    {
        get
        {
            var owned = Owned?.Placed ?? SideRecord.None;
            return owned != SideRecord.None ? owned : Math.Max(sides[0]?.Placed ?? SideRecord.None, sides[1]?.Placed ?? SideRecord.None);
        }
    }

    /// <summary>Nothing more is to come for it, as far as its owner says or can see; a copy alone waits for nothing.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The newest instant that any figure could still count.</summary>
    public long LastRelevant
    {
        get
        {
            var last = Math.Max(Relevant(sides[0]), Relevant(sides[1]));
            foreach (var clock in Clocks)
            {
                last = Math.Max(last, clock.Reading.Deadline);
            }

            return last;
        }
    }

    public void Update(Side side, SideRecord record)
    {
        if (sides[(int)side] is { } before)
        {
            record.KeepFirstNews(before);
        }

        sides[(int)side] = record;
        if (record.Held != SideRecord.None)
        {
            (pauses[(int)side] ??= new PauseIntervals()).Report(record.Held, record.HoldEnded);
        }

        Owner = WhoOwns(sides[0], sides[1]);
    }

    /// <summary>A pause of which the order's data no longer speaks; what the data says of the same pause counts.</summary>
    public void RestorePause(Side side, long start, long end)
    {
        var known = pauses[(int)side] ??= new PauseIntervals();
        if (!known.Reported.Any(p => p.Start == start) && end != PauseIntervals.Open)
        {
            known.Report(start, end);
        }
    }

    /// <summary>Gives it the lane and the clocks of <paramref name="plan"/>; what is known of breaches stays where limit, lane and owner are the same.</summary>
    /// <returns>Clocks that are no more: of a limit, lane or owner that it no longer has.</returns>
    public IReadOnlyList<GoneClock> Classify(PlanView plan)
    {
        var lane = plan.IndexOf(Owned?.Lane ?? sides[0]?.Lane ?? sides[1]?.Lane);
        var limits = lane < 0 ? null : plan.Lanes[lane];
        // while it is unclear whose the order is, nothing is timed and nothing forgotten
        var changedOwner = Owner != ObservedOwner.Unclear && timed != ObservedOwner.Unclear && Owner != timed;
        List<GoneClock>? gone = null;
        if (changedOwner || !ReferenceEquals(limits, Limits))
        {
            var next = limits is null ? [] : new TrackedClock[limits.Limits.Count];
            for (var i = 0; i < Clocks.Length; i++)
            {
                var id = Limits!.Limits[i].Id;
                var same = changedOwner || limits?.Definition.Id != Limits.Definition.Id ? null : limits.Limits.FirstOrDefault(l => l.Id == id);
                if (same is not null)
                {
                    next[same.Number] = Clocks[i];
                }
                else if (timed != ObservedOwner.Unclear && Clocks[i].Reading is { State: not ClockState.NotStarted, BackFilled: false })
                {
                    (gone ??= []).Add(new GoneClock((Side)(int)timed, Limits, i, Clocks[i]));
                }
            }

            Clocks = next;
        }

        (Lane, Limits, timed) = (lane, limits, Owner == ObservedOwner.Unclear ? timed : Owner);
        IsSettled = Owner != ObservedOwner.Unclear
            ? Owned is null || plan.IsClosedAt((Side)(int)Owner, Owned.Stage)
            : plan.IsClosedAt(Side.Legacy, sides[0]?.Stage) || plan.IsClosedAt(Side.Orchestration, sides[1]?.Stage);
        return gone ?? [];
    }

    private static long Relevant(SideRecord? side) =>
        side is null ? SideRecord.None : Math.Max(Math.Max(side.LastOccurred, side.Placed), Math.Max(side.ShipBy, Math.Max(side.ReadyBy, side.DeliverBy)));

    private static ObservedOwner WhoOwns(SideRecord? legacy, SideRecord? orchestration)
    {
        if (legacy is not null && orchestration is not null)
        {
            return legacy.IsCopy == orchestration.IsCopy ? ObservedOwner.Unclear : legacy.IsCopy ? ObservedOwner.Orchestration : ObservedOwner.Legacy;
        }

        var onLegacy = legacy is not null ? !legacy.IsCopy : orchestration?.IsCopy == true;
        return onLegacy ? ObservedOwner.Legacy : ObservedOwner.Orchestration;
    }
}

/// <summary>A clock that an order no longer has.</summary>
internal readonly record struct GoneClock(Side Side, LaneView Lane, int Number, TrackedClock Clock);

/// <summary>A clock with its history.</summary>
internal struct TrackedClock
{
    public TrackedClock()
    {
    }

    public ClockReading Reading = ClockReading.NotStarted;

    /// <summary>0 = never breached; otherwise the deadline that was missed, UTC microseconds.</summary>
    public long BreachedAt;

    /// <summary>0 = stands; otherwise when news withdrew the breach.</summary>
    public long WithdrawnAt;
}
