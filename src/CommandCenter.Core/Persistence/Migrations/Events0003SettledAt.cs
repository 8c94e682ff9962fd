using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>An order under way touches no index with each of its events: only orders that are done are found by their last change, and nobody looks for an order's numbers by its order.</summary>
[DbContext(typeof(EventsDb))]
[Migration("20261122000003_settled_at")]
public sealed class Events0003SettledAt : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AddColumn<long>("settled_at", "orders", nullable: true);
        migrationBuilder.Sql("UPDATE orders SET settled_at = updated_at WHERE NOT is_open");
        migrationBuilder.DropIndex("ix_orders_updated_at", "orders");
        migrationBuilder.DropIndex("ix_order_number_order_number", "order_number");
        migrationBuilder.CreateIndex("ix_orders_settled_at", "orders", "settled_at", filter: "settled_at IS NOT NULL");
        if (IsPostgres(migrationBuilder))
        {
            // room for the next state of an order beside its last one, so that no index needs to learn where it lies
            migrationBuilder.Sql("ALTER TABLE orders SET (fillfactor = 80)");
        }
    }
}
