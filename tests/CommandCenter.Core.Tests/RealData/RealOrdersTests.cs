using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources.Mapping;
using CommandCenter.Tests.Sources.Polling;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CommandCenter.Tests.RealData;

/// <summary>The published orders in a real database, read by the example plan's own source, mapped and stored; every figure is counted a second time in the tables.</summary>
public partial class RealOrdersTests
{
    private const string Zone = "'America/Sao_Paulo'";

    [Fact]
    public async Task Orders_PublishedTables_AreStoredAsSqlCountsThem()
    {
        var folder = PublishedData.FindOrSkip("ecommerce-orders");
        var server = await PostgresServer.StartOrSkipAsync();
        var began = TimeProvider.System.GetTimestamp();
        var database = await server.CreateDatabaseAsync();
        await using var tables = new NpgsqlConnection(database + ";Pooling=false");
        await tables.OpenAsync(TestContext.Current.CancellationToken);
        await PublishedData.LoadAsync(tables, folder);
        var loaded = TimeProvider.System.GetTimestamp();

        var plan = PublishedData.Plan("shop-orders", s => s with { Sql = s.Sql! with { Host = "127.0.0.1", Port = server.Port, Database = tables.Database, User = PostgresServer.User, Password = PostgresServer.Password } });
        await using var world = await SourceWorld.StartAsync(plan, allowed: ["127.0.0.1:" + server.Port]);
        await SourceWorld.UntilAsync(() => world.Reports.Any(r => r is { Succeeded: true, CaughtUp: true }), "caught up; " + string.Join("; ", world.Reports.Where(r => !r.Succeeded).Select(r => r.Error).Distinct()));
        var read = TimeProvider.System.GetTimestamp();
        var polls = world.Reports.Count;
        await SourceWorld.UntilAsync(() => world.Reports.Count > polls + 1, "polled again over the overlap");
        await world.StopAsync();

        var orders = await PublishedData.StatesAsync(world);
        var pairs = new NumberPairs();
        var remarks = orders.ToDictionary(o => o.OrderKey, o => StageRemarks.Of(o, plan));
        await CompareStagesAsync(pairs, orders, tables);
        await CompareOdditiesAsync(pairs, orders, remarks, tables);
        await CompareMoneyAsync(pairs, orders, tables);
        await CompareRecordsAsync(pairs, orders, world, tables);
        await CompareFiguresAsync(pairs, world, plan, tables);
        await CompareScorecardAsync(pairs, world, plan, tables);
        TestContext.Current.TestOutputHelper?.WriteLine($"loaded in {TimeProvider.System.GetElapsedTime(began, loaded).TotalSeconds:0.0} s, caught up {TimeProvider.System.GetElapsedTime(loaded, read).TotalSeconds:0.0} s later");
        pairs.Check(isSample: await AskAsync(tables, "select count(*) from olist_orders_dataset") == 8_135, TestContext.Current.TestOutputHelper);

        await FindAsync(world, plan, tables, "order_delivered_carrier_date < order_approved_at", Stage.Shipped, StageRemarkKind.OutOfOrder);
        await FindAsync(world, plan, tables, "order_status = 'delivered' and order_delivered_customer_date is null", Stage.Delivered, StageRemarkKind.TimeNotStated);
        await FindAsync(world, plan, tables, "order_status = 'canceled' and order_delivered_customer_date is not null", Stage.Cancelled, StageRemarkKind.AlthoughGone);
        await server.DropDatabaseAsync(database);
    }

    private static async Task CompareStagesAsync(NumberPairs pairs, List<OrderState> orders, NpgsqlConnection tables)
    {
        pairs.Add("orders", orders.Count, await AskAsync(tables, "select count(*) from olist_orders_dataset"), 8_135);
        pairs.Add("order lines", orders.Sum(o => LineIds(o).Count), await AskAsync(tables, "select count(*) from olist_order_items_dataset"), 8_365);
        pairs.Add(
            "orders of status", orders.GroupBy(o => o.Text("status")!).ToDictionary(g => g.Key, g => g.LongCount()), await GroupsAsync(tables, "select order_status, count(*) from olist_orders_dataset group by 1"),
            new Dictionary<string, long> { ["delivered"] = 5_172, ["shipped"] = 1_107, ["canceled"] = 625, ["unavailable"] = 609, ["invoiced"] = 314, ["processing"] = 301, ["created"] = 5, ["approved"] = 2 });
        pairs.Add(
            "orders that stand at", orders.GroupBy(o => o.Stage!.Value.Name()).ToDictionary(g => g.Key, g => g.LongCount()),
            await GroupsAsync(tables, "select case order_status when 'canceled' then 'cancelled' when 'delivered' then 'delivered' when 'shipped' then 'shipped' when 'created' then 'created' else 'authorised' end, count(*) from olist_orders_dataset group by 1"));
        pairs.Add(
            "orders that reached", orders.SelectMany(o => o.StageTimes.Select(t => t.Stage.Name())).GroupBy(s => s).ToDictionary(g => g.Key, g => g.LongCount()),
            await GroupsAsync(tables, """
                select s, count(*) from olist_orders_dataset, lateral (values ('created', order_purchase_timestamp is not null),
                  ('authorised', order_approved_at is not null or order_status in ('approved', 'invoiced', 'processing', 'unavailable')),
                  ('shipped', order_delivered_carrier_date is not null or order_status = 'shipped'), ('delivered', order_delivered_customer_date is not null or order_status = 'delivered'),
                  ('cancelled', order_status = 'canceled')) v(s, reached) where reached group by 1
                """));
        pairs.Add(
            "seconds since 1970 of all stated times of", orders.SelectMany(o => o.StageTimes.Where(t => t.IsStated)).GroupBy(t => t.Stage.Name()).ToDictionary(g => g.Key, g => g.Sum(t => t.OccurredAt.ToUnixTimeSeconds())),
            await GroupsAsync(tables, $"""
                select s, sum(extract(epoch from t at time zone {Zone}) - case when (t at time zone {Zone} - interval '1 hour') at time zone {Zone} = t then 3600 else 0 end)::bigint
                from olist_orders_dataset, lateral (values ('created', order_purchase_timestamp), ('authorised', order_approved_at), ('shipped', order_delivered_carrier_date), ('delivered', order_delivered_customer_date)) v(s, t)
                where t is not null group by 1
                """));
    }

    private static async Task CompareOdditiesAsync(NumberPairs pairs, List<OrderState> orders, Dictionary<string, IReadOnlyList<StageRemark>> remarks, NpgsqlConnection tables)
    {
        long Remarked(Stage stage, StageRemarkKind kind, Func<OrderState, bool>? also = null) =>
            orders.LongCount(o => remarks[o.OrderKey].Any(r => r.Stage == stage && r.Kind == kind) && also?.Invoke(o) != false);
        Task<long> WhereAsync(string condition) => AskAsync(tables, "select count(*) from olist_orders_dataset o where " + condition);

        pairs.Add("orders without lines", orders.LongCount(o => LineIds(o).Count == 0), await WhereAsync("not exists (select from olist_order_items_dataset i where i.order_id = o.order_id)"), 775);
        pairs.Add("delivered, and no time of it", Remarked(Stage.Delivered, StageRemarkKind.TimeNotStated), await WhereAsync("order_status = 'delivered' and order_delivered_customer_date is null"), 8);
        pairs.Add("delivered, and never handed over", orders.LongCount(o => o.At(Stage.Delivered) is not null && o.At(Stage.Shipped) is null), await WhereAsync("order_status = 'delivered' and order_delivered_carrier_date is null"));
        pairs.Add("cancelled, and no time of it", Remarked(Stage.Cancelled, StageRemarkKind.TimeNotStated), await WhereAsync("order_status = 'canceled'"), 625);
        pairs.Add("cancelled although handed to the carrier", Remarked(Stage.Cancelled, StageRemarkKind.AlthoughGone), await WhereAsync("order_status = 'canceled' and order_delivered_carrier_date is not null"), 75);
        pairs.Add(
            "cancelled although delivered", orders.LongCount(o => remarks[o.OrderKey].Any(r => r is { Kind: StageRemarkKind.AlthoughGone, Than: Stage.Delivered })),
            await WhereAsync("order_status = 'canceled' and order_delivered_customer_date is not null"), 6);
        pairs.Add("handed over before approval", Remarked(Stage.Shipped, StageRemarkKind.OutOfOrder, o => o.At(Stage.Shipped) < o.At(Stage.Authorised)), await WhereAsync("order_delivered_carrier_date < order_approved_at"), 77);
        pairs.Add("handed over before purchase", Remarked(Stage.Shipped, StageRemarkKind.OutOfOrder, o => o.At(Stage.Shipped) < o.At(Stage.Created)), await WhereAsync("order_delivered_carrier_date < order_purchase_timestamp"), 3);
        pairs.Add("delivered before hand-over", Remarked(Stage.Delivered, StageRemarkKind.OutOfOrder, o => o.At(Stage.Delivered) < o.At(Stage.Shipped)), await WhereAsync("order_delivered_customer_date < order_delivered_carrier_date"), 3);
        pairs.Add(
            "orders with any stage out of order", orders.LongCount(o => remarks[o.OrderKey].Any(r => r.Kind == StageRemarkKind.OutOfOrder)),
            await WhereAsync("order_approved_at < order_purchase_timestamp or order_delivered_carrier_date < greatest(order_purchase_timestamp, order_approved_at) or order_delivered_customer_date < greatest(order_purchase_timestamp, order_approved_at, order_delivered_carrier_date)"));
        pairs.Add("late: delivered after the promised day", Remarked(Stage.Delivered, StageRemarkKind.AfterPromise, o => o.Stage == Stage.Delivered), await WhereAsync("order_status = 'delivered' and order_delivered_customer_date::date > order_estimated_delivery_date::date"), 342);
        pairs.Add(
            "delivered after the promised day began", orders.LongCount(o => o.Stage == Stage.Delivered && o.StageTimes.Any(t => t is { Stage: Stage.Delivered, IsStated: true } && t.OccurredAt > BeginOf(o.Instant("deliverBy")!.Value))),
            await WhereAsync("order_status = 'delivered' and order_delivered_customer_date > order_estimated_delivery_date"), 414);
        pairs.Add("handed over after the first seller's limit", Remarked(Stage.Shipped, StageRemarkKind.AfterPromise), await WhereAsync("order_delivered_carrier_date > (select min(shipping_limit_date) from olist_order_items_dataset i where i.order_id = o.order_id)"));
        pairs.Add("failed: unavailable", orders.LongCount(o => o.Text("failure") == "unavailable"), await WhereAsync("order_status = 'unavailable'"), 609);
    }

    private static async Task CompareMoneyAsync(NumberPairs pairs, List<OrderState> orders, NpgsqlConnection tables)
    {
        pairs.Add("cents of goods", orders.Sum(o => o.Number("goods") ?? 0), await AskAsync(tables, "select (sum(price) * 100)::bigint from olist_order_items_dataset"));
        pairs.Add("cents of lines", orders.Sum(o => o.Facts.Where(f => f.Path.EndsWith("].unitPrice", StringComparison.Ordinal)).Sum(f => f.Value.Number)), await AskAsync(tables, "select (sum(price) * 100)::bigint from olist_order_items_dataset"));
        pairs.Add("cents of freight", orders.Sum(o => o.Number("shipping") ?? 0), await AskAsync(tables, "select (sum(freight_value) * 100)::bigint from olist_order_items_dataset"));
        pairs.Add("cents paid", orders.Sum(o => o.Number("total") ?? 0), await AskAsync(tables, "select (sum(payment_value) * 100)::bigint from olist_order_payments_dataset"));
        pairs.Add(
            "orders of several sellers", orders.LongCount(o => o.Facts.Where(f => f.Path.StartsWith("lines[", StringComparison.Ordinal) && f.Path.EndsWith("].node", StringComparison.Ordinal)).Select(f => f.Value.Text).Distinct().Count() > 1),
            await AskAsync(tables, "select count(*) from (select from olist_order_items_dataset group by order_id having count(distinct seller_id) > 1) x"));
    }

    private static async Task CompareRecordsAsync(NumberPairs pairs, List<OrderState> orders, SourceWorld world, NpgsqlConnection tables)
    {
        await using var db = await world.Get<IDbContextFactory<EventsDb>>().CreateDbContextAsync();
        var ambiguous = $"(t at time zone {Zone} - interval '1 hour') at time zone {Zone} = t";
        pairs.Add("events, although read twice", await db.Events.LongCountAsync(), orders.Count);
        pairs.Add("records refused", await db.RejectedRecords.LongCountAsync(), 0);
        pairs.Add(
            "orders with a time in the hour that comes twice", await db.Events.LongCountAsync(e => e.UncertainTime),
            await AskAsync(tables, $"select count(*) from olist_orders_dataset where exists (select from (values (order_purchase_timestamp), (order_approved_at), (order_delivered_carrier_date), (order_delivered_customer_date)) v(t) where {ambiguous})"));
        pairs.Add("customers", orders.Select(o => o.Text("customer")).Distinct().LongCount(), await AskAsync(tables, "select count(distinct customer_unique_id) from olist_customers_dataset"));
        var clear = (await GroupsAsync(tables, "select customer_unique_id, 1::bigint from olist_customers_dataset group by 1")).Keys.ToHashSet(StringComparer.Ordinal);
        pairs.Add("customers in clear", orders.Sum(o => o.Facts.LongCount(f => f.Value.Text is { } text && clear.Contains(text))), 0);
    }

    /// <summary>What a person sees who opens the order.</summary>
    private static async Task FindAsync(SourceWorld world, CutoverPlan plan, NpgsqlConnection tables, string condition, Stage stage, StageRemarkKind kind)
    {
        await using var ask = new NpgsqlCommand($"select order_id from olist_orders_dataset where {condition} limit 1", tables);
        if (await ask.ExecuteScalarAsync() is not string key)
        {
            return; // another sample may have none
        }

        var found = await world.Get<IOrderQueries>().ReadAsync(key, CancellationToken.None);
        var row = new StageRows(found.Value, plan, null, TimeProvider.System.GetUtcNow()).Build().Single(r => r.Stage == stage);
        Assert.Contains(row.Legacy.Remarks, r => r.Kind == kind);
    }

    private static HashSet<string> LineIds(OrderState order) =>
        [.. order.Facts.Where(f => f.Path.StartsWith("lines[", StringComparison.Ordinal)).Select(f => f.Path[..f.Path.LastIndexOf("].", StringComparison.Ordinal)])];

    private static DateTimeOffset BeginOf(DateTimeOffset endOfDay)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo");
        var day = TimeZoneInfo.ConvertTime(endOfDay, zone).Date;
        Assert.True(ZonedTime.TryToInstant(day, zone, AmbiguousTime.Earlier, NonexistentTime.Shift, out var begin, out _, out _));
        return begin;
    }

    private static async Task<long> AskAsync(NpgsqlConnection tables, string sql)
    {
        await using var command = new NpgsqlCommand(sql, tables);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<Dictionary<string, long>> GroupsAsync(NpgsqlConnection tables, string sql)
    {
        await using var command = new NpgsqlCommand(sql, tables);
        await using var rows = await command.ExecuteReaderAsync();
        var groups = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await rows.ReadAsync())
        {
            groups[rows.GetString(0)] = rows.GetInt64(1);
        }

        return groups;
    }
}
