using System.Collections.Frozen;
using System.Globalization;
using CommandCenter.Live;

namespace CommandCenter.Layout.Components;

/// <summary>A figure as it is drawn: decimals fixed, ages as instants. Equal ones draw nothing anew.</summary>
/// <param name="Text">The number; empty where the state shows none.</param>
/// <param name="AsOf">UTC milliseconds, rounded down to ten seconds so that an unchanged figure stays equal; exact when stale.</param>
public sealed record FigureText(FigureState State, string Text, string Unit, long? AsOf, string? Note)
{
    private const long Coarse = 10_000;

    /// <summary>Units that this product writes itself; any other may come from outside and is never part of markup.</summary>
    private static readonly FrozenSet<string> OwnUnits = FrozenSet.Create(StringComparer.Ordinal, "", "%", "s", "orders", "orders/min", "records", "per order", "per 1,000 orders");

    /// <summary>The figure alone as one frame of a render tree, written once for all viewers; null where something from outside belongs in it.</summary>
    public string? Markup { get; } = Draw(State, Text, Unit, AsOf);

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

    private static string? Draw(FigureState state, string number, string unit, long? asOf)
    {
        if (!OwnUnits.Contains(unit)) return null;
        var at = asOf is { } millis ? string.Create(CultureInfo.InvariantCulture, $" data-asof=\"{millis}\"") : "";
        return state switch
        {
            FigureState.Fresh or FigureState.Stale => $"<span class=\"{(state == FigureState.Fresh ? "fg" : "v-stale")}\"{at}>{number}{(unit.Length > 0 ? $"<span class=\"u\">{unit}</span>" : "")}</span>",
            FigureState.Missing => $"<span class=\"v-missing\"{at}>{Icon.Of("missing")}missing</span>",
            _ => null,
        };
    }

    /// <summary>True where a number stands.</summary>
    public bool HasNumber => State is FigureState.Fresh or FigureState.Stale;
}
