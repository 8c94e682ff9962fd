using System.Globalization;
using System.Text;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Analysis;
using CommandCenter.Traffic.Shifts;

namespace CommandCenter.Benchmarks.Analysis;

/// <summary>What the analysis of shifts finds, and how soon: the tables of docs/analysis.md. Drawn orders, the product's own analysis and rules, a clock of its own; not a measurement of speed.</summary>
internal static class AnalysisTables
{
    public const string Word = "analysis";

    private const double Alpha = 0.01;
    private const int Steps = 5;
    private const double UsualFailures = 0.002;

    /// <summary>From an order's limit of one minute to the look that can count it: both sides' data reach there three seconds late at most.</summary>
    private const double Matures = 63;
    private const double LookEvery = 2;
    private const double GivenUp = 7_200;

    private static readonly Threshold[] thresholds =
    [
        Of(ThresholdMetric.RoutedWithinLimit, 99.5m), Of(ThresholdMetric.RoutedWorseThanLegacy, 0.5m), Of(ThresholdMetric.TransactionSuccess, 99m),
    ];

    public static string Write(int runs)
    {
        var text = new StringBuilder();
        WriteNoHarm(text, Math.Max(runs, 40) * 50);
        WriteEffects(text, runs);
        WriteTimes(text, runs);
        return text.ToString();
    }

    private static void WriteNoHarm(StringBuilder text, int shifts)
    {
        Line(text, $"| share watched | late on both sides | shifts | looks a shift | orders a look | ended Failed |\n|--:|--:|--:|--:|--:|--:|");
        foreach (var (share, late) in new[] { (0.01, 0.005), (0.25, 0.005), (0.5, 0.004) })
        {
            var random = new Random(20_261_123);
            var failed = Enumerable.Range(0, shifts).Count(_ => Looks(random, share, late, late, 60, 25));
            Line(text, $"| {share:0 %} | {late:0.0 %} | {shifts:n0} | 60 | 25 | {failed} ({100.0 * failed / shifts:0.00} %) |");
        }

        Line(text, $"");
    }

    /// <summary>Whether any look calls it failed.</summary>
    private static bool Looks(Random random, double share, double ours, double theirs, int looks, int orders)
    {
        var (tally, analysis) = (new CohortTally(), new ShiftAnalysis(Alpha, 1));
        for (var look = 0; look < looks; look++)
        {
            for (var i = 0; i < orders; i++)
            {
                Add(tally, random, share, ours, theirs);
            }

            if (Judge(analysis, tally) == CheckVerdict.Failed)
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteEffects(StringBuilder text, int runs)
    {
        double[] rates = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
        Line(text, $"| not routed in time, of orchestration's orders | orders of orchestration until Failed, median | 90 % of runs by |\n|--:|--:|--:|");
        foreach (var rate in rates)
        {
            var needed = Enumerable.Range(0, runs * 5).Select(run => Needed(new Random(run), rate)).Order().ToArray();
            Line(text, $"| {rate:0 %} | {Orders(needed[needed.Length / 2])} | {Orders(needed[needed.Length * 9 / 10])} |");
        }

        Line(text, $"");
    }

    private static long Needed(Random random, double rate)
    {
        const long most = 20_000;
        var (tally, analysis) = (new CohortTally(), new ShiftAnalysis(Alpha, Steps));
        while (tally.Watched < most)
        {
            var before = tally.Watched;
            Add(tally, random, 0.25, rate, UsualFailures);
            if (tally.Watched > before && Judge(analysis, tally) == CheckVerdict.Failed)
            {
                return tally.Watched;
            }
        }

        return long.MaxValue;
    }

    private static void WriteTimes(StringBuilder text, int runs)
    {
        double[] defects = [0.01, 0.02, 0.05, 0.2, 1];
        foreach (var perSecond in new[] { 50, 500 })
        {
            Line(text, $"{perSecond} orders a second:\n");
            Line(text, $"| share commanded | {string.Join(" | ", defects.Select(d => d.ToString("0 %", CultureInfo.InvariantCulture)))} |\n|--:|{string.Concat(Enumerable.Repeat("--:|", defects.Length))}");
            foreach (var share in new[] { 0.01, 0.05, 0.25, 0.5 })
            {
                var cells = defects.Select(defect =>
                {
                    var times = Enumerable.Range(0, runs).Select(run => Detect(new Random(run), perSecond, share, defect)).Order().ToArray();
                    return $"{Seconds(times[times.Length / 2])} ({Seconds(times[times.Length * 9 / 10])})";
                });
                Line(text, $"| {share:0 %} | {string.Join(" | ", cells)} |");
            }

            Line(text, $"");
        }
    }

    /// <summary>Seconds from the moment at which orders begin to fail to the decision to roll back. The step has gone well for five minutes before.</summary>
    private static double Detect(Random random, int perSecond, double share, double defect)
    {
        const int good = 300;
        var (tally, analysis) = (new CohortTally(), new ShiftAnalysis(Alpha, Steps));
        IReadOnlyList<ShiftStepPlan> steps = ShiftSettings.Default.Steps;
        for (var i = 0; i < good * perSecond; i++)
        {
            Add(tally, random, share, UsualFailures, UsualFailures);
        }

        for (var at = 0.0; at < GivenUp; at += LookEvery)
        {
            // those that have become old enough since the look before
            var orders = (int)((Math.Max(0, at - Matures) - Math.Max(0, at - LookEvery - Matures)) * perSecond);
            for (var i = 0; i < orders; i++)
            {
                Add(tally, random, share, Math.Max(UsualFailures, defect), UsualFailures);
            }

            var look = analysis.Judge(new LookInput(thresholds, tally, new Dictionary<string, MetricReading>(StringComparer.Ordinal), null));
            var standing = new ShiftStanding(ShiftState.Baking, 0, TimeSpan.Zero, tally.Watched, 0, null, null, null, new HashSet<string>());
            if (orders > 0 && ShiftRules.Next(standing, steps, look, thresholds, null, DateTimeOffset.UnixEpoch).Kind == ShiftMoveKind.RollBack)
            {
                return at;
            }
        }

        return double.PositiveInfinity;
    }

    private static void Add(CohortTally tally, Random random, double share, double ours, double theirs)
    {
        var isOurs = random.NextDouble() < share;
        tally.Add(new CohortOrder(tally.Last + 1, isOurs ? Side.Orchestration : Side.Legacy, random.NextDouble() >= (isOurs ? ours : theirs), false, false, null));
    }

    private static CheckVerdict Judge(ShiftAnalysis analysis, CohortTally tally) =>
        analysis.Judge(new LookInput(thresholds, tally, new Dictionary<string, MetricReading>(StringComparer.Ordinal), null)).Verdict;

    private static Threshold Of(ThresholdMetric metric, decimal limit) => new(metric.Definition().Key, metric.Definition().Label, metric, Segment.All, limit, TimeSpan.FromMinutes(60), 200, ThresholdAction.RollBack);

    private static string Orders(long number) => number == long.MaxValue ? "> 20,000" : number.ToString("n0", CultureInfo.InvariantCulture);

    private static string Seconds(double value) => double.IsPositiveInfinity(value) ? "> 2 h" : value < 120 ? $"{value:0} s" : string.Create(CultureInfo.InvariantCulture, $"{value / 60:0.0} min");

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
