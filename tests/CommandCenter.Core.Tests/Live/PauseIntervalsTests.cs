using CommandCenter.Live;
using CsCheck;

namespace CommandCenter.Tests.Live;

public class PauseIntervalsTests
{
    private static readonly Gen<(long Start, long End)[]> Pauses =
        Gen.Select(Gen.Long[0, 60], Gen.Long[1, 20], Gen.Bool).Select((start, length, open) => (start, open && length == 7 ? PauseIntervals.Open : start + length)).Array[0, 8];

    [Fact]
    public void Total_AnyReports_EqualsUnionCountedInstantByInstant() =>
        Gen.Select(Pauses, Gen.Long[0, 40], Gen.Long[40, 90]).Sample((reports, from, to) =>
        {
            // of one pause only the last word counts
            var distinct = reports.GroupBy(r => r.Start).Select(g => g.Last()).ToArray();
            var expected = Enumerable.Range((int)from, (int)(to - from)).LongCount(t => distinct.Any(p => p.Start <= t && t < p.End));
            return Of(reports).Total(from, to) == expected;
        });

    [Fact]
    public void Total_AnyOrderOfReports_IsTheSame() =>
        Gen.Select(Pauses.Select(all => all.DistinctBy(p => p.Start).ToArray()), Gen.Int[0, 1000]).Sample((reports, seed) =>
        {
            var shuffled = reports.ToArray();
            new Random(seed).Shuffle(shuffled);
            return Of(reports).Total(0, 90) == Of(shuffled).Total(0, 90);
        });

    [Fact]
    public void Covers_OpenPause_RunsToWhateverIsAsked()
    {
        var pauses = Of((10, PauseIntervals.Open));
        Assert.True(pauses.Covers(10_000));
        Assert.False(pauses.Covers(9));
        Assert.Equal(9_990, pauses.Total(0, 10_000));
        Assert.True(pauses.Report(10, 30));
        Assert.False(pauses.Covers(30));
        Assert.Equal(20, pauses.Total(0, 10_000));
    }

    private static PauseIntervals Of(params (long Start, long End)[] reports)
    {
        var pauses = new PauseIntervals();
        foreach (var (start, end) in reports)
        {
            pauses.Report(start, end);
        }

        return pauses;
    }
}
