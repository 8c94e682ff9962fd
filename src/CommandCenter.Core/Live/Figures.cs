using CommandCenter.Orders;

namespace CommandCenter.Live;

/// <summary>Makes a figure of a value and of what may be said with the data behind it: the one place where "stale", "missing" and "no orders" are told apart.</summary>
internal static class Figures
{
    public static Figure Share(Feed feed, WindowShare share, string? note = null) => Of(feed, share.Percent, (long)share.Counted, share.OutOf, note);

    public static Figure Sample(Feed feed, double? value, int samples, string? note = null) => Of(feed, value, samples, 0, note);

    /// <param name="value">Null where there was nothing to measure.</param>
    public static Figure Of(Feed feed, double? value, long numerator, long denominator, string? note = null)
    {
        DateTimeOffset? asOf = feed.AsOf == SideRecord.None ? null : Instants.FromMicros(feed.AsOf);
        return feed.State switch
        {
            FigureState.NotObservable => Figure.NotObservable,
            FigureState.Pending => new Figure(null, FigureState.Pending, null, Note: "Its sources have not answered yet."),
            FigureState.Missing => new Figure(null, FigureState.Missing, null, Note: "A source that it needs has never answered."),
            FigureState.Stale when value is null => new Figure(null, FigureState.Missing, asOf, Note: "Its sources went silent before there was anything to measure."),
            _ when value is null => new Figure(null, FigureState.NoOrders, asOf, Note: note),
            _ => new Figure(value, feed.State, asOf, numerator, denominator, note),
        };
    }
}
