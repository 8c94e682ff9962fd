using System.Text;
using CommandCenter.Plan.Commands;

namespace CommandCenter.Tests.Plan;

/// <summary><c>plan validate --sample</c> over many records: what no single one shows.</summary>
public class SampleColumnTests
{
    // a shop whose export writes day before month
    private static string Plan(string format) =>
        $$"""
        plan: { name: Small cutover, retailer: Example, zone: Europe/Berlin }
        sides:
          legacy: { name: Legacy, stages: [created], notObservable: [shipped, cancelled, allocated, routed, picked, packed, delivered, returned] }
          orchestration: { name: New, stages: [], notObservable: [created, allocated, routed, picked, packed, shipped, delivered, cancelled, returned] }
        systems:
          - { id: shop, name: Web shop, side: legacy, kind: OMS, owner: Shop team, contact: "shop@example.com", participation: both }
        lanes:
          - { id: ship-to-home, name: Ship to home, reservation: at acceptance, failureHandling: call the team }
        mappings:
          - id: shop-order
            kind: order
            key: { path: "$.number" }
            occurredAt: { path: "$.changed", parse: { format: "{{format}} HH:mm", zone: Europe/Berlin } }
            stage: { constant: created }
            fields:
              placedAt: { path: "$.placed", parse: instant }
              total: { path: "$.total", parse: money(2) }
        sources:
          - { id: shop-orders, system: shop, side: legacy, adapter: http-json, every: 10s, mapping: shop-order, reports: [created], http: { url: "https://shop.example.com/orders", items: "$.orders" } }

        """;

    // twelve days of the first half of a month, the last ones beyond the 12th
    private static IEnumerable<(string Number, string Changed, string Placed, string Total)> Rows(int from = 1, int to = 12) =>
        Enumerable.Range(from, to - from + 1).Select(d => ($"A{d}", $"{d:00}/06/2026 10:00", $"2026-06-{d:00}T07:30:00Z", "12.30"));

    private static string Lines(IEnumerable<(string Number, string Changed, string Placed, string Total)> rows) =>
        string.Concat(rows.Select(r => $$"""{"number":"{{r.Number}}","changed":"{{r.Changed}}","placed":"{{r.Placed}}","total":"{{r.Total}}"}""" + "\n"));

    private static async Task<(int Code, string Output)> TryAsync(string format, string sample)
    {
        await using var host = PlanHost.InNewFolder(Plan(format));
        var output = new StringWriter(new StringBuilder());
        var code = await host.Get<ValidatePlan>().RunAsync(host.PlanPath, host.WriteFile("sample.txt", sample), "shop-order", output, CancellationToken.None);
        return (code, output.ToString());
    }

    [Fact]
    public async Task DayAndMonthExchanged_EveryValueReads_IsSaidAloud()
    {
        var (code, output) = await TryAsync("MM/dd/yyyy", Lines(Rows()));

        Assert.Equal(0, code);
        Assert.Contains("as MM/dd/yyyy HH:mm: 92 % could be read with day and month exchanged, 92 % would then lie nearer to the record's other dates", output, StringComparison.Ordinal);
        Assert.Contains("LOOK AT THIS: day and month are probably written the other way round", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DayAndMonthExchanged_HalfRefused_IsSaidAloud()
    {
        var (code, output) = await TryAsync("MM/dd/yyyy", Lines(Rows(9, 24)));

        Assert.Equal(1, code);
        Assert.Contains("4 read, 0 with nothing, 12 refused", output, StringComparison.Ordinal);
        Assert.Contains("12 of the refused read so", output, StringComparison.Ordinal);
        Assert.Contains("LOOK AT THIS: day and month are written the other way round", output, StringComparison.Ordinal);
        // of many records only the first refused ones are shown whole
        Assert.Equal(3, output.Split("REFUSED by shop-order").Length - 1);
    }

    [Fact]
    public async Task RightFormat_AmbiguousDays_AreCountedWithoutSuspicion()
    {
        var (code, output) = await TryAsync("dd/MM/yyyy", Lines(Rows()));

        Assert.Equal(0, code);
        Assert.Contains("92 % could be read with day and month exchanged, 0 % would then lie nearer", output, StringComparison.Ordinal);
        Assert.DoesNotContain("LOOK AT THIS", output, StringComparison.Ordinal);
        Assert.EndsWith("12 records, 0 refused\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatesBeforePlacing_AndInTheFuture_AreCounted()
    {
        var rows = Rows().Select((r, i) => i < 3 ? r with { Placed = "2026-07-01T00:00:00Z" } : i < 6 ? r with { Placed = "2999-01-01T00:00:00Z" } : r);

        var (_, output) = await TryAsync("dd/MM/yyyy", Lines(rows));

        Assert.Contains("6 before placedAt, 0 in the future", output, StringComparison.Ordinal);
        Assert.Contains("LOOK AT THIS: dates before the order was placed", output, StringComparison.Ordinal);
        Assert.Contains("0 before placedAt, 3 in the future", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    public async Task Csv_WithHeading_IsReadLikeRecords(string delimiter)
    {
        var csv = string.Join(delimiter, "number", "changed", "placed", "total") + "\n" + string.Concat(Rows().Select(r => string.Join(delimiter, $"\"{r.Number}\"", r.Changed, r.Placed, r.Total) + "\r\n"));

        var (code, output) = await TryAsync("dd/MM/yyyy", csv);

        Assert.True(code == 0, output);
        Assert.Contains("12 records, 0 refused", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonArray_AndAnswerOfTheSource_AreReadWhole()
    {
        var array = "[" + Lines(Rows()).TrimEnd().Replace("\n", ",", StringComparison.Ordinal) + "]";

        Assert.Contains("12 records, 0 refused", (await TryAsync("dd/MM/yyyy", array)).Output, StringComparison.Ordinal);
        Assert.Contains("12 records, 0 refused", (await TryAsync("dd/MM/yyyy", "{\"orders\":" + array + "}")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonLines_OneBroken_NamesItsLine() =>
        Assert.Contains("sample.txt:3: not JSON", (await TryAsync("dd/MM/yyyy", Lines(Rows(1, 2)) + "{broken\n")).Output, StringComparison.Ordinal);
}
