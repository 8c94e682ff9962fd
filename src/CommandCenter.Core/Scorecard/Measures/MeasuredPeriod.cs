using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Scorecard.Measures;

/// <summary>Figures of a period.</summary>
/// <param name="Values">Of the period as a whole, by key.</param>
/// <param name="Days">Every day that has figures, in order.</param>
/// <param name="Starts">When each day of the period began, those without any figure too.</param>
/// <param name="Besides">Why a measure is missing that something else would measure, by key.</param>
internal sealed record MeasuredPeriod(
    IReadOnlyDictionary<string, PeriodValue> Values, IReadOnlyList<FigurePeriod> Days, IReadOnlyList<DateTimeOffset> Starts, IReadOnlyDictionary<string, string> Besides)
{
    /// <param name="of">What is shown of a day; its value where nothing is said.</param>
    public IReadOnlyList<TrendDay> Trend(string key, Func<PeriodValue, double>? of = null)
    {
        var known = Days.ToDictionary(d => d.Start);
        return [.. Starts.Select(s => known.TryGetValue(s, out var day) ? new TrendDay(s, day.Values.GetValueOrDefault(key) is { } value ? of?.Invoke(value) ?? value.Value : null, day.IsOver) : new TrendDay(s, null, true))];
    }

    /// <summary>Values of the days that are over: a day that is not has only its first orders.</summary>
    public IReadOnlyList<double> Whole(string key) => [.. Days.Where(d => d.IsOver).Select(d => d.Values.GetValueOrDefault(key)?.Value).OfType<double>()];

    /// <summary>Without what nothing delivers.</summary>
    /// <param name="missing">Why, by key.</param>
    public MeasuredPeriod Without(IReadOnlyDictionary<string, string> missing) => this with
    {
        Values = Rest(Values, missing), Days = [.. Days.Select(d => d with { Values = Rest(d.Values, missing) })], Besides = Besides.Concat(missing).ToDictionary(StringComparer.Ordinal),
    };

    /// <summary>With a measure that comes from elsewhere than the figures by hour.</summary>
    /// <param name="byDay">By when the day began; a day that is not in it has none.</param>
    public MeasuredPeriod With(PeriodFigure figure, PeriodValue? whole, IReadOnlyDictionary<DateTimeOffset, PeriodValue> byDay, string? why)
    {
        var values = new Dictionary<string, PeriodValue>(Values, StringComparer.Ordinal);
        if (whole is not null) values[figure.Key] = whole;
        var besides = new Dictionary<string, string>(Besides, StringComparer.Ordinal);
        if (why is not null) besides[figure.Key] = why;
        return this with
        {
            Values = values, Besides = besides,
            Days = [.. Days.Select(d => byDay.TryGetValue(d.Start, out var value) ? d with { Values = new Dictionary<string, PeriodValue>(d.Values, StringComparer.Ordinal) { [figure.Key] = value } } : d)],
        };
    }

    private static Dictionary<string, PeriodValue> Rest(IReadOnlyDictionary<string, PeriodValue> values, IReadOnlyDictionary<string, string> missing) =>
        values.Where(v => !missing.ContainsKey(v.Key)).ToDictionary(StringComparer.Ordinal);
}
