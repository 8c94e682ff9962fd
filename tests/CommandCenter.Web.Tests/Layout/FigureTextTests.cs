using CommandCenter.Layout.Components;
using CommandCenter.Live;

namespace CommandCenter.Tests.Layout;

/// <summary>Figures are written as markup once for all viewers; nothing that a system sent may be in it.</summary>
public class FigureTextTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("rows")]
    public void Markup_UnitOfAForeignSystem_IsNone(string unit) => Assert.Null(FigureText.Of(new Figure(3, FigureState.Fresh, At), 1, unit).Markup);

    [Theory]
    [InlineData(FigureState.Fresh)]
    [InlineData(FigureState.Stale)]
    [InlineData(FigureState.Missing)]
    public void Markup_NoteFromOutside_IsNotInIt(FigureState state)
    {
        var markup = FigureText.Of(new Figure(3, state, At, Note: "<script>"), 1, "%").Markup;

        Assert.NotNull(markup);
        Assert.DoesNotContain("script", markup, StringComparison.OrdinalIgnoreCase);
    }
}
