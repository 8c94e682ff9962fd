using CommandCenter.Live;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Layout.Components;

/// <summary>A figure as it is drawn, in one of eight looks; only fresh and stale show a number. Decimals are fixed, ages are instants, so that an unchanged figure reads the same.</summary>
/// <param name="Text">The number; empty where the state shows none.</param>
/// <param name="AsOf">UTC milliseconds, rounded down to ten seconds so that an unchanged figure stays equal; exact when stale.</param>
public sealed record FigureText(FigureState State, string Text, string Unit, long? AsOf, string? Note)
{
    private const long Coarse = 10_000;

    /// <summary>True where a number stands.</summary>
    public bool HasNumber => State is FigureState.Fresh or FigureState.Stale;

    /// <summary>The value alone; the tooltip tells why it is none.</summary>
    public MarkupString Value => State switch
    {
        FigureState.Fresh => Html.Of($"<span class=\"fg\"{Instant}>{Text}{UnitMark}</span>"),
        FigureState.Stale => Html.Of($"<span class=\"v-stale\"{Instant}>{Text}{UnitMark}</span>"),
        FigureState.Missing => Html.Of($"<span class=\"v-missing\"{Instant}>{Icon.Of("missing")}missing</span>"),
        FigureState.NotObservable => Html.Of($"<span class=\"v-notobs\"{Title}><i>{Icon.Of("notobs")}</i>Not observable</span>"),
        FigureState.Pending => Html.Of($"<span class=\"v-pending\"{Title}>{Icon.Of("pending")}Pending</span>"),
        FigureState.NoOrders => Html.Of($"<span class=\"v-none\"{Title}>no orders</span>"),
        _ => Html.Of($"<span class=\"v-missing solid\"{Title}>{Icon.Of("no")}error</span>"),
    };

    /// <summary>For the narrowest cells: the number, or the state's sign with its word for readers and in the tooltip.</summary>
    public MarkupString Mark
    {
        get
        {
            if (HasNumber) return Value;
            var (icon, word, css) = State switch
            {
                FigureState.Missing => ("missing", "missing", "qual"),
                FigureState.Error => ("no", "error", "qual"),
                FigureState.Pending => ("pending", "pending", "t3"),
                FigureState.NotObservable => ("notobs", "not observable", "t3"),
                _ => ("dash", "no orders", "t3"),
            };
            return Html.Of($"<i class=\"{css}\" title=\"{word}\">{Icon.Of(icon)}<span class=\"vh\">{word}</span></i>");
        }
    }

    /// <summary>How old a stale value is, for a second line; nothing for the other states.</summary>
    public MarkupString Age => this is { State: FigureState.Stale, AsOf: { } at } ? Html.Of($"<span class=\"age\">{Icon.Of("stale")}<span><i data-since=\"{at}\"></i> old</span></span>") : default;

    private MarkupString UnitMark => Unit.Length > 0 ? Html.Of($"<span class=\"u\">{Unit}</span>") : default;

    private MarkupString Instant => AsOf is { } at ? Html.Of($" data-asof=\"{at}\"") : default;

    private MarkupString Title => Note is null ? default : Html.Of($" title=\"{Note}\"");

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
}
