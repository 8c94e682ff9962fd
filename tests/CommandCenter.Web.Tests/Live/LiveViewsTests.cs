using CommandCenter.Live;
using CommandCenter.Live.Views;
using CommandCenter.Plan;
using Microsoft.AspNetCore.Components;

namespace CommandCenter.Tests.Live;

/// <summary>What all viewers share: the same strings, and the same ones again where nothing changed.</summary>
public class LiveViewsTests
{
    private readonly LiveViews views = new(new ActivePlan());

    [Fact]
    public void Of_TwoViewersOfOneSnapshot_GetTheSameInstance()
    {
        var snapshot = Snapshots.Of(1);

        Assert.Same(views.Of(snapshot), views.Of(snapshot));
    }

    [Fact]
    public void Of_NextSnapshotWithOneChange_KeepsEverythingElse()
    {
        var before = views.Of(Snapshots.Of(1));
        var after = views.Of(Snapshots.Of(2, routed: 97));

        Assert.NotEqual(before.Lanes[0].Cells.Value, after.Lanes[0].Cells.Value);
        Assert.Equal(before.Lanes[0].Link.Value, after.Lanes[0].Link.Value);
        Assert.Same(before.Lanes[1], after.Lanes[1]);
        Assert.Same(before.LaneHead, after.LaneHead);
        Assert.Same(before.Attention, after.Attention);
        Assert.Same(before.Totals, after.Totals);
        Assert.Same(before.Timers.Items, after.Timers.Items);
        Assert.Same(before.Sources, after.Sources);
        Assert.Same(before.Queues.Value, after.Queues.Value);
        Assert.Same(before.Happenings, after.Happenings);
        Assert.Same(before.Figures, after.Figures);
        Assert.Same(before.Strip.Picture.Value, after.Strip.Picture.Value);
        Assert.NotEqual(before.Strip.Heard.Value, after.Strip.Heard.Value);
    }

    /// <summary>Fault 28.</summary>
    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "<img")]
    [InlineData("\" onfocus=\"alert(1)", "\" onfocus")]
    [InlineData("</td></tr></table><script>alert(1)</script>", "<script")]
    public void Of_HtmlInKeysAndNames_IsText(string hostile, string marker)
    {
        var view = views.Of(Snapshots.Of(1, hostile));
        MarkupString[] all =
        [
            view.Strip.Name, view.Strip.Picture, view.Strip.Heard, view.AsOf, view.SourcesSummary, view.Queues, view.LaneHead.Live, view.LaneHead.Wall, view.LaneHead.Legend, view.Timers.More, .. view.Figures,
            .. view.Attention.SelectMany(a => new[] { a.Badge, a.Link, a.Said, a.Rest }), .. view.Totals.SelectMany(t => new[] { t.Live, t.Wall }),
            .. view.Lanes.SelectMany(l => new[] { l.Link, l.State, l.Cells, l.Wall }), .. view.Timers.Items.SelectMany(t => new[] { t.Live, t.Wall }),
            .. view.Sources.SelectMany(s => new[] { s.Link, s.Cells, s.Rejected, s.Wall }), .. view.Happenings.Select(h => h.Line),
        ];

        Assert.Contains("alert(1)", string.Concat(all), StringComparison.Ordinal); // it was drawn …
        Assert.All(all, m => Assert.DoesNotContain(marker, m.Value ?? "", StringComparison.Ordinal)); // … as text
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(5, "<b>2 more</b> on the page Live: 2 stale")]
    public void More_EntriesBeyondTheWall_AreCountedInWords(int entries, string? said)
    {
        var snapshot = Snapshots.Of(1);
        var view = views.Of(snapshot with { Attention = [.. Enumerable.Range(0, entries).Select(i => snapshot.Attention[0] with { Subject = $"source {i}" })] });

        Assert.Equal(3, view.More.Shown);
        Assert.Equal(said, view.More.Said?.Value);
    }
}
