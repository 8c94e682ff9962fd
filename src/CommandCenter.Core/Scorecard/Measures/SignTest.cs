namespace CommandCenter.Scorecard.Measures;

/// <summary>The sign test (Arbuthnot 1710; Dixon and Mood 1946): days against one value that has no days of its own. Exact, two-sided at 1 %; a day that shows just that value says nothing.</summary>
public static class SignTest
{
    private const double Level = 0.01;

    /// <summary>With fewer even days that all lie on one side could be chance.</summary>
    public const int FewestDays = 8;

    public static DaysDiffer Of(double value, IReadOnlyCollection<double> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        if (days.Count < FewestDays) return DaysDiffer.CannotTell;
        var (above, below) = (days.Count(d => d > value), days.Count(d => d < value));
        var (all, more) = (above + below, Math.Max(above, below));
        // C(n, k) / 2^n from the edge inwards, in doubles: at most 400 days
        var (term, tail) = (Math.Pow(0.5, all), 0.0);
        for (var k = all; k >= more; k--)
        {
            tail += term;
            term *= k / (double)(all - k + 1);
        }

        return 2 * tail <= Level ? DaysDiffer.Yes : DaysDiffer.No;
    }
}
