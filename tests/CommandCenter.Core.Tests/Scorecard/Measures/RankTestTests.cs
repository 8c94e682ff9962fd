using CommandCenter.Scorecard.Measures;
using CsCheck;

namespace CommandCenter.Tests.Scorecard.Measures;

public class RankTestTests
{
    [Theory]
    [InlineData(5, 5, DaysDiffer.CannotTell)] // 252 ways to draw five of ten: not one is rare enough
    [InlineData(4, 30, DaysDiffer.CannotTell)]
    [InlineData(30, 4, DaysDiffer.CannotTell)]
    [InlineData(5, 30, DaysDiffer.Yes)]
    [InlineData(6, 6, DaysDiffer.Yes)]
    public void Of_PeriodsWithoutOverlap_DifferWhereThereAreDaysEnough(int before, int now, DaysDiffer expected) =>
        Assert.Equal(expected, RankTest.Of([.. Enumerable.Range(0, before).Select(d => (double)d)], [.. Enumerable.Range(100, now).Select(d => (double)d)]));

    [Fact]
    public void Of_EveryDayTheSame_DoesNotDiffer() => Assert.Equal(DaysDiffer.No, RankTest.Of([.. Enumerable.Repeat(0.0, 30)], [.. Enumerable.Repeat(0.0, 9)]));

    [Fact]
    public void Of_DaysInTurn_DoNotDiffer() => Assert.Equal(DaysDiffer.No, RankTest.Of([.. Enumerable.Range(0, 30).Select(d => 2.0 * d)], [.. Enumerable.Range(0, 14).Select(d => 4.0 * d + 1)]));

    [Fact]
    public void Of_EitherWayRound_SaysTheSame() =>
        Gen.Select(Gen.Int[0, 9].Array[5, 20], Gen.Int[3, 14].Array[5, 20]).Sample((a, b) => RankTest.Of([.. a.Select(x => (double)x)], [.. b.Select(x => (double)x)]) == RankTest.Of([.. b.Select(x => (double)x)], [.. a.Select(x => (double)x)]));

    /// <summary>Against the exact distribution: what is called a difference has a probability near or below one in a hundred, what is not a greater one.</summary>
    [Fact]
    public void Of_AnyDays_AgreesWithEveryWayToDealThem() =>
        Gen.Select(Gen.Int[0, 40].Array[6, 8], Gen.Int[0, 60].Array[6, 8]).Sample(
            (before, now) =>
            {
                var exact = Exact(before, now);
                return RankTest.Of([.. before.Select(x => (double)x)], [.. now.Select(x => (double)x)]) switch { DaysDiffer.Yes => exact < 0.016, DaysDiffer.No => exact > 0.004, _ => false };
            },
            iter: 300);

    /// <summary>With the same days an A/A comparison cries wolf in about one of a hundred.</summary>
    [Fact]
    public void Of_TwoPeriodsOfTheSameKind_RarelyDiffer()
    {
        var dice = new Random(8);
        var cried = Enumerable.Range(0, 4_000).Count(_ => RankTest.Of(Days(30), Days(9)) == DaysDiffer.Yes);
        Assert.InRange(cried, 10, 64);

        double[] Days(int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Exp(dice.NextDouble() + dice.NextDouble() + dice.NextDouble()))];
    }

    /// <summary>The two-sided probability, by dealing all days into two heaps in every way.</summary>
    private static double Exact(int[] before, int[] now)
    {
        int[] all = [.. before, .. now];
        var ranks = all.Select(v => 2 * all.Count(x => x < v) + all.Count(x => x == v) + 1).ToArray();
        var middle = before.Length * (all.Length + 1);
        var far = Math.Abs(ranks.Take(before.Length).Sum() - middle);
        int ways = 0, asFar = 0;
        for (var deal = 0; deal < 1 << all.Length; deal++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)deal) != before.Length) continue;
            var sum = 0;
            for (var i = 0; i < all.Length; i++) sum += (deal >> i & 1) * ranks[i];
            ways++;
            if (Math.Abs(sum - middle) >= far) asFar++;
        }

        return (double)asFar / ways;
    }
}
