using System.Text.RegularExpressions;
using CommandCenter.Rehearsal.Retail;

namespace CommandCenter.Tests.Rehearsal;

/// <summary>One generated day at speed 1 against the figures that a retailer would recognise; limits are four standard deviations.</summary>
public partial class RetailDayTests
{
    private const long Seed = 20261110;
    private static readonly DateTimeOffset midnight = new(2026, 11, 10, 8, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<List<(RetailOrder Order, OrderLives Lives)>> day = new(() => Generate(Seed, midnight, TimeSpan.FromDays(1), 1));

    private static List<RetailOrder> Orders => [.. day.Value.Select(d => d.Order)];

    [Fact]
    public void Storefront_SameSeedAndStart_SameOrdersAndLives()
    {
        var once = Generate(Seed, midnight.AddHours(12), TimeSpan.FromMinutes(10), 10);
        var again = Generate(Seed, midnight.AddHours(12), TimeSpan.FromMinutes(10), 10);
        var other = Generate(Seed + 1, midnight.AddHours(12), TimeSpan.FromMinutes(10), 10);

        Assert.True(once.Count > 500);
        Assert.Equal(once.Select(Print), again.Select(Print));
        Assert.Empty(once.Select(d => d.Order.Key).Intersect(other.Select(d => d.Order.Key)));
    }

    [Fact]
    public void Storefront_OneDay_Brings9600OrdersWithTwoPeaks()
    {
        Assert.InRange(Orders.Count, 9600 - 400, 9600 + 400);
        var perHour = Orders.GroupBy(o => BusinessZone.ToLocal(o.ArrivedAt).Hour).ToDictionary(g => g.Key, g => g.Count());
        Assert.True(perHour[12] > 1.5 * perHour[16], $"noon {perHour[12]}, afternoon {perHour[16]}");
        Assert.True(perHour[20] > 1.5 * perHour[16], $"evening {perHour[20]}, afternoon {perHour[16]}");
        Assert.True(perHour[20] > 4 * perHour[4], $"evening {perHour[20]}, night {perHour[4]}");
    }

    [Theory]
    [InlineData("ship-to-home", 0.62)]
    [InlineData("ship-from-store", 0.14)]
    [InlineData("in-store-pickup", 0.08)]
    [InlineData("curbside-pickup", 0.05)]
    [InlineData("marketplace", 0.06)]
    [InlineData("backorder", 0.03)]
    [InlineData("exchange", 0.015)]
    [InlineData("high-value", 0.003)]
    [InlineData("regulated", 0.002)]
    public void Storefront_OneDay_MixesLanes(string lane, double share) => AssertShare(lane, share, Orders.Count(o => o.Lane.Name == lane), Orders.Count);

    [Theory]
    [InlineData("ship-to-home", 25)]
    [InlineData("ship-from-store", 50)]
    [InlineData("in-store-pickup", 10)]
    [InlineData("curbside-pickup", 10)]
    [InlineData("marketplace", 25)]
    [InlineData("backorder", 100)]
    [InlineData("exchange", 0)]
    [InlineData("high-value", 0)]
    [InlineData("regulated", 0)]
    public void Storefront_OneDay_SplitsOwnershipByLane(string lane, double percent)
    {
        var orders = Orders.Where(o => o.Lane.Name == lane).ToList();

        AssertShare(lane, percent / 100, orders.Count(o => o.OrchestrationOwns), orders.Count);
    }

    [Fact]
    public void Storefront_OneDay_HasARetailersBaskets()
    {
        Assert.InRange(Orders.Average(o => o.Lines.Count), 2.0, 2.2);
        var totals = Orders.Select(o => o.Money.Goods - o.Money.Discount).Order().ToList();
        Assert.InRange(totals[totals.Count / 2] / 100.0, 56, 68);
        Assert.All(Orders, o => Assert.Equal(o.Lines.Count, o.Parcels.Sum(p => p.Lines.Count)));
        Assert.All(Orders.SelectMany(o => o.Lines), l => Assert.Matches(SkuForm(), l.Sku.Code));
        AssertShare("split", 0.09, Orders.Count(o => o.IsSplit), Orders.Count);
        AssertShare("mixed tender", 0.025, Orders.Count(o => o.Money.GiftCard > 0), Orders.Count);
    }

    [Fact]
    public void Storefront_OneDay_GoesWrongAsOftenAsARetailer()
    {
        var owners = day.Value.Select(d => (d.Order, Life: d.Lives.Owner)).ToList();
        AssertShare("cancelled", 0.025, owners.Count(o => o.Life.EndsCancelled), owners.Count);
        var centres = owners.Where(o => !o.Order.Node.IsStore && !o.Life.EndsCancelled).ToList();
        var stores = owners.Where(o => o.Order.Node.IsStore && !o.Life.EndsCancelled).ToList();
        AssertShare("short in centres", 0.012, centres.Count(o => o.Life.ShortLine > 0), centres.Count);
        AssertShare("short in stores", 0.06, stores.Count(o => o.Life.ShortLine > 0), stores.Count);
        var labelled = owners.SelectMany(o => o.Life.Moves).Count(m => m.Step == Step.Packed);
        AssertShare("label refused", 0.0037, owners.SelectMany(o => o.Life.Moves).Count(m => m.Step == Step.LabelRefused), labelled);
        AssertShare("held", 0.0316, owners.Count(o => o.Life.At(Step.Held) is not null), owners.Count);
    }

    [Fact]
    public void Storefront_OneDay_RoutesWithin60Seconds()
    {
        var times = day.Value.Where(d => d.Lives.Owner.EligibleAt is not null).Select(d => (d.Lives.Owner.At(Step.Routed)!.Value - d.Lives.Owner.EligibleAt!.Value).TotalSeconds).Order().ToList();

        AssertShare("routed in time", 0.997, times.Count(t => t <= 60), times.Count);
        Assert.InRange(times[times.Count * 95 / 100], 10, 15);
    }

    [Fact]
    public void Plan_EveryCopy_StopsAtRouted()
    {
        var copies = day.Value.Select(d => d.Lives.Copy).OfType<OrderLife>().ToList();

        Assert.True(copies.Count > 9000);
        Assert.All(copies.SelectMany(c => c.Moves), m => Assert.Contains(m.Step, new[] { Step.Created, Step.Routed, Step.Cancelled, Step.Reinstated }));
    }

    [Fact]
    public void Plan_CopiesOfEachLane_StopWhereTheDemoPlanSays()
    {
        var furthest = day.Value.Where(d => d.Lives.Copy is not null).GroupBy(d => d.Order.Lane.Name, StringComparer.Ordinal).ToDictionary(
            g => g.Key, g => g.SelectMany(d => d.Lives.Copy!.Moves).Where(m => m.Step is not (Step.Cancelled or Step.Reinstated)).Max(m => m.Step).ToString(), StringComparer.Ordinal);

        Assert.Equal(DemoPlan.Read().Plan!.Lanes.ToDictionary(l => l.Id, l => l.CopyUntil.ToString()!, StringComparer.Ordinal), furthest);
    }

    [Fact]
    public void OrderKeys_OneDay_AreAsciiAndUnique()
    {
        Assert.Equal(Orders.Count, Orders.Select(o => o.Key).Distinct().Count());
        Assert.All(Orders, o => Assert.Matches(KeyForm(), o.Key));
        Assert.Equal(84, Network.Stores.Select(s => s.Number).Distinct().Count());
        Assert.Contains(Network.Stores, s => s.Number.StartsWith("00", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2026-11-10T13:59:00Z", "06")] // 05:59 local
    [InlineData("2026-11-10T20:10:00Z", "13")] // 12:10
    [InlineData("2026-11-11T00:30:00Z", "06")] // 16:30: the next morning
    public void NextWave_AtSpeed1_IsOneOfTheFour(string at, string hour)
    {
        var wave = Timetable.NextWave(DateTimeOffset.Parse(at), 1);

        Assert.Equal(hour + ":00", BusinessZone.ToLocal(wave).ToString("HH:mm"));
    }

    [Fact]
    public void NextWave_AtSpeed10_ComesWithinATenthOfFourHours()
    {
        for (var minute = 0; minute < 1440; minute += 7)
        {
            var at = midnight.AddMinutes(minute);
            Assert.InRange((Timetable.NextWave(at, 10) - at).TotalMinutes, 0, 24.01);
        }
    }

    [Fact]
    public void Slot_PublishedVector_IsMurmur3()
    {
        // MurmurHash3 x86 32, seed 0: "hello" is 0x248bfa47
        Assert.Equal((int)((0x248bfa47UL * 10000) >> 32), TrafficSlot.Of("hello"));
    }

    private static List<(RetailOrder Order, OrderLives Lives)> Generate(long seed, DateTimeOffset start, TimeSpan span, double speed)
    {
        var storefront = new Storefront(seed, speed, 0, start);
        var made = new List<(RetailOrder Order, OrderLives Lives)>();
        while (storefront.Next(start + span) is { } order)
        {
            made.Add((order, OrderLives.Plan(seed, order, speed)));
        }

        return made;
    }

    private static string Print((RetailOrder Order, OrderLives Lives) made) =>
        $"{made.Order.Key} {made.Order.ArrivedAt.UtcTicks} {made.Order.Money.Total} {string.Join(',', made.Order.Lines.Select(l => l.Sku.Code))} {string.Join(',', made.Lives.Owner.Moves)} {string.Join(',', made.Lives.Copy?.Moves ?? [])}";

    private static void AssertShare(string what, double expected, int found, int of)
    {
        var allowed = 4 * Math.Sqrt(expected * (1 - expected) / of);
        Assert.True(Math.Abs((double)found / of - expected) <= allowed, $"{what}: {found} of {of} is {(double)found / of:P2}, expected {expected:P2} ± {allowed:P2}");
    }

    [GeneratedRegex("^[A-Z]{3}-[0-9]{4}-[A-Z]{3}-(XS|S|M|L|XL|[0-9])$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SkuForm();

    [GeneratedRegex("^(AR|HB)-[0-9][A-Z][0-9][A-Z]-[0-9]{2}[A-Z]{2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyForm();
}
