using CommandCenter.Orders;
using CommandCenter.Readiness.Thresholds;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Analysis;

namespace CommandCenter.Tests.Traffic.Analysis;

public sealed class ShiftAnalysisTests
{
    private const double Alpha = 0.01;
    private static readonly Threshold routed = Of(ThresholdMetric.RoutedWithinLimit, 99.5m);
    private static readonly Threshold worse = Of(ThresholdMetric.RoutedWorseThanLegacy, 0.5m);
    private static readonly Threshold equal = Of(ThresholdMetric.CancelledMoreThanLegacy, 0);
    private static readonly Threshold duplicates = Of(ThresholdMetric.DuplicateShipments, 0, minimum: 0);

    /// <summary>Two sides that are the same, at the very edge of what is allowed: of shifts with 60 looks each at most one in a hundred may be called failed.</summary>
    [Theory]
    [InlineData(0.25, 0.005, 2_000)]
    [InlineData(0.01, 0.005, 500)]
    [InlineData(0.5, 0.004, 500)]
    public void Judge_BothSidesTheSame_FailsAtMostOneInAHundredShifts(double share, double failing, int shifts)
    {
        const int Looks = 60;
        const int OrdersALook = 25;
        var random = new Random(20_261_123);
        var analysis = new ShiftAnalysis(Alpha, steps: 1);
        var failed = 0;
        for (var shift = 0; shift < shifts; shift++)
        {
            var cohort = new CohortTally();
            for (var look = 0; look < Looks; look++)
            {
                for (var i = 0; i < OrdersALook; i++)
                {
                    cohort.Add(Order(cohort.Last + 1, random.NextDouble() < share, random.NextDouble() < failing, random.NextDouble() < failing));
                }

                if (analysis.Judge(Input(cohort, routed, worse, equal)).Verdict == CheckVerdict.Failed)
                {
                    failed++;
                    break;
                }
            }
        }

        Assert.True(failed <= shifts * Alpha, $"{failed} of {shifts} shifts failed though nothing was wrong");
    }

    [Fact]
    public void Judge_OrchestrationFailsFiveTimesAsOften_FailsWithinAThousandOrders()
    {
        var random = new Random(7);
        var analysis = new ShiftAnalysis(Alpha, steps: 5);
        var cohort = new CohortTally();
        while (analysis.Judge(Input(cohort, worse, equal)).Verdict != CheckVerdict.Failed)
        {
            var watched = random.NextDouble() < 0.25;
            cohort.Add(Order(cohort.Last + 1, watched, random.NextDouble() < (watched ? 0.10 : 0.02), false));
            Assert.True(cohort.Last < 4_000, "a harm of eight points was not found in 1,000 orders");
        }

        Assert.True(cohort.Watched > 20, $"after {cohort.Watched} orders");
    }

    [Theory]
    [InlineData(0, CheckVerdict.Inconclusive, "no order of orchestration is old enough yet")]
    [InlineData(199, CheckVerdict.Inconclusive, "199 of 200 that are needed")]
    [InlineData(200, CheckVerdict.Passed, "within the limit")]
    public void Judge_OrdersWithoutFailure_PassesFromTheMinimumOn(int orders, CheckVerdict verdict, string reason)
    {
        var check = Assert.Single(new ShiftAnalysis(Alpha, 1).Judge(Input(Cohort(orders, 0), routed)).Checks);

        Assert.Equal((verdict, reason), (check.Verdict, check.Reason));
    }

    [Fact]
    public void Judge_SourceStale_IsInconclusiveWithItsReason()
    {
        var input = Input(Cohort(500, 0), routed) with { Stale = "orch-orders is stale for 4 m" };

        var check = Assert.Single(new ShiftAnalysis(Alpha, 1).Judge(input).Checks);

        Assert.Equal((CheckVerdict.Inconclusive, "orch-orders is stale for 4 m"), (check.Verdict, check.Reason));
    }

    [Fact]
    public void Judge_SourceStaleAfterHarmWasProven_StillFails()
    {
        var input = Input(Cohort(500, 100), routed) with { Stale = "orch-orders is stale for 4 m" };

        Assert.Equal(CheckVerdict.Failed, new ShiftAnalysis(Alpha, 1).Judge(input).Verdict);
    }

    [Fact]
    public void Judge_OneDuplicateWhereNoneIsAllowed_FailsWithoutAMinimum()
    {
        var input = Input(Cohort(1, 0), duplicates) with { Readings = new Dictionary<string, MetricReading> { [duplicates.Id] = new(1, 1, null) } };

        Assert.Equal(CheckVerdict.Failed, new ShiftAnalysis(Alpha, 1).Judge(input).Verdict);
    }

    [Fact]
    public void Judge_AFewMoreThanAllowed_IsInconclusiveNotPassed()
    {
        // 2 of 200 are 99 %, where 99.5 % are needed: too few to tell
        var check = Assert.Single(new ShiftAnalysis(Alpha, 1).Judge(Input(Cohort(200, 2), routed)).Checks);

        Assert.Equal((CheckVerdict.Inconclusive, "beyond the limit, which may still be chance"), (check.Verdict, check.Reason));
        Assert.Equal((99.0, true, true), (check.Measured!.Value, check.Low < 99, check.High is > 99.5 and <= 100));
    }

    [Fact]
    public void Judge_NothingOnLegacyToCompareWith_IsInconclusive()
    {
        var check = Assert.Single(new ShiftAnalysis(Alpha, 1).Judge(Input(Cohort(500, 0), worse)).Checks);

        Assert.Equal((CheckVerdict.Inconclusive, "legacy has no order of the same segment and minutes to compare with"), (check.Verdict, check.Reason));
    }

    [Fact]
    public void Judge_NoThresholds_IsInconclusive() => Assert.Equal(CheckVerdict.Inconclusive, new ShiftAnalysis(Alpha, 1).Judge(Input(Cohort(500, 0))).Verdict);

    [Fact]
    public void Add_MarginAskedForLater_ComesToTheSameAsFromTheBeginning()
    {
        var random = new Random(3);
        var (early, late) = (new CohortTally(), new CohortTally());
        early.LogEvidence(ThresholdMetric.RoutedWorseThanLegacy, 0.5m);
        for (var i = 1; i <= 500; i++)
        {
            var order = Order(i, random.NextDouble() < 0.3, random.NextDouble() < 0.05, false);
            early.Add(order);
            late.Add(order);
        }

        Assert.Equal(early.LogEvidence(ThresholdMetric.RoutedWorseThanLegacy, 0.5m), late.LogEvidence(ThresholdMetric.RoutedWorseThanLegacy, 0.5m));
        Assert.NotEqual(0, early.LogEvidence(ThresholdMetric.RoutedWorseThanLegacy, 0.5m));
    }

    private static Threshold Of(ThresholdMetric metric, decimal limit, int minimum = 200) =>
        new(metric.Definition().Key, metric.Definition().Label, metric, Segment.All, limit, TimeSpan.FromMinutes(60), minimum, ThresholdAction.RollBack);

    [Fact]
    public void Judge_WhatCouldNotBeRead_IsAnErrorThatHolds()
    {
        var cohort = Cohort(1_000, 0);
        var drill = Of(ThresholdMetric.RollbackDrill, 900);
        var readings = new Dictionary<string, MetricReading>(StringComparer.Ordinal) { [drill.Id] = new(null, 0, "it could not be read: disk I/O error", IsBroken: true) };

        var reading = new ShiftAnalysis(Alpha, 5).Judge(new LookInput([routed, drill], cohort, readings, null));
        var orders = new ShiftAnalysis(Alpha, 5).Judge(new LookInput([routed, duplicates], cohort, new Dictionary<string, MetricReading> { [duplicates.Id] = new(0, 5, null) }, null, "the orders could not be read: locked"));

        Assert.Equal((CheckVerdict.Error, CheckVerdict.Passed, CheckVerdict.Error), (reading.Verdict, reading.Checks[0].Verdict, reading.Checks[1].Verdict));
        Assert.Equal("it could not be read: disk I/O error", reading.Checks[1].Reason);
        Assert.All(orders.Checks, c => Assert.Equal((CheckVerdict.Error, "the orders could not be read: locked"), (c.Verdict, c.Reason)));
    }

    private static LookInput Input(CohortTally cohort, params Threshold[] thresholds) => new(thresholds, cohort, new Dictionary<string, MetricReading>(), null);

    private static CohortTally Cohort(int orders, int late)
    {
        var cohort = new CohortTally();
        for (var i = 0; i < orders; i++)
        {
            cohort.Add(Order(i + 1, true, i < late, false));
        }

        return cohort;
    }

    private static CohortOrder Order(long number, bool watched, bool late, bool cancelled) =>
        new(number, watched ? Side.Orchestration : Side.Legacy, !late, false, cancelled, late ? null : 10);
}
