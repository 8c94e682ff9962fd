using System.Globalization;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Live;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Rollback;

/// <summary>Whether legacy can take back what would come.</summary>
public enum Fitness
{
    Fit,

    /// <summary>What would tell is missing or old.</summary>
    CannotTell,
    Unfit,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Check">answers, sources, capacity or stock-feed.</param>
/// <param name="Why">One sentence.</param>
public sealed record FitnessCheck(string Check, Fitness Verdict, string Why);

/// <summary>Whether legacy can take back what would come: as bad as the worst of its checks.</summary>
public sealed record LegacyFitness(Fitness Verdict, IReadOnlyList<FitnessCheck> Checks)
{
    /// <param name="coming">Orders in flight that would move.</param>
    /// <param name="live">Null while there is no picture yet.</param>
    internal static LegacyFitness Of(CutoverPlan? plan, LineStatus? line, LiveSnapshot? live, RollbackScope scope, int coming, DateTimeOffset now)
    {
        FitnessCheck[] checks = [Answers(plan, line), Sources(plan, live), Capacity(plan, live, scope, coming), StockFeed(plan, live, now)];
        return new LegacyFitness(checks.Max(c => c.Verdict), checks);
    }

    private static FitnessCheck Answers(CutoverPlan? plan, LineStatus? line) => plan?.Target(Side.Legacy) is null
        ? new("answers", Fitness.CannotTell, "The plan declares no target for legacy.")
        : line?.SilentSince is { } since
            ? new("answers", Fitness.Unfit, string.Create(CultureInfo.InvariantCulture, $"Legacy has not answered since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {line.SilentBecause}"))
            : new("answers", Fitness.Fit, line is { Done: > 0 } ? "Legacy answers." : "Legacy has not failed to answer; nothing was sent to it yet.");

    private static FitnessCheck Sources(CutoverPlan? plan, LiveSnapshot? live)
    {
        var sources = live?.Sources.Where(s => s.Side == Side.Legacy && plan?.Source(s.Id) is not null).ToList() ?? [];
        var dark = sources.Where(s => s.Health != SourceHealth.Fresh).Select(s => s.Id).ToList();
        return sources.Count == 0 ? new("sources", Fitness.CannotTell, "No source of legacy is read.")
            : dark.Count > 0 ? new("sources", Fitness.CannotTell, $"Not fresh: {string.Join(", ", dark.Take(4))}{(dark.Count > 4 ? $" and {dark.Count - 4} more" : "")}.")
            : new("sources", Fitness.Fit, $"{(sources.Count == 1 ? "Its source is" : $"All {sources.Count} of its sources are")} fresh.");
    }

    private static FitnessCheck Capacity(CutoverPlan? plan, LiveSnapshot? live, RollbackScope scope, int coming)
    {
        if (plan?.Target(Side.Legacy)?.OrdersPerMinute is not { } most)
        {
            return new("capacity", Fitness.CannotTell, "The plan does not say how many orders a minute legacy can take (ordersPerMinute).");
        }

        if (live is null)
        {
            return new("capacity", Fitness.CannotTell, "How many orders a minute come is not known yet.");
        }

        var lanes = live.Lanes.Where(l => scope.Segment.Lane is not { } lane || l.Lane == lane).ToList();
        var unseen = live.Lanes.Any(l => Unknown(l.LegacyPerMinute)) || lanes.Exists(l => Unknown(l.OrchestrationPerMinute));
        var now = live.Lanes.Sum(l => l.LegacyPerMinute.Value ?? 0);
        var taken = lanes.Sum(l => l.OrchestrationPerMinute.Value ?? 0);
        var replay = coming / Math.Max(1, (plan.Rollback.Resolved / plan.Header.TimeScale).TotalMinutes);
        var all = now + taken + replay;
        // of a narrower segment the picture knows only the lane: the whole lane is the most that can come
        var words = string.Create(CultureInfo.InvariantCulture, $"{all:0.#} orders a minute at most ({now:0.#} now, {taken:0.#} new ones that orchestration has, {replay:0.#} in flight) of {most} that it can take.");
        return all > most ? new("capacity", Fitness.Unfit, $"Too many: {words}")
            : unseen ? new("capacity", Fitness.CannotTell, $"A lane is not seen; of the others: {words}")
            : new("capacity", Fitness.Fit, words);
    }

    private static FitnessCheck StockFeed(CutoverPlan? plan, LiveSnapshot? live, DateTimeOffset now)
    {
        var feeds = plan?.Sources.Where(s => s.Side == Side.Legacy && plan.Mapping(s.Mapping)?.Kind == RecordKind.Inventory).ToList() ?? [];
        if (feeds.Count == 0)
        {
            return new("stock-feed", Fitness.CannotTell, "No source reads legacy's stock.");
        }

        TimeSpan? oldest = null;
        foreach (var feed in feeds)
        {
            if (live?.Sources.FirstOrDefault(s => s.Id == feed.Id)?.Watermark is not { } watermark)
            {
                return new("stock-feed", Fitness.CannotTell, $"{feed.Id} has not been read yet.");
            }

            var age = now - watermark;
            if (age > feed.StaleAfter)
            {
                return new("stock-feed", Fitness.Unfit, $"{feed.Id} is {Age(age)} old: legacy would reserve what may be gone.");
            }

            oldest = oldest is { } before && before > age ? before : age;
        }

        return new("stock-feed", Fitness.Fit, $"Its stock is {Age(oldest!.Value)} old at most.");
    }

    private static bool Unknown(Figure figure) => figure.State is not (FigureState.Fresh or FigureState.NoOrders or FigureState.NotObservable);

    private static string Age(TimeSpan age) => age < TimeSpan.FromMinutes(2) ? $"{Math.Max(0, Math.Round(age.TotalSeconds)):0} s" : age < TimeSpan.FromHours(2) ? $"{age.TotalMinutes:0} min" : $"{age.TotalHours:0} h";
}
