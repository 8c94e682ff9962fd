namespace CommandCenter.Scorecard.Trends;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>The share above <paramref name="z"/> ≥ 0, to 1.5e-7 (Abramowitz and Stegun 7.1.26).</summary>
    public static double Above(double z)
    {
        var x = z / Math.Sqrt(2);
        var t = 1 / (1 + 0.3275911 * x);
        var poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        return 0.5 * poly * Math.Exp(-x * x);
    }
}
