using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Trends;

namespace CommandCenter.Tests.Scorecard.Trends;

public class TrendTestTests
{
    /// <summary>Ten rising days: S = 45, variance 125, z = 44/√125.</summary>
    [Fact]
    public void Drift_TenRisingDays_IsKendallsStatistic()
    {
        var drift = DriftTest.Of([.. Enumerable.Range(0, 10).Select(i => (double?)(5 + 2 * i))]);

        Assert.Equal(2, drift.SlopePerDay, 9);
        Assert.Equal(8.30e-5, drift.P, 6);
    }

    /// <summary>With ties: 1 1 2 2 3 has S = 8, variance (5·4·15 − 2·2·1·9)/18 = 14.667, z = 7/√14.667 = 1.8278, p = 0.0676.</summary>
    [Fact]
    public void Drift_Ties_AreTakenOutOfTheVariance() => Assert.Equal(0.0676, DriftTest.Of([1, 1, 2, 2, 3]).P, 4);

    [Fact]
    public void Drift_DaysWithoutAValue_KeepTheirPlace() => Assert.Equal(1, DriftTest.Of([0, null, 2, 3, null, 5, 6, 7, 8, 9, 10, 11]).SlopePerDay, 9);

    [Fact]
    public void Drift_NothingMoves_TellsNothing() => Assert.Equal(new Drift(1, 0), DriftTest.Of([.. Enumerable.Repeat((double?)3, 30)]));

    /// <summary>Fifteen days low, fifteen high: K = 225, p = 2·exp(−6·225²/(30³+30²)).</summary>
    [Fact]
    public void Change_HalfLowHalfHigh_IsPettittsStatistic()
    {
        var change = ChangePointTest.Of([.. Enumerable.Range(0, 30).Select(i => (double?)(i < 15 ? 4 : 9))]);

        Assert.Equal((15, 4.0, 9.0), (change.At, change.Before, change.After));
        Assert.Equal(2 * Math.Exp(-6.0 * 225 * 225 / (27000 + 900)), change.P, 12);
    }

    [Fact]
    public void Holm_SomeSmall_HoldsThoseThatWouldNotComeByChance()
    {
        Assert.Equal(0.004, TrendJudge.Holm([0.2, 0.004, 0.001]));
        Assert.Equal(-1, TrendJudge.Holm([0.2, 0.004, 0.5]));
    }

    /// <summary>Nine series of nothing but noise: in at most one look of a hundred anything at all is found.</summary>
    [Fact]
    public void Judge_NoiseAlone_FindsSomethingInNoMoreThanOneLookOfAHundred()
    {
        var random = new Random(20261124);
        var found = 0;
        for (var look = 0; look < 2_000; look++)
        {
            found += TrendJudge.Judge([.. TrendList.All.Select(s => (s, Noise(random, 30, _ => 0), (string?)null))], "UTC").Any(t => t.Word is TrendWord.Worse or TrendWord.Better) ? 1 : 0;
        }

        // 1 % of 2,000 and three standard deviations
        Assert.InRange(found, 0, 33);
    }

    /// <summary>A jump of three standard deviations on the twentieth day is found there, give or take a day; a slow rise is a drift.</summary>
    [Fact]
    public void Judge_PlantedDefects_AreFoundAndNamed()
    {
        var random = new Random(7);
        var series = TrendList.All;
        var jump = TrendJudge.Judge([(series[0], Noise(random, 30, d => d < 20 ? 0 : 3), null), (series[1], Noise(random, 30, _ => 0), null)], "UTC");
        var rise = TrendJudge.Judge([(series[0], Noise(random, 30, d => 0.25 * d), null)], "UTC")[0];
        var good = TrendJudge.Judge([(series.Single(s => s.Figure.Better == Better.Higher), Noise(random, 30, d => 0.25 * d), null)], "UTC")[0];

        Assert.Equal((TrendWord.Worse, TrendWord.Steady), (jump[0].Word, jump[1].Word));
        Assert.InRange((jump[0].Since!.Value - jump[0].Days[0].Start).TotalDays, 19, 21);
        Assert.Equal((TrendWord.Worse, TrendWord.Better), (rise.Word, good.Word));
    }

    /// <summary>Two days far from the others lie closer to a step than to a line, and are no evidence of one.</summary>
    [Fact]
    public void Judge_NoEvidenceOfAJump_NamesNoDayOfOne()
    {
        var random = new Random(11);
        for (var look = 0; look < 200; look++)
        {
            foreach (var trend in TrendJudge.Judge([(TrendList.All[0], Noise(random, 30, d => 0.12 * d), null)], "UTC").Where(t => t.Since is not null)) Assert.True(trend.Change!.P <= 0.01);
        }
    }

    [Fact]
    public void Judge_NineDays_CannotTell()
    {
        var trend = TrendJudge.Judge([(TrendList.All[0], Noise(new Random(1), 9, d => 100 * d), null)], "UTC")[0];
        Assert.Equal((TrendWord.CannotTell, "9 whole days with a value; ten are needed"), (trend.Word, trend.Sentence));
    }

    private static IReadOnlyList<TrendPoint> Noise(Random random, int days, Func<int, double> level) =>
        [.. Enumerable.Range(0, days).Select(d => new TrendPoint(DateTimeOffset.UnixEpoch.AddDays(d), 100 + level(d) + Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
