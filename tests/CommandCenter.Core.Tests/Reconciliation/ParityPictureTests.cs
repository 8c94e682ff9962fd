using System.Text;
using CommandCenter.Orders;
using CommandCenter.Reconciliation;
using CommandCenter.Reconciliation.Classes;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;
using CommandCenter.Tests.Persistence;

namespace CommandCenter.Tests.Reconciliation;

/// <summary>What is shown, and made work of, out of what was counted.</summary>
public class ParityPictureTests
{
    private static readonly (string, FactValue) lane = ("lane", FactValue.OfText("whole"));

    [Fact]
    public void Of_UnderstoodDifference_CountsApart()
    {
        var book = Book(out var open, ("A-1", 500, 500), ("A-2", 500, 300), ("A-3", 500, 400));
        var marked = open.Select(m => m with { IsUnderstood = m.Mismatch.OrderKey == "A-2" }).ToList();
        var shown = ParityPicture.Of(book, Pairs.Rules(), Pairs.Later, Some.Start.AddDays(1), marked);

        var row = Assert.Single(shown.Lanes);
        Assert.Equal((3, 1, 1, 0), (row.Orders, row.Differing, row.Understood, row.Pending));
        var total = row.Of(ParityCells.Total)!;
        Assert.Equal((1, 2, 1, 1, 50.0), (total.Counts.Agrees, total.Counts.Differs, total.Understood, total.Unexplained, total.Percent!.Value));
        var group = Assert.Single(shown.Groups);
        Assert.Equal((2, 1, 300L), (group.Orders, group.Understood, group.Money["-"]));
        Assert.Equal(["A-2", "A-3"], group.Samples);
    }

    [Theory]
    [InlineData(29, ParityStanding.Known)]
    [InlineData(31, ParityStanding.CannotTell)]
    public void Of_DifferencePendsForTooLong_CannotBeTold(int minutes, ParityStanding standing)
    {
        var book = new ParityBook();
        var pair = Pairs.Pair(Pairs.Side_(Side.Legacy, [Stage.Created], lane), null);
        var horizon = new Horizon(Some.Start, Some.Start);
        var (comparison, mismatches) = new OrderInspector(Pairs.Rules()).Inspect(pair, horizon);
        book.Set(1, comparison, mismatches);
        var shown = ParityPicture.Of(book, Pairs.Rules(), horizon, Some.Start.AddMinutes(minutes), [.. mismatches.Select(m => new OpenMismatch(m, Some.Start, false))]);

        Assert.Equal(standing, Assert.Single(shown.Lanes).Standing);
        Assert.Equal(standing == ParityStanding.CannotTell, shown.Lanes[0].Reason is not null);
    }

    [Fact]
    public void SignalsOf_Group_OneCaseAnOrderAndOneForTheRest()
    {
        Book(out var open, [.. Enumerable.Range(0, MismatchCases.MostOfGroup + 3).Select(i => ($"A-{i:000}", 1000L + i, 500L))]);
        var signals = MismatchCases.SignalsOf(open);

        Assert.Equal(MismatchCases.MostOfGroup + 1, signals.Count);
        var rest = Assert.Single(signals, s => s.OrderKey is null);
        // those that came last, whatever is at stake: what somebody works on keeps its place
        Assert.Equal((3, 600L + 601 + 602), (rest.Orders, rest.Money!.Value));
        var older = open.Select(m => m.Mismatch.OrderKey == "A-102" ? m with { FirstSeen = m.FirstSeen.AddHours(-1) } : m).ToList();
        Assert.Contains(MismatchCases.SignalsOf(older), s => s.OrderKey == "A-102");
        Assert.Equal(signals.Count, signals.Select(s => s.Fingerprint).Distinct().Count());
        Assert.All(signals, s => Assert.InRange(s.Fingerprint.Length, 1, 200));
        Assert.Empty(MismatchCases.SignalsOf([.. open.Select(m => m with { IsUnderstood = true })]));
    }

    [Fact]
    public void SignalsOf_PendingDifference_IsNoWork()
    {
        var (_, mismatches) = new OrderInspector(Pairs.Rules()).Inspect(Pairs.Pair(Pairs.Side_(Side.Legacy, [Stage.Created], lane), null), new Horizon(Some.Start, Some.Start));

        Assert.Empty(MismatchCases.SignalsOf([new OpenMismatch(Assert.Single(mismatches), Some.Start, false)]));
    }

    [Theory]
    [InlineData("pending: missing-on-orchestration:presence", "Order missing on Orchestration, may still come")]
    [InlineData("differs:total", "Total differs")]
    [InlineData("skipped-on-legacy:shipped", "Shipped left out on Legacy")]
    [InlineData("not expected of a copy", "not expected of a copy")]
    public void Reason_OfAResidue_IsInWords(string reason, string words) => Assert.Equal(words, CommandCenter.Reconciliation.DifferenceWords.Reason(reason));

    [Fact]
    public void Csv_ValuesThatLookLikeFormulas_AreInert()
    {
        var pair = new OrderPair("=HYPERLINK(1)", Pairs.Side_(Side.Legacy, [Stage.Created], ("node", FactValue.OfText("@SUM(A1)\r\n\"x\",y"))), Pairs.Side_(Side.Orchestration, [Stage.Created], ("node", FactValue.OfText("+1"))), null);
        var (_, mismatches) = new OrderInspector(Pairs.Rules()).Inspect(pair, Pairs.Later);
        var lines = Encoding.UTF8.GetString(MismatchCsv.Of([new OpenMismatch(Assert.Single(mismatches), Some.Start, false)]));

        Assert.StartsWith("orderKey,lane,owner,cell,field,left,right,rule,", lines, StringComparison.Ordinal);
        Assert.Contains("'=HYPERLINK(1)", lines, StringComparison.Ordinal);
        Assert.Contains("\"'@SUM(A1)\r\n\"\"x\"\",y\"", lines, StringComparison.Ordinal);
        Assert.Contains("'+1", lines, StringComparison.Ordinal);
    }

    private static ParityBook Book(out List<OpenMismatch> open, params (string Key, long Legacy, long Orchestration)[] orders)
    {
        var (book, inspector) = (new ParityBook(), new OrderInspector(Pairs.Rules()));
        open = [];
        foreach (var (key, legacy, orchestration) in orders)
        {
            var pair = new OrderPair(
                key, Pairs.Side_(Side.Legacy, [Stage.Created], lane, ("total", FactValue.OfMoney(legacy))), Pairs.Side_(Side.Orchestration, [Stage.Created], lane, ("total", FactValue.OfMoney(orchestration))), null);
            var (comparison, mismatches) = inspector.Inspect(pair, Pairs.Later);
            book.Set(book.Orders + 1, comparison, mismatches);
            open.AddRange(mismatches.Select(m => new OpenMismatch(m, Some.Start, false)));
        }

        return book;
    }
}
