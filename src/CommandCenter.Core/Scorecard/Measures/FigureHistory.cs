using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Shared;

namespace CommandCenter.Scorecard.Measures;

/// <summary>Every figure by hour and day: those that orders give, and with them those of contacts, cases, stock, work in stores and queues. The latter are given where the answer is not split, for they are of no region, node or carrier.</summary>
public sealed class FigureHistory(FigureQueries figures, OtherMeasures others, ActivePlan plan)
{
    /// <summary>What every figure means that an answer may hold.</summary>
    public static IReadOnlyList<PeriodFigure> Definitions { get; } = [.. PeriodFigures.All, .. MeasureList.Others];

    /// <returns>As <see cref="FigureQueries.ReadAsync"/>.</returns>
    public async Task<Result<FigureAnswer>> ReadAsync(FigureRequest request, CancellationToken cancel)
    {
        var found = await figures.ReadAsync(request, cancel);
        if (!found.Succeeded || request.Dimension != FigureDimension.None || request.ByLane || request.ByOwner || plan.Current is not { } current) return found;
        var clock = new HourClock(TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone));
        var asked = new OtherRequest(request.From, request.To, request.Lane, request.Owner, at => Instants.FromMicros(FigureQueries.StartOf(request, clock, Instants.ToMicros(at))), OtherMeasures.OrdersOf(found.Value.Periods));
        return await StoreReads.TryAsync(async () => With(request, clock, found.Value, await others.ReadAsync(asked, current, clock, cancel)));
    }

    private static FigureAnswer With(FigureRequest request, HourClock clock, FigureAnswer found, IReadOnlyList<OtherFigure> others)
    {
        var more = others.SelectMany(o => o.ByStart.Select(v => (Start: v.Key, Of: v.Value))).ToLookup(v => v.Start, v => v.Of);
        var known = found.Periods.ToDictionary(p => p.Start);
        // hours that began before the time are left out
        var starts = known.Keys.Union(more.Select(m => m.Key).Where(s => request.Bucket != FigureBucket.Hour || s >= request.From)).Order();
        return found with { Periods = [.. starts.Select(s => Put(known.GetValueOrDefault(s) ?? Empty(s), more[s]))] };

        FigurePeriod Empty(DateTimeOffset start) => new(start, null, null, null, new Dictionary<string, PeriodValue>(), FigureQueries.EndOf(request, clock, Instants.ToMicros(start)) <= found.ReadTo, null, 0);
    }

    private static FigurePeriod Put(FigurePeriod period, IEnumerable<PeriodValue> more)
    {
        var values = new Dictionary<string, PeriodValue>(period.Values, StringComparer.Ordinal);
        foreach (var value in more) values[value.Figure.Key] = value;
        return period with { Values = values };
    }
}
