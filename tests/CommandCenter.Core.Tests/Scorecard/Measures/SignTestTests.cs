using CommandCenter.Scorecard.Measures;

namespace CommandCenter.Tests.Scorecard.Measures;

public class SignTestTests
{
    /// <summary>Against binomial tables: two-sided, 1 %.</summary>
    [Theory]
    [InlineData(7, 0, DaysDiffer.CannotTell)]
    [InlineData(8, 0, DaysDiffer.Yes)] // 2/256 = 0.0078
    [InlineData(7, 1, DaysDiffer.No)] // 18/256
    [InlineData(10, 1, DaysDiffer.No)] // 24/2048 = 0.0117
    [InlineData(11, 1, DaysDiffer.Yes)] // 26/4096 = 0.0063
    [InlineData(1, 11, DaysDiffer.Yes)]
    [InlineData(15, 15, DaysDiffer.No)]
    [InlineData(22, 8, DaysDiffer.No)] // 0.0161
    [InlineData(23, 7, DaysDiffer.Yes)] // 0.0052
    public void Of_DaysAboveAndBelow_IsTheBinomialTail(int above, int below, DaysDiffer expected) =>
        Assert.Equal(expected, SignTest.Of(10, [.. Enumerable.Repeat(11.0, above), .. Enumerable.Repeat(9.0, below)]));

    [Fact]
    public void Of_EveryDayTheValueItself_DoesNotDiffer() => Assert.Equal(DaysDiffer.No, SignTest.Of(10, [.. Enumerable.Repeat(10.0, 30)]));

    [Fact]
    public void Of_FourHundredDays_StaysExact()
    {
        Assert.Equal(DaysDiffer.No, SignTest.Of(0, [.. Enumerable.Repeat(1.0, 225), .. Enumerable.Repeat(-1.0, 175)])); // p = 0.0142
        Assert.Equal(DaysDiffer.Yes, SignTest.Of(0, [.. Enumerable.Repeat(1.0, 227), .. Enumerable.Repeat(-1.0, 173)])); // p = 0.0080
    }
}
