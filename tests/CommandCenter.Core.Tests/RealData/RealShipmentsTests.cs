using System.Globalization;
using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Tests.Sources.Polling;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Tests.RealData;

/// <summary>The published file of shipment lines, read by the example plan's own source; every figure is counted a second time in the file.</summary>
public class RealShipmentsTests
{
    [Fact]
    public async Task Shipments_PublishedFile_AreStoredAsItsRowsCountThem()
    {
        var file = PublishedData.FindOrSkip("warehouse-shipments.csv");
        var rows = await ReadAsync(file);
        var plan = PublishedData.Plan("warehouse-shipments", s => s with { Csv = s.Csv! with { Folder = Path.GetDirectoryName(file)!, Settle = TimeSpan.Zero } });
        var began = TimeProvider.System.GetTimestamp();
        await using var world = await SourceWorld.StartAsync(plan, folders: [Path.GetDirectoryName(file)!]);
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r is { Succeeded: true, CaughtUp: true }) && world.Batches.Sum(b => b.Counts.Records) > 0, "caught up; " + string.Join("; ", world.Reports.Where(r => !r.Succeeded).Select(r => r.Error).Distinct()));
        var read = TimeProvider.System.GetElapsedTime(began);
        var polls = world.Reports.Count;
        await SourceWorld.UntilAsync(() => world.Reports.Count > polls + 1, "polled again");
        await world.StopAsync();

        var shipments = await PublishedData.StatesAsync(world);
        var pairs = new NumberPairs();
        Compare(pairs, shipments, shipments.ToDictionary(s => s.OrderKey, s => StageRemarks.Of(s, plan)), rows);
        await CompareEventsAsync(pairs, world, plan, rows);
        await CompareScorecardAsync(pairs, world, plan, rows);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} rows caught up in {read.TotalSeconds:0.0} s, {rows.Count / read.TotalSeconds:N0} rows/s"));
        pairs.Check(isSample: rows.Count == 117_790, TestContext.Current.TestOutputHelper);
    }

    private static void Compare(NumberPairs pairs, List<OrderState> shipments, Dictionary<string, IReadOnlyList<StageRemark>> remarks, List<Row> rows)
    {
        var distinct = rows.Distinct().ToList();
        var counted = rows.GroupBy(r => r.Shipment, StringComparer.Ordinal).ToList();
        pairs.Add("shipments", shipments.Count, counted.Count, 23_339);
        pairs.Add("lines of shipments", shipments.Sum(s => Quantities(s).Count), distinct.Count, 117_790 - 1_098);
        pairs.Add("pieces on those lines", shipments.Sum(s => Quantities(s).Sum()), distinct.Sum(r => r.Quantity));
        pairs.Add(
            "shipments on time: every line left on or before its plan", shipments.LongCount(s => !remarks[s.OrderKey].Any(r => r.Kind == StageRemarkKind.AfterPromise)), counted.LongCount(s => s.All(r => r.OnTime)), 21_399);
        pairs.Add("shipments whose day agrees", shipments.LongCount(s => s.At(Stage.Shipped) is not null), counted.LongCount(s => s.Select(r => (r.Planned, r.Actual)).Distinct().Count() == 1));
        pairs.Add("days late, all late shipments", shipments.Sum(s => remarks[s.OrderKey].Where(r => r.Kind == StageRemarkKind.AfterPromise).Sum(r => (long)Math.Ceiling(r.By!.Value.TotalDays))), counted.Sum(s => Math.Max(0, (long)(s.First().Actual.DayNumber - s.First().Planned.DayNumber))));
        pairs.Add("shipments that stand at shipped", shipments.LongCount(s => s.Stage == Stage.Shipped), counted.Count);
        pairs.Add(
            "shipments with a part on two lines", shipments.LongCount(s => Skus(s) is var skus && skus.Distinct(StringComparer.Ordinal).Count() < skus.Count),
            distinct.GroupBy(r => r.Shipment, StringComparer.Ordinal).LongCount(s => s.Select(r => r.Part).Distinct(StringComparer.Ordinal).Count() < s.Count()));
        pairs.Add("parts", shipments.SelectMany(Skus).Distinct(StringComparer.Ordinal).LongCount(), rows.Select(r => r.Part).Distinct(StringComparer.Ordinal).LongCount());
    }

    private static async Task CompareEventsAsync(NumberPairs pairs, SourceWorld world, CutoverPlan plan, List<Row> rows)
    {
        await using var db = await world.Get<IDbContextFactory<EventsDb>>().CreateDbContextAsync();
        var events = await db.Events.LongCountAsync();
        pairs.Add("rows that were the same as another and counted once", rows.Count - events, rows.Count - rows.Distinct().LongCount(), 1_098);
        pairs.Add("rows refused", await db.RejectedRecords.LongCountAsync(), rows.LongCount(r => r.Quantity <= 0));

        // as many times as the file says it, for the published count does so too
        var names = await db.SourceNames.ToDictionaryAsync(s => s.Number, s => s.Name);
        var repeats = rows.GroupBy(r => (r.Shipment, r.Line)).ToDictionary(g => g.Key, g => g.LongCount());
        var keys = await db.Orders.ToDictionaryAsync(o => o.Number, o => o.OrderKey);
        long onTime = 0, onTimeOnce = 0;
        await foreach (var row in db.Events.AsNoTracking().AsAsyncEnumerable())
        {
            var read = EventRows.Read(row, names[row.Source], keys[row.OrderNumber]);
            if (read.OccurredAt <= read.Facts.Single(f => f.Path == "shipBy").Value.AsInstant())
            {
                var path = read.Facts.Single(f => f.Path.EndsWith("].quantity", StringComparison.Ordinal)).Path;
                onTimeOnce++;
                onTime += repeats.GetValueOrDefault((read.OrderKey, path["lines[".Length..path.LastIndexOf("].", StringComparison.Ordinal)]));
            }
        }

        pairs.Add("lines on time", onTime, rows.LongCount(r => r.OnTime), 94_006);
        pairs.Add("lines on time, repeated rows once", onTimeOnce, rows.Distinct().LongCount(r => r.OnTime));
        Assert.Equal("warehouse-shipments", Assert.Single(plan.Sources).Id);
    }

    /// <summary>By shipment and by line: the same file is on time by two shares that are far apart.</summary>
    private static async Task CompareScorecardAsync(NumberPairs pairs, SourceWorld world, CutoverPlan plan, List<Row> rows)
    {
        await PublishedData.CountFiguresAsync(world, plan);
        // one shipment is planned for a year after all others, which is more than a scorecard looks at in one go
        var (first, second) = (await LineAsync(2013), await LineAsync(2014));
        var shipments = rows.GroupBy(r => r.Shipment, StringComparer.Ordinal).ToList();
        pairs.Add("scorecard: promises of shipping", first.Now!.Count + second.Now!.Count, shipments.Count, 23_339);
        pairs.Add("scorecard: shipped on time", (long)(first.Now.Total + second.Now.Total), shipments.LongCount(s => s.All(r => r.OnTime)), 21_399);
        var ofFirst = rows.Distinct().Where(r => r.Planned < new DateOnly(2014, 9, 1)).ToList();
        pairs.Add("scorecard: lines, repeated rows once", first.ByLine!.Count, ofFirst.Count);
        pairs.Add("scorecard: lines shipped on time, repeated rows once", (long)first.ByLine.Total, ofFirst.LongCount(r => r.OnTime));
        Assert.Equal("by the end of the promised day", first.Below);

        var whole = await new FigureQueries(world.Get<IDbContextFactory<EventsDb>>(), world.Get<ActivePlan>()).ReadAsync(new FigureRequest(new DateTimeOffset(2013, 9, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2015, 9, 1, 0, 0, 0, TimeSpan.Zero)), default);
        var lines = Assert.Single(whole.Value.Periods).Values["on-time-ship-lines"];
        pairs.Add("figure: lines, repeated rows once", lines.Count, rows.Distinct().LongCount(), 117_790 - 1_098);
        pairs.Add("figure: lines shipped on time, repeated rows once", (long)lines.Total, rows.Distinct().LongCount(r => r.OnTime));

        async Task<ScorecardLine> LineAsync(int year) =>
            (await PublishedData.ScorecardAsync(world, plan, new DateTime(year, 9, 1), new DateTime(year + 1, 9, 1))).Lines.Single(l => l.Measure.Key == "on-time-ship");
    }

    private static List<long> Quantities(OrderState shipment) =>
        [.. shipment.Facts.Where(f => f.Path.StartsWith("lines[", StringComparison.Ordinal) && f.Path.EndsWith("].quantity", StringComparison.Ordinal)).Select(f => f.Value.Number)];

    private static List<string> Skus(OrderState shipment) =>
        [.. shipment.Facts.Where(f => f.Path.StartsWith("lines[", StringComparison.Ordinal) && f.Path.EndsWith("].sku", StringComparison.Ordinal)).Select(f => f.Value.Text!)];

    /// <summary>By other means than the product's: the file has no quotes.</summary>
    private static async Task<List<Row>> ReadAsync(string file)
    {
        var rows = new List<Row>();
        foreach (var line in (await File.ReadAllLinesAsync(file)).Skip(1).Where(l => l.Length > 0))
        {
            var fields = line.Split(',');
            rows.Add(new Row(fields[0], Day(fields[1]), Day(fields[2]), fields[3], long.Parse(fields[4], CultureInfo.InvariantCulture)));
        }

        return rows;

        static DateOnly Day(string text) => DateOnly.ParseExact(text, "M/d/yyyy", CultureInfo.InvariantCulture);
    }

    private sealed record Row(string Shipment, DateOnly Planned, DateOnly Actual, string Part, long Quantity)
    {
        public bool OnTime => Actual <= Planned;

        public string Line => string.Create(CultureInfo.InvariantCulture, $"{Part} x {Quantity}");
    }
}
