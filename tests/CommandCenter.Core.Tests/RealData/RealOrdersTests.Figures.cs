using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Tests.Sources.Polling;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CommandCenter.Tests.RealData;

/// <content>Figures of the published orders, by hour and summed up, against SQL over the tables: to the digit, medians and percentiles too.</content>
public partial class RealOrdersTests
{
    /// <summary>The tables say of eight orders that they were delivered and not when, and of none when it was cancelled: the newest of an order's times stands for both, as the example plan reads it.</summary>
    private const string Told = """
        (select *, coalesce(order_delivered_customer_date, case when order_status = 'delivered' then changed end) as delivered, case when order_status = 'canceled' then changed end as cancelled
         from (select *, greatest(order_purchase_timestamp, order_approved_at, order_delivered_carrier_date, order_delivered_customer_date) as changed from olist_orders_dataset) c) o
        """;

    /// <summary>Cancelled by the promised day, it is no promise any more. Promises are days, and last to their end.</summary>
    private const string StillPromised = "(cancelled is null or cancelled::date > order_estimated_delivery_date::date)";

    private static async Task CompareFiguresAsync(NumberPairs pairs, SourceWorld world, CutoverPlan plan, NpgsqlConnection tables)
    {
        var contexts = world.Get<IDbContextFactory<EventsDb>>();
        await PublishedData.CountFiguresAsync(world, plan);
        var whole = await FiguresAsync(FigureBucket.Whole);
        var values = Assert.Single(whole).Values;
        long Millis(string key, int percentile) => (long)Math.Round(values[key].Percentiles![percentile] * 1000);
        pairs.Add("orders placed, as a figure", (long)values["orders"].Value, await AskAsync(tables, "select count(*) from olist_orders_dataset"), 8_135);
        foreach (var (key, to) in new[] { ("click-to-ship", "order_delivered_carrier_date"), ("click-to-delivery", "delivered") })
        {
            pairs.Add($"orders with a {key}", values[key].Count, await AskAsync(tables, $"select count(*) from {Told} where {to} is not null"));
            foreach (var percentile in (int[])[50, 90])
            {
                pairs.Add($"milliseconds of {key}, {percentile}th percentile", Millis(key, percentile), await AskAsync(tables, $"""
                    select (1000 * percentile_disc({percentile / 100.0:0.0}) within group (order by greatest(0, {Epoch(to)} - {Epoch("order_purchase_timestamp")})))::bigint from {Told} where {to} is not null
                    """));
            }
        }

        pairs.Add("promises of delivery", values["on-time-delivery"].Count, await AskAsync(tables, $"select count(*) from {Told} where {StillPromised}"));
        pairs.Add("delivered by the promised day", (long)values["on-time-delivery"].Total, await AskAsync(tables, $"select count(*) from {Told} where delivered::date <= order_estimated_delivery_date::date and {StillPromised}"));
        var days = await FiguresAsync(FigureBucket.Day);
        pairs.Add("days with an order placed", days.LongCount(d => d.Values.ContainsKey("orders")), await AskAsync(tables, "select count(distinct order_purchase_timestamp::date) from olist_orders_dataset"));
        pairs.Add("orders of the busiest day", (long)days.Max(d => d.Values.GetValueOrDefault("orders")?.Value ?? 0), await AskAsync(tables, "select max(n) from (select count(*) n from olist_orders_dataset group by order_purchase_timestamp::date) x"));

        async Task<IReadOnlyList<FigurePeriod>> FiguresAsync(FigureBucket bucket)
        {
            var read = await new FigureQueries(contexts, world.Get<ActivePlan>()).ReadAsync(new FigureRequest(new DateTimeOffset(2016, 8, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2019, 6, 1, 0, 0, 0, TimeSpan.Zero), bucket), default);
            Assert.True(read.Succeeded, read.Error?.Message);
            Assert.True(read.Value.IsComplete);
            return read.Value.Periods;
        }
    }

    /// <summary>Seconds since 1970 of a local time; of an hour that came twice the earlier.</summary>
    private static string Epoch(string column) => $"(extract(epoch from {column} at time zone {Zone}) - case when ({column} at time zone {Zone} - interval '1 hour') at time zone {Zone} = {column} then 3600 else 0 end)";
}
