using System.Globalization;
using System.Text;

namespace CommandCenter.Benchmarks.Ingest;

/// <summary>
/// Orders that walk through their stages, as both sides would report them: the same seed gives the same flow. New orders take the place of delivered ones,
/// so that what is open stays bounded.
/// </summary>
internal sealed class OrderFlow(TimeProvider time)
{
    private const int OpenOrders = 2_000;
    private static readonly string[] StagesOnTheWay = ["created", "authorised", "routed", "allocated", "released", "picked", "packed", "shipped", "delivered"];
    private readonly Random random = new(20261110);
    private readonly Open[] open = new Open[OpenOrders];
    private int made;

    /// <summary>The next events of one side, as the body of one push. Each order's next stage, in turn over the open orders at random.</summary>
    /// <param name="events">How many.</param>
    /// <param name="orchestration">Whose.</param>
    public string Next(int events, bool orchestration)
    {
        var now = time.GetUtcNow();
        var body = new StringBuilder("{\"orders\":[");
        for (var i = 0; i < events; i++)
        {
            if (i > 0)
            {
                body.Append(',');
            }

            Append(body, ref open[(random.Next(OpenOrders / 2) * 2) + (orchestration ? 1 : 0)], now);
        }

        return body.Append("]}").ToString();
    }

    /// <summary>Queues as a system reports them.</summary>
    public string NextQueues()
    {
        var at = Stamp(time.GetUtcNow());
        return "{\"queues\":[" + string.Join(',', new[] { "wms-release", "pos-upload", "label-print", "erp-posting" }.Select(q => $$"""{"q":"{{q}}","n":{{random.Next(10, 400)}},"at":"{{at}}"}""")) + "]}";
    }

    private void Append(StringBuilder body, ref Open order, DateTimeOffset now)
    {
        if (order.Key is null || order.Step == StagesOnTheWay.Length)
        {
            order = new Open("B" + (++made).ToString("D9", CultureInfo.InvariantCulture), BenchmarkPlan.Lanes[Lane()], now, 0);
        }

        var stage = StagesOnTheWay[order.Step++];
        var (at, placed) = (Stamp(now), Stamp(order.Placed));
        body.Append(CultureInfo.InvariantCulture, $$"""{"ref":"{{order.Key}}","v":{{order.Step}},"at":"{{at}}","stage":"{{stage}}","lane":"{{order.Lane}}","placed":"{{placed}}","eligible":"{{placed}}","store":"{{made % 84:D4}}","total":"{{20 + (made % 180)}}.50"}""");
    }

    /// <summary>Most orders are shipped home, as at a real retailer.</summary>
    private int Lane() => random.NextDouble() < 0.6 ? 0 : random.Next(1, BenchmarkPlan.Lanes.Count);

    private static string Stamp(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private record struct Open(string? Key, string Lane, DateTimeOffset Placed, int Step);
}
