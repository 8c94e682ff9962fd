using CommandCenter.Live;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Tests.RealData;

namespace CommandCenter.Tests.Scorecard.Figures;

/// <summary>docs/figures.md says of every figure what the code says, and of no other.</summary>
public class FigureDocumentTests
{
    [Fact]
    public void Document_EveryFigure_StandsThereAsItIsDefined()
    {
        var rows = File.ReadAllLines(Path.Combine(PublishedData.Repository, "docs", "figures.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToList();

        Assert.Equal([.. FigureHistory.Definitions.Select(Row), .. FigureDefinitions.All.Where(f => FigureHistory.Definitions.All(p => !Same(p, f))).Select(Row)], rows);
    }

    private static bool Same(PeriodFigure period, FigureDefinition live) => live.Key == period.Key || live.Key.StartsWith(period.Key + "-p", StringComparison.Ordinal);

    private static string Row(PeriodFigure f) => $"| `{f.Key}` {f.Label} | yes | {f.Unit} | {f.Better.ToString().ToLowerInvariant()} | {f.Period} | {f.Denominator} | {f.Formula} |";

    private static string Row(FigureDefinition f) => $"| `{f.Key}` {f.Label} | no | {f.Unit} | | live only | {f.Denominator} | {f.Formula} |";
}
