using CommandCenter.Live;

namespace CommandCenter.Layout.Components;

/// <summary>A figure as it is drawn: decimals fixed, ages as instants. Equal ones draw nothing anew.</summary>
/// <param name="Text">The number; empty where the state shows none.</param>
/// <param name="AsOf">UTC milliseconds, rounded down to ten seconds so that an unchanged figure stays equal; exact when stale.</param>
public sealed record FigureText(FigureState State, string Text, string Unit, long? AsOf, string? Note)
{
    private const long Coarse = 10_000;

    public static FigureText Of(Figure figure, int decimals, string unit = "")
    {
        ArgumentNullException.ThrowIfNull(figure);
        var shows = figure is { State: FigureState.Fresh or FigureState.Stale, Value: not null };
        var asOf = figure.AsOf?.ToUnixTimeMilliseconds();
        return new FigureText(
            shows || figure.State is not (FigureState.Fresh or FigureState.Stale) ? figure.State : FigureState.Missing,
            shows ? Wording.Number(figure.Value!.Value, decimals) : "",
            unit,
            figure.State == FigureState.Fresh ? asOf / Coarse * Coarse : asOf,
            figure.Note);
    }

    /// <summary>True where a number stands.</summary>
    public bool HasNumber => State is FigureState.Fresh or FigureState.Stale;
}
