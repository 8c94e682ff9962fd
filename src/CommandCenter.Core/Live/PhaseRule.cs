using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>The one word for how it goes, with its reason. No data is never "healthy".</summary>
internal static class PhaseRule
{
    private const int Longest = 90;

    public static OverallPhase OfLane(LaneMeasure lane, FeedTable feeds)
    {
        var feed = feeds.OfBoth(Stage.Created);
        if (AttentionList.Worst(lane) is { } worst)
        {
            return new OverallPhase(Phase.Degraded, "sla-breaching", Fit(AttentionList.Describe(worst), "A limit of this lane is breached."));
        }

        return feed.State switch
        {
            FigureState.Pending => new OverallPhase(Phase.Progressing, "starting", "Waiting for the first answer of its sources."),
            FigureState.Fresh when lane.Breached > 0 => new OverallPhase(Phase.Healthy, "overdue-orders", $"Within its limits; {Wording.Count(lane.Breached, "order", "orders")} overdue."),
            FigureState.Fresh => new OverallPhase(Phase.Healthy, "all-well", "Within its limits."),
            FigureState.Stale when feeds.IsCatchingUp => new OverallPhase(Phase.Progressing, "catching-up", $"Its sources are being read{UpTo(feed)}."),
            _ => new OverallPhase(Phase.Degraded, "source-stale", "Its data is old: a source does not answer, or answers with nothing new."),
        };
    }

    public static OverallPhase Overall(LiveState state, IReadOnlyList<LaneMeasure> lanes, FeedTable feeds, long now)
    {
        var breaching = lanes.Where(l => AttentionList.Worst(l) is not null).ToList();
        if (breaching.Count > 0)
        {
            var first = breaching[0];
            var message = breaching.Count == 1
                ? $"{first.View.Definition.Name}: {AttentionList.Describe(AttentionList.Worst(first)!)}."
                : $"{breaching.Count} lanes breach their limits, {first.View.Definition.Name} among them.";
            return new OverallPhase(Phase.Degraded, "sla-breaching", Fit(message, $"{Wording.Count(breaching.Count, "lane breaches", "lanes breach")} a limit."));
        }

        var byHealth = state.Sources.Values.ToLookup(s => s.HealthAt(now));
        var silent = byHealth[SourceHealth.Stale].Concat(byHealth[SourceHealth.Broken]).ToList();
        if (silent.Count > 0)
        {
            var since = silent[0].StaleSince(now) is { } at ? Wording.Duration(Instants.FromMicros(now) - at) : "a while";
            var message = silent.Count == 1 ? $"{silent[0].Definition.Id} has been silent for {since}: its figures are old." : $"{silent.Count} sources are silent, {silent[0].Definition.Id} among them: their figures are old.";
            return new OverallPhase(Phase.Degraded, "source-stale", Fit(message, $"{Wording.Count(silent.Count, "source is", "sources are")} silent: figures are old."));
        }

        var paused = byHealth[SourceHealth.Paused].ToList();
        if (paused.Count > 0)
        {
            return new OverallPhase(Phase.Paused, "source-paused", Fit($"{paused[0].Definition.Id} is paused: its figures do not move.", "A source is paused: its figures do not move."));
        }

        var starting = byHealth[SourceHealth.Starting].Count();
        if (starting > 0 || state.Sources.Count == 0)
        {
            return new OverallPhase(Phase.Progressing, "starting", $"Waiting for the first answer of {Wording.Count(starting, "source", "sources")}.");
        }

        var feed = feeds.OfBoth(Stage.Created);
        if (feeds.IsCatchingUp)
        {
            return new OverallPhase(Phase.Progressing, "catching-up", $"The sources are being read{UpTo(feed)}; figures follow.");
        }

        if (feed.State != FigureState.Fresh)
        {
            // every source answers, and yet nobody knows how it goes now
            return new OverallPhase(Phase.Degraded, "source-stale", $"The sources answer with nothing new: figures are old.");
        }

        var answering = $"{Wording.Count(state.Sources.Count, "source", "sources")} answering.";
        if (lanes.All(l => l.Timed == 0 && l.Attained.OutOf == 0 && l.Owned.OutOf == 0))
        {
            return new OverallPhase(Phase.Progressing, "nothing-to-judge", $"Nothing to judge: no order in {FigureDefinitions.Window.TotalMinutes:0} minutes, no limit running; {answering}");
        }

        return new OverallPhase(Phase.Healthy, "all-well", $"{(lanes.Count == 1 ? "The one lane is within its" : $"All {lanes.Count} lanes are within their")} limits, {answering}");
    }

    private static string UpTo(Feed feed) => feed.AsOf == SideRecord.None ? "" : $", up to {Instants.FromMicros(feed.AsOf):HH:mm} UTC so far";

    private static string Fit(string message, string otherwise) => message.Length <= Longest ? message : otherwise;
}
