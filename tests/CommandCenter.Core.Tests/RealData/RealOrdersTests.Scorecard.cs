using CommandCenter.Plan;
using CommandCenter.Scorecard.Figures;
using CommandCenter.Scorecard.Measures;
using CommandCenter.Tests.Sources.Polling;
using Npgsql;

namespace CommandCenter.Tests.RealData;

/// <content>The scorecard of half a year of the published orders beside the half year before, against SQL over the tables: every measure that the tables have something for.</content>
public partial class RealOrdersTests
{
    private static async Task CompareScorecardAsync(NumberPairs pairs, SourceWorld world, CutoverPlan plan, NpgsqlConnection tables)
    {
        var card = await PublishedData.ScorecardAsync(world, plan, new DateTime(2018, 3, 1), new DateTime(2018, 9, 1));
        await CompareHalfAsync("before", "2017-09-01", "2018-03-01", l => l.Before);
        await CompareHalfAsync("now", "2018-03-01", "2018-09-01", l => l.Now);

        // what the page names where the definition matters, and what nothing in the tables tells
        string?[] said = [Line("on-time-delivery").Below, Line("on-time-ship").Below, Line("on-time-pickup").Why, Line("manual-touches").Why, Line("duplicate-shipments").Why];
        Assert.Equal(
            (string?[])["by the end of the promised day", "by the promised instant", "no promise fell due that can be judged", "no mapping delivers touches by hand (manualTouches)", "no mapping delivers what was shipped of a line (lines.shipped)"], said);

        ScorecardLine Line(string key) => card.Lines.Single(l => l.Measure.Key == key);

        async Task CompareHalfAsync(string half, string from, string to, Func<ScorecardLine, PeriodValue?> of)
        {
            string In(string instant) => $"{instant} >= '{from}' and {instant} < '{to}'";
            const string promised = "order_estimated_delivery_date::date", seller = "(select min(shipping_limit_date) from olist_order_items_dataset i where i.order_id = o.order_id)";
            const string lines = "(select count(*) from olist_order_items_dataset i where i.order_id = o.order_id)", sellers = "(select count(distinct seller_id) from olist_order_items_dataset i where i.order_id = o.order_id)";
            const string paid = "(select (100 * sum(payment_value))::bigint from olist_order_payments_dataset p where p.order_id = o.order_id)", shipped = "order_delivered_carrier_date";

            foreach (var (key, end) in new[] { ("click-to-ship", shipped), ("click-to-delivery", "delivered") })
            {
                await PairAsync(key, v => v.Count, $"count(*) from {Told} where {In(end)}");
                foreach (var percentile in (int[])[50, 90])
                {
                    await PairAsync($"{key}, milliseconds, {percentile}th percentile", v => (long)Math.Round(1000 * v.Percentiles![percentile]),
                        $"(percentile_disc({percentile / 100.0:0.0}) within group (order by 1000 * greatest(0, {Epoch(end)} - {Epoch("order_purchase_timestamp")})))::bigint from {Told} where {In(end)}", key);
                }
            }

            await ShareAsync("on-time-delivery", $"delivered::date <= {promised}", $"{In(promised)} and {StillPromised}");
            await ShareAsync("on-time-ship", $"{shipped} <= {seller}", $"{In(seller)} and (cancelled is null or cancelled > {seller})");
            await ShareAsync("cancel-rate", "order_status = 'canceled'", In("order_purchase_timestamp"));
            await ShareAsync("split-rate", $"{sellers} > 1", $"{In(shipped)} and {sellers} > 0");
            await ShareAsync("transaction-success-rate", "order_status <> 'unavailable'", In("order_purchase_timestamp"));
            await PairAsync("cancelled-revenue, cents ordered", v => v.Count, $"coalesce(sum({paid}), 0)::bigint from {Told} where {In("order_purchase_timestamp")}", "cancelled-revenue");
            await PairAsync("cancelled-revenue, cents cancelled", v => (long)v.Total, $"coalesce(sum({paid}), 0)::bigint from {Told} where order_status = 'canceled' and {In("order_purchase_timestamp")}", "cancelled-revenue");
            if (half == "now" && Line("on-time-ship").ByLine is { } byLine)
            {
                pairs.Add("scorecard now: lines of promises of shipping", byLine.Count, await AskAsync(tables, $"select sum({lines})::bigint from {Told} where {In(seller)} and (cancelled is null or cancelled > {seller})"));
                pairs.Add("scorecard now: lines shipped on time", (long)byLine.Total, await AskAsync(tables, $"select sum({lines})::bigint from {Told} where {shipped} <= {seller} and {In(seller)} and (cancelled is null or cancelled > {seller})"));
            }

            async Task ShareAsync(string key, string yes, string asked)
            {
                await PairAsync($"{key}, out of", v => v.Count, $"count(*) from {Told} where {asked}", key);
                await PairAsync($"{key}, yes", v => (long)v.Total, $"count(*) from {Told} where {yes} and {asked}", key);
            }

            async Task PairAsync(string what, Func<PeriodValue, long> number, string sql, string? key = null) =>
                pairs.Add($"scorecard {half}: {what}", of(Line(key ?? what)) is { } value ? number(value) : -1, await AskAsync(tables, "select " + sql));
        }
    }
}
