using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Live;

/// <summary>For one instant: how far each side's news of each stage reaches, from the sources that report it.</summary>
internal sealed class FeedTable
{
    private readonly Feed[] byStage = new Feed[2 * 15];

    public FeedTable(PlanView plan, IReadOnlyDictionary<string, SourceMonitor> sources, long now)
    {
        foreach (var stage in Stages.All)
        {
            byStage[(int)stage] = Read(plan, sources, Side.Legacy, stage, now);
            byStage[15 + (int)stage] = Read(plan, sources, Side.Orchestration, stage, now);
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

    public Feed Of(Side side, Stage stage) => byStage[(int)side * 15 + (int)stage];

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

    private static Feed Read(PlanView plan, IReadOnlyDictionary<string, SourceMonitor> sources, Side side, Stage stage, long now) =>
        plan.CanObserve(side, stage) ? Of(plan.Feeding(side, stage), sources, now) : new Feed(FigureState.NotObservable, SideRecord.None);

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
