using Microsoft.AspNetCore.Components.Rendering;

namespace CommandCenter.Layout.Components;

#pragma warning disable ASP0006 // the caller says where among its siblings the one frame stands; it is a literal there

/// <summary>Figures in as few frames as can be: every frame is kept twice for each viewer. For panels that are drawn often, as <c>@{ __builder.Value(0, figure); }</c>.</summary>
public static class FigureFrames
{
    /// <summary>The same as <see cref="FigureView.Value"/>.</summary>
    /// <param name="at">Sequence among its siblings: 0 where it is the first, <see cref="Last"/> where it is the last.</param>
    public static void Value(this RenderTreeBuilder builder, int at, FigureText figure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(figure);
        if (figure.Markup is { } drawn) builder.AddMarkupContent(at, drawn);
        else builder.AddContent(at, FigureView.Value(figure));
    }

    /// <summary>The same as <see cref="FigureView.Mark"/>.</summary>
    public static void Mark(this RenderTreeBuilder builder, int at, FigureText figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        if (figure.HasNumber) builder.Value(at, figure);
        else builder.AddContent(at, FigureView.Mark(figure));
    }

    /// <summary>After all that the compiler numbers.</summary>
    public const int Last = 100_000;
}
