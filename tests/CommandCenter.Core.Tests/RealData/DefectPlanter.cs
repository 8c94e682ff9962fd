using System.Globalization;
using Npgsql;

namespace CommandCenter.Tests.RealData;

/// <summary>What was planted into one order of the copy.</summary>
/// <param name="Rules">Rules that must be found, each with the class that it must be put into and its bucket.</param>
/// <param name="Also">Rules that may be found besides, since one change shows in several places.</param>
internal sealed record PlantedDefect(string OrderKey, string Kind, (string Rule, string Class, string Bucket)[] Rules, string[] Also);

/// <summary>
/// Plants defects of every kind into a copy of the published tables: which orders get which is chosen by a seed, each order gets at most one. The tables are changed, as a faulty migration would
/// change them; nothing of the product is asked.
/// </summary>
internal sealed class DefectPlanter(NpgsqlConnection copy, int seed)
{
    private const string Late = "data-delay", Rule = "business-rule-mismatch", Twice = "duplicate-event";

    private static readonly Defect[] kinds =
    [
        new("order lost", "o.order_status = 'delivered'",
            "delete from olist_order_items_dataset where order_id = @id; delete from olist_order_payments_dataset where order_id = @id; delete from olist_orders_dataset where order_id = @id",
            ("missing-on-orchestration:presence", "order-missing", Late)),
        new("delivery lost", "o.order_status = 'delivered' and o.order_delivered_customer_date is not null and o.order_delivered_carrier_date is not null",
            "update olist_orders_dataset set order_status = 'shipped', order_delivered_customer_date = null where order_id = @id", ("missing-on-orchestration:delivered", "stage-missing", Late)),
        new("shipment left out", "o.order_status = 'delivered' and o.order_delivered_customer_date is not null and o.order_delivered_carrier_date is not null",
            "update olist_orders_dataset set order_delivered_carrier_date = null where order_id = @id", ("skipped-on-orchestration:shipped", "stage-skipped", Late)),
        new("payment left out", "o.order_status = 'shipped' and o.order_approved_at is not null and o.order_delivered_carrier_date is not null",
            "update olist_orders_dataset set order_approved_at = null where order_id = @id", ("skipped-on-orchestration:authorised", "stage-skipped", Late)),
        new("shipped on another day", "o.order_status = 'delivered' and o.order_delivered_carrier_date is not null and o.order_delivered_customer_date is not null",
            "update olist_orders_dataset set order_delivered_carrier_date = order_delivered_carrier_date + interval '3 days' where order_id = @id", ("differs:shipped", "value-differs", Rule)),
        new("cancelled on the copy", "o.order_status = 'shipped' and o.order_delivered_carrier_date is not null",
            "update olist_orders_dataset set order_status = 'canceled' where order_id = @id", ("missing-on-legacy:cancelled", "cancelled-on-one-side", Rule)),
        new("not cancelled on the copy", "o.order_status = 'canceled' and o.order_delivered_carrier_date is null and o.order_approved_at is not null",
            "update olist_orders_dataset set order_status = 'approved' where order_id = @id", ("missing-on-orchestration:cancelled", "cancelled-on-one-side", Rule)),
        new("price differs", "exists (select 1 from olist_order_items_dataset i where i.order_id = o.order_id)",
            "update olist_order_items_dataset set price = price + 10 where order_id = @id and order_item_id = 1", ("differs:lines", "line-differs", Rule), ("differs:goods", "money-differs", Rule)),
        new("shipping charged twice", "(select count(*) = 1 and min(freight_value) > 0 from olist_order_items_dataset i where i.order_id = o.order_id)",
            "update olist_order_items_dataset set freight_value = freight_value * 2 where order_id = @id", ("differs:shipping", "shipping-charged-again", Rule)),
        new("a cent too much", "(select count(*) = 1 from olist_order_payments_dataset p where p.order_id = o.order_id)",
            "update olist_order_payments_dataset set payment_value = payment_value + 0.01 where order_id = @id", ("differs:total", "money-differs", Rule)),
        new("paid otherwise", "(select count(*) = 1 and min(payment_type) = 'credit_card' from olist_order_payments_dataset p where p.order_id = o.order_id)",
            "update olist_order_payments_dataset set payment_type = 'voucher' where order_id = @id", ("differs:tenders", "tenders-differ", Twice)),
        new("another article", "exists (select 1 from olist_order_items_dataset i where i.order_id = o.order_id)",
            "update olist_order_items_dataset set product_id = reverse(product_id) where order_id = @id and order_item_id = 1", ("differs:lines", "line-differs", Rule)),
        new("another seller", "exists (select 1 from olist_order_items_dataset i where i.order_id = o.order_id)",
            "update olist_order_items_dataset set seller_id = reverse(seller_id) where order_id = @id and order_item_id = 1", ("differs:node", "node-differs", Rule)),
        new("promised later", "true", "update olist_orders_dataset set order_estimated_delivery_date = order_estimated_delivery_date + interval '3 days' where order_id = @id", ("differs:promises", "promise-differs", Rule)),
        new("another region", "true",
            "update olist_customers_dataset set customer_state = 'ZZ' where customer_id = (select customer_id from olist_orders_dataset where order_id = @id)", ("differs:attributes", "attribute-differs", Rule)),
        new("placed at another time", "o.order_approved_at is not null",
            "update olist_orders_dataset set order_purchase_timestamp = order_purchase_timestamp - interval '5 minutes' where order_id = @id", ("differs:attributes", "attribute-differs", Rule)),
        new("line lost", "(select count(*) > 1 from olist_order_items_dataset i where i.order_id = o.order_id)",
            "delete from olist_order_items_dataset where order_id = @id and order_item_id = 1", ("missing-on-orchestration:lines", "field-missing", "schema-mismatch"), ("differs:goods", "money-differs", Rule))
        {
            Also = ["missing-on-orchestration:node", "differs:shipping", "differs:promises"],
        },
    ];

    public static int Kinds => kinds.Length;

    /// <summary>Plants <paramref name="each"/> of every kind.</summary>
    /// <returns>All that was planted.</returns>
    public async Task<IReadOnlyList<PlantedDefect>> PlantAsync(int each)
    {
        var random = new Random(seed);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var planted = new List<PlantedDefect>();
        foreach (var kind in kinds)
        {
            var candidates = new List<string>();
            await using (var find = new NpgsqlCommand($"select o.order_id from olist_orders_dataset o where {kind.Where} and exists (select 1 from olist_order_payments_dataset p where p.order_id = o.order_id) order by 1", copy))
            await using (var reader = await find.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                {
                    candidates.Add(reader.GetString(0));
                }
            }

            candidates.RemoveAll(taken.Contains);
            Assert.True(candidates.Count >= each, string.Create(CultureInfo.InvariantCulture, $"{kind.Name}: only {candidates.Count} orders could have it"));
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates));
            foreach (var id in candidates.Take(each))
            {
                await using var change = new NpgsqlCommand(kind.Change, copy) { Parameters = { new NpgsqlParameter("id", id) } };
                Assert.True(await change.ExecuteNonQueryAsync() > 0, $"{kind.Name}: {id} was not changed");
                taken.Add(id);
                planted.Add(new PlantedDefect(id, kind.Name, kind.Rules, kind.Also));
            }
        }

        return planted;
    }

    /// <param name="Where">Orders that can have it.</param>
    private sealed record Defect(string Name, string Where, string Change, params (string Rule, string Class, string Bucket)[] Rules)
    {
        public string[] Also { get; init; } = [];
    }
}
