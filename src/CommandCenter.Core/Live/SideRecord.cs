using System.Runtime.CompilerServices;
using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>What live state keeps of one side's order: instants in UTC microseconds, no facts, no texts but those that limits go by. A few hundred bytes, whatever the order's history.</summary>
internal sealed class SideRecord
{
    /// <summary>An instant that is not known.</summary>
    public const long None = long.MinValue;

    private StageInstants stages;

    public Stage? Stage { get; private init; }
    public string? Lane { get; private init; }
    public bool IsCopy { get; private init; }
    public bool Failed { get; private init; }
    public long Placed { get; private init; }
    public long Eligible { get; private init; }
    public long Held { get; private init; }

    /// <summary>End of the hold that began at <see cref="Held"/>; <see cref="PauseIntervals.Open"/> while it stands.</summary>
    public long HoldEnded { get; private init; }

    public long ShipBy { get; private init; }
    public long ReadyBy { get; private init; }
    public long DeliverBy { get; private init; }

    /// <summary>When stock was set aside, as the side says outright.</summary>
    public long Reserved { get; private init; }

    /// <summary>The first carrier label.</summary>
    public long Label { get; private init; }

    /// <summary>When the last of its shipments came onto the carrier's manifest; none while one that is not voided has not.</summary>
    public long Confirmed { get; private init; }

    /// <summary>What its shipments go by; at least one.</summary>
    public IReadOnlyList<ShipmentRoute> Routes { get; private init; } = [];

    /// <summary>When this product first learned of the order on this side.</summary>
    public long FirstObserved { get; private set; }

    /// <summary>How far behind the side that first news was, microseconds.</summary>
    public long FirstLag { get; private set; }

    /// <summary>Newest instant of anything the side said.</summary>
    public long LastOccurred { get; private init; }

    /// <summary>When it was given to its nodes: routed, or shipped where the side told of no routing.</summary>
    public long Sent => At(Orders.Stage.Routed) is var routed && routed != None ? routed : At(Orders.Stage.Shipped);

    public int Nodes { get; private init; }
    public int ManualTouches { get; private init; }

    public long At(Stage stage) => stages[(int)stage];

    /// <summary>When the order was at <paramref name="stage"/> or already behind it, by the side's own order of stages: a lost message does not keep a timer running.</summary>
    public long ReachedAtLatest(Stage stage, IReadOnlyList<Stage> order)
    {
        if (At(stage) != None)
        {
            return At(stage);
        }

        var from = IndexOf(order, stage);
        var earliest = None;
        for (var i = from < 0 ? order.Count : from + 1; i < order.Count; i++)
        {
            var at = order[i] is Orders.Stage.Held or Orders.Stage.Cancelled or Orders.Stage.Returned ? None : At(order[i]);
            if (at != None && (earliest == None || at < earliest))
            {
                earliest = at;
            }
        }

        return earliest;
    }

    /// <summary>What was learned first stays: a stage that is stated again later was not learned later.</summary>
    public void KeepFirstNews(SideRecord before)
    {
        if (before.FirstObserved < FirstObserved)
        {
            (FirstObserved, FirstLag) = (before.FirstObserved, before.FirstLag);
        }
    }

    public static SideRecord From(OrderState state)
    {
        var reachedAt = new StageInstants();
        ((Span<long>)reachedAt).Fill(None);
        long firstObserved = long.MaxValue, firstOccurred = 0;
        foreach (var reached in state.StageTimes)
        {
            reachedAt[(int)reached.Stage] = Instants.ToMicros(reached.OccurredAt);
            var observed = Instants.ToMicros(reached.ObservedAt);
            if (observed < firstObserved)
            {
                (firstObserved, firstOccurred) = (observed, Instants.ToMicros(reached.OccurredAt));
            }
            else if (observed == firstObserved)
            {
                firstOccurred = Math.Max(firstOccurred, Instants.ToMicros(reached.OccurredAt));
            }
        }

        if (firstObserved == long.MaxValue)
        {
            (firstObserved, firstOccurred) = (Instants.ToMicros(state.LastObservedAt), Instants.ToMicros(state.LastOccurredAt));
        }

        var held = reachedAt[(int)Orders.Stage.Held];
        var holdEnded = HoldEnd(state, held, reachedAt);
        var shipments = ShipmentFacts.Of(state);
        return new SideRecord
        {
            stages = reachedAt,
            Stage = state.Stage,
            Lane = state.Text("lane"),
            IsCopy = state.Number("copy") == 1,
            Failed = !string.IsNullOrEmpty(state.Text("failure")) || shipments.Failed,
            Placed = Instant(state, "placedAt") is var placed && placed != None ? placed : reachedAt[(int)Orders.Stage.Created],
            Eligible = EligibleAt(state, held, holdEnded, reachedAt),
            Held = held,
            HoldEnded = holdEnded,
            ShipBy = Instant(state, "shipBy"),
            ReadyBy = Instant(state, "readyBy"),
            DeliverBy = Instant(state, "deliverBy"),
            Reserved = Instant(state, "reservedAt"),
            Label = shipments.Label,
            Confirmed = shipments.Confirmed,
            Routes = shipments.Routes,
            FirstObserved = firstObserved,
            FirstLag = firstObserved - firstOccurred,
            LastOccurred = Instants.ToMicros(state.LastOccurredAt),
            Nodes = FulfilmentNodes(state),
            ManualTouches = (int)Math.Clamp(state.Number("manualTouches") ?? 0, 0, int.MaxValue),
        };
    }

    private static long Instant(OrderState state, string path) => state.Instant(path) is { } at ? Instants.ToMicros(at) : None;

    /// <summary>A hold ends when it is cleared, or at the latest when the order goes on to fulfilment or ends.</summary>
    private static long HoldEnd(OrderState state, long held, StageInstants reachedAt)
    {
        if (held == None)
        {
            return None;
        }

        var cleared = Math.Max(Instant(state, "holdClearedAt"), Instant(state, "eligibleAt"));
        var end = cleared >= held ? cleared : PauseIntervals.Open;
        for (var stage = (int)Orders.Stage.Allocated; stage <= (int)Orders.Stage.Returned; stage++)
        {
            if (reachedAt[stage] > held)
            {
                end = Math.Min(end, reachedAt[stage]);
            }
        }

        return end;
    }

    /// <summary>The side's own word, or else authorised with the hold cleared.</summary>
    private static long EligibleAt(OrderState state, long held, long holdEnded, StageInstants reachedAt)
    {
        var said = Instant(state, "eligibleAt");
        var authorised = reachedAt[(int)Orders.Stage.Authorised];
        if (said != None || authorised == None || held == None)
        {
            return said != None ? said : authorised;
        }

        return holdEnded == PauseIntervals.Open ? None : Math.Max(authorised, holdEnded);
    }

    private static int FulfilmentNodes(OrderState state)
    {
        string? first = null;
        HashSet<string>? more = null;
        foreach (var fact in state.Facts)
        {
            if (fact.Value.Text is not { Length: > 0 } node || !fact.Path.EndsWith("].node", StringComparison.Ordinal) || node == first)
            {
                continue;
            }

            if (first is null)
            {
                first = node;
            }
            else
            {
                (more ??= new HashSet<string>(StringComparer.Ordinal)).Add(node);
            }
        }

        return first is null ? state.Text("node") is null ? 0 : 1 : 1 + (more?.Count ?? 0);
    }

    private static int IndexOf(IReadOnlyList<Stage> order, Stage stage)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (order[i] == stage)
            {
                return i;
            }
        }

        return -1;
    }

    [InlineArray(15)]
    private struct StageInstants
    {
        private long first;
    }
}
