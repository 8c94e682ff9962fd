using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Live;

/// <summary>For one instant: how far each side's news of each stage reaches, from the sources that report it.</summary>
internal sealed class FeedTable
{
    private readonly Feed[] byStage = new Feed[2 * Milestone.Count];

    public FeedTable(PlanView plan, IReadOnlyDictionary<string, SourceMonitor> sources, long now)
    {
        foreach (var milestone in Milestone.All)
        {
            byStage[milestone.Number] = Read(plan, sources, Side.Legacy, milestone, now);
            byStage[Milestone.Count + milestone.Number] = Read(plan, sources, Side.Orchestration, milestone, now);
        }

        IsCatchingUp = new[] { Side.Legacy, Side.Orchestration }.SelectMany(side => plan.Feeding(side, Stage.Created)).Any(s => sources.TryGetValue(s.Id, out var monitor) && monitor.IsCatchingUpAt(now));
        Inventory = Of(plan.Feeding(RecordKind.Inventory), sources, now);
        Gauges = Of(plan.Feeding(RecordKind.Gauge), sources, now);
        Contacts = Of(plan.Feeding(RecordKind.Contact), sources, now);
    }

    /// <summary>A source of orders answers, and what it did before is still being read: old data is then no trouble.</summary>
    public bool IsCatchingUp { get; }

    public Feed Inventory { get; }
    public Feed Gauges { get; }
    public Feed Contacts { get; }

    public Feed Of(Side side, Milestone milestone) => byStage[(int)side * Milestone.Count + milestone.Number];

    /// <summary>Of a figure over both sides that needs all of <paramref name="stages"/>; a side that cannot observe one of them is left out.</summary>
    public Feed OfBoth(params ReadOnlySpan<Stage> stages) => Feed.Both(OfSide(Side.Legacy, stages), OfSide(Side.Orchestration, stages));

    /// <summary>Not observable as soon as one of the stages is not.</summary>
    public Feed OfSide(Side side, params ReadOnlySpan<Stage> stages)
    {
        var feed = Of(side, Stage.Created);
        foreach (var stage in stages)
        {
            var one = Of(side, stage);
            if (one.State == FigureState.NotObservable)
            {
                return one;
            }

            feed = Feed.Both(feed, one);
        }

        return feed;
    }

    /// <summary>Of both sides; where one cannot see it, the other's alone.</summary>
    public Feed OfBoth(Milestone milestone) => Feed.Both(Of(Side.Legacy, milestone), Of(Side.Orchestration, milestone));

    private static Feed Read(PlanView plan, IReadOnlyDictionary<string, SourceMonitor> sources, Side side, Milestone milestone, long now) =>
        plan.CanObserve(side, milestone) ? Of(plan.Feeding(side, milestone), sources, now) : new Feed(FigureState.NotObservable, SideRecord.None);

    private static Feed Of(IEnumerable<SourceDefinition> feeding, IReadOnlyDictionary<string, SourceMonitor> sources, long now)
    {
        Feed? feed = null;
        foreach (var source in feeding)
        {
            if (sources.TryGetValue(source.Id, out var monitor))
            {
                var one = monitor.FeedAt(now);
                feed = feed is { } before ? Feed.Both(before, one) : one;
            }
        }

        return feed ?? new Feed(FigureState.NotObservable, SideRecord.None);
    }
}
