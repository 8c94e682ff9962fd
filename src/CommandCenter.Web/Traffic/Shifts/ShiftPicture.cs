using CommandCenter.Live;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Traffic.Shifts;

/// <summary>One moment of a shift's share.</summary>
/// <param name="Observed">In percent, as the sides' own data show it; with its 95 % interval.</param>
public sealed record SharePoint(DateTime At, double Commanded, double Observed, double Low, double High);

/// <summary>One moment of a step's cohorts: share routed within the limit, in percent.</summary>
public sealed record RoutedPoint(DateTime At, double Orchestration, double Legacy);

/// <summary>A change of verdict.</summary>
/// <param name="Step">1, 2, …</param>
/// <param name="Passed">Checks that had passed.</param>
/// <param name="Of">Checks in all.</param>
public sealed record VerdictChange(DateTimeOffset At, int Step, CheckVerdict Verdict, int Passed, int Of);

/// <summary>All that the page shows of one shift, at one moment.</summary>
/// <param name="Sight">The newest look at its step; null while it does not run.</param>
public sealed record ShiftPicture(Shift Shift, ShiftSight? Sight, IReadOnlyList<ShiftLook> Looks, IReadOnlyList<Threshold> Thresholds, DateTimeOffset Now)
{
    /// <summary>Most changes of verdict that are listed.</summary>
    private const int MostChanges = 12;

    public ShiftNext Next => ShiftNext.Of(Shift, Sight, Now);

    /// <summary>The newest look at the step that it is in, also after its end; null while there was none.</summary>
    public ShiftLook? Newest => Sight is { } now ? new ShiftLook(now.Shift.Step, now.At, now.Look.Verdict, now.Look.Checks, now.Cohort) : Looks.LastOrDefault(l => l.Step == Shift.Step);

    public IReadOnlyList<SharePoint> Shares(TimeZoneInfo zone) =>
        [.. All.Where(l => l.Cohort.Observed.Seen > 0).Select(l =>
        {
            var (seen, ours) = (l.Cohort.Observed.Seen, l.Cohort.Observed.OnOrchestration);
            var (low, high) = WilsonInterval.Percent(ours, seen);
            return new SharePoint(TimeZoneInfo.ConvertTime(l.At, zone).DateTime, (double)Shift.Steps[l.Step].Percent, 100.0 * ours / seen, low, high);
        })];

    public IReadOnlyList<RoutedPoint> Routed(TimeZoneInfo zone) =>
        [.. All.Where(l => l.Step == Shift.Step && l.Cohort.Orchestration.RoutedPercent is not null && l.Cohort.Legacy.RoutedPercent is not null)
            .Select(l => new RoutedPoint(TimeZoneInfo.ConvertTime(l.At, zone).DateTime, l.Cohort.Orchestration.RoutedPercent!.Value, l.Cohort.Legacy.RoutedPercent!.Value))];

    /// <summary>When the verdict changed, newest first.</summary>
    public IReadOnlyList<VerdictChange> Changes
    {
        get
        {
            var changes = new List<VerdictChange>();
            ShiftLook? before = null;
            foreach (var look in All)
            {
                if (before is null || before.Verdict != look.Verdict || before.Step != look.Step)
                {
                    changes.Add(new VerdictChange(look.At, look.Step + 1, look.Verdict, look.Checks.Count(c => c.Verdict == CheckVerdict.Passed), look.Checks.Count));
                }

                before = look;
            }

            changes.Reverse();
            return [.. changes.Take(MostChanges)];
        }
    }

    /// <summary>Undecided and bad ones first.</summary>
    public IReadOnlyList<Check> Checks => [.. (Newest?.Checks ?? []).OrderByDescending(c => c.Verdict)];

    /// <summary>The limit that is drawn into the chart of routing; null where no threshold sets one.</summary>
    public double? RoutedLimit => Thresholds.FirstOrDefault(t => t.Metric == ThresholdMetric.RoutedWithinLimit) is { } routed ? (double)routed.Limit : null;

    private IEnumerable<ShiftLook> All => Sight is null || Looks is [.., { } last] && last.At >= Sight.At ? Looks : Looks.Append(Newest!);
}
