using CommandCenter.Layout.Components;
using CommandCenter.Live;

namespace CommandCenter.Tests.Layout;

/// <summary>Figures are written as markup once for all viewers; what a system sent is text in it.</summary>
public class FigureTextTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>\" onfocus=\"alert(1)";
    private static readonly DateTimeOffset At = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    public static TheoryData<FigureState> States => [.. Enum.GetValues<FigureState>()];

    [Theory]
    [MemberData(nameof(States))]
    public void Markup_UnitAndNoteOfAForeignSystem_AreInert(FigureState state)
    {
        var figure = FigureText.Of(new Figure(3, state, At, Note: Hostile), 1, Hostile);
        foreach (var markup in new[] { figure.Value, figure.Mark, figure.Age })
        {
            Assert.DoesNotContain("<img", markup.Value ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain("\" onfocus", markup.Value ?? "", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(FigureState.Fresh, true)]
    [InlineData(FigureState.Stale, true)]
    [InlineData(FigureState.Missing, false)]
    [InlineData(FigureState.NotObservable, false)]
    [InlineData(FigureState.Pending, false)]
    [InlineData(FigureState.NoOrders, false)]
    [InlineData(FigureState.Error, false)]
    public void Markup_State_ShowsANumberOnlyWhereOneIsKnown(FigureState state, bool number)
    {
        var figure = FigureText.Of(new Figure(3, state, null), 1);

        Assert.Equal(number, figure.Value.Value.Contains(">3.0<", StringComparison.Ordinal));
        Assert.Equal(number, figure.Mark.Value.Contains(">3.0<", StringComparison.Ordinal));
    }
}
