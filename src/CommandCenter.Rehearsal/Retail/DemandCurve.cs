namespace CommandCenter.Rehearsal.Retail;

/// <summary>How many orders a retailer's day brings when: 9,600 a day with peaks at 12:00 and 20:30 local.</summary>
internal static class DemandCurve
{
    /// <summary>Orders of one day at speed 1.</summary>
    public const double OrdersPerDay = 9600;

    private static readonly double mean = Enumerable.Range(0, 1440).Average(minute => Shape(minute / 60.0));

    /// <summary>Orders per second expected at an instant, at speed 1.</summary>
    public static double PerSecond(DateTimeOffset at)
    {
        var local = BusinessZone.ToLocal(at);
        return OrdersPerDay / 86400 * Shape(local.TimeOfDay.TotalHours) / mean;
    }

    private static double Shape(double hour) => 0.3 + Peak(hour, 12, 2.3) * 1.5 + Peak(hour, 20.5, 1.7) * 1.8;

    private static double Peak(double hour, double at, double width)
    {
        var away = Math.Abs(hour - at);
        away = Math.Min(away, 24 - away);
        return Math.Exp(-away * away / (2 * width * width));
    }
}
