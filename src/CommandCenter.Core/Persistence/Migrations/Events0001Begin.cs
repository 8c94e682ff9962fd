using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>The events store as it began.</summary>
[DbContext(typeof(EventsDb))]
[Migration("20261122000001_begin")]
public sealed class Events0001Begin : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "store_head",
            t => new { id = t.Column<int>(), revision = t.Column<long>(), event_number = t.Column<long>(), order_number = t.Column<long>() },
            constraints: t => t.PrimaryKey("PK_store_head", r => r.id));
        migrationBuilder.CreateTable(
            "source_name",
            t => new { number = t.Column<int>(), name = t.Column<string>() },
            constraints: t => t.PrimaryKey("PK_source_name", r => r.number));
        CreateOrders(migrationBuilder);
        CreateEvents(migrationBuilder);
        CreateMeasures(migrationBuilder);
        CreateSources(migrationBuilder);
        CreateIndexes(migrationBuilder);
    }

    private static void CreateOrders(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "orders",
            t => new
            {
                number = t.Column<long>(),
                order_key = t.Column<string>(),
                lane = t.Column<string>(nullable: true),
                region = t.Column<string>(nullable: true),
                channel = t.Column<string>(nullable: true),
                store = t.Column<string>(nullable: true),
                node = t.Column<string>(nullable: true),
                owner = t.Column<int>(nullable: true),
                legacy_stage = t.Column<int>(nullable: true),
                orchestration_stage = t.Column<int>(nullable: true),
                stage = t.Column<int>(nullable: true),
                placed_at = t.Column<long>(nullable: true),
                updated_at = t.Column<long>(),
                total = t.Column<long>(nullable: true),
                currency = t.Column<string>(nullable: true),
                is_open = t.Column<bool>(),
                archived_at = t.Column<long>(nullable: true),
                legacy = t.Column<byte[]>(nullable: true),
                orchestration = t.Column<byte[]>(nullable: true),
                shared = t.Column<byte[]>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_orders", r => r.number));
        migrationBuilder.CreateTable(
            "order_number",
            t => new { normalised = t.Column<string>(), kind = t.Column<int>(), order_number = t.Column<long>() },
            constraints: t => t.PrimaryKey("PK_order_number", r => new { r.normalised, r.kind, r.order_number }));
        migrationBuilder.CreateTable(
            "order_archive",
            t => new { order_number = t.Column<long>(), side = t.Column<int>(), state = t.Column<byte[]>(), known_events = t.Column<byte[]>() },
            constraints: t => t.PrimaryKey("PK_order_archive", r => new { r.order_number, r.side }));
    }

    private static void CreateEvents(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "order_event",
        t => new
        {
            number = t.Column<long>(),
            source = t.Column<int>(),
            event_id = t.Column<string>(),
            variant = t.Column<int>(),
            order_number = t.Column<long>(),
            side = t.Column<int>(),
            kind = t.Column<byte>(),
            stage = t.Column<int>(nullable: true),
            version = t.Column<long>(),
            occurred_at = t.Column<long>(),
            payload_hash = t.Column<long>(),
            observed_at = t.Column<long>(),
            names = t.Column<string>(nullable: true),
            uncertain_time = t.Column<bool>(),
            facts = t.Column<byte[]>(),
        },
        constraints: t => t.PrimaryKey("PK_order_event", r => r.number));

    private static void CreateMeasures(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "inventory_level",
            t => new
            {
                side = t.Column<int>(),
                sku = t.Column<string>(),
                node = t.Column<string>(),
                available_to_sell = t.Column<long>(),
                on_hand = t.Column<long>(nullable: true),
                reserved = t.Column<long>(nullable: true),
                as_of = t.Column<long>(),
                source = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("PK_inventory_level", r => new { r.side, r.sku, r.node }));
        migrationBuilder.CreateTable(
            "gauge_reading",
            t => new
            {
                side = t.Column<int>(),
                name = t.Column<string>(),
                as_of = t.Column<long>(),
                value = t.Column<double>(),
                unit = t.Column<string>(),
                source = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("PK_gauge_reading", r => new { r.side, r.name, r.as_of }));
        migrationBuilder.CreateTable(
            "customer_contact",
            t => new
            {
                source = t.Column<string>(),
                id = t.Column<string>(),
                order_key = t.Column<string>(nullable: true),
                channel = t.Column<string>(),
                reason = t.Column<string>(),
                at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_customer_contact", r => new { r.source, r.id }));
        migrationBuilder.CreateTable(
            "sla_timer",
            t => new
            {
                order_key = t.Column<string>(),
                side = t.Column<int>(),
                stage = t.Column<int>(),
                lane = t.Column<string>(),
                started_at = t.Column<long>(),
                deadline = t.Column<long>(),
                pauses = t.Column<string>(),
                breached_at = t.Column<long>(nullable: true),
                state = t.Column<string>(),
                changed_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_sla_timer", r => new { r.order_key, r.side, r.stage }));
    }

    private static void CreateSources(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "source_cursor",
            t => new { source = t.Column<string>(), revision = t.Column<long>(), position = t.Column<string>(nullable: true), watermark = t.Column<long>(nullable: true) },
            constraints: t => t.PrimaryKey("PK_source_cursor", r => r.source));
        migrationBuilder.CreateTable(
            "rejected_record",
            t => new
            {
                id = t.Column<Guid>(),
                source = t.Column<string>(),
                record_id = t.Column<string>(),
                payload = t.Column<string>(),
                mapping_hash = t.Column<string>(),
                observed_at = t.Column<long>(),
                state = t.Column<string>(),
                attempts = t.Column<int>(),
                last_tried_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_rejected_record", r => r.id));
        migrationBuilder.CreateTable(
            "rejected_reason",
            t => new { rejected_id = t.Column<Guid>(), position = t.Column<int>(), field = t.Column<string>(), code = t.Column<string>(), message = t.Column<string>() },
            constraints: t =>
            {
                t.PrimaryKey("PK_rejected_reason", r => new { r.rejected_id, r.position });
                t.ForeignKey("fk_rejected_reason_record", r => r.rejected_id, "rejected_record", "id", onDelete: ReferentialAction.Cascade);
            });
    }

    private static void CreateIndexes(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateIndex("ix_source_name_name", "source_name", "name", unique: true);
        migrationBuilder.CreateIndex("ix_orders_order_key", "orders", "order_key", unique: true);
        migrationBuilder.CreateIndex("ix_orders_placed_at", "orders", "placed_at");
        migrationBuilder.CreateIndex("ix_orders_updated_at", "orders", "updated_at");
        migrationBuilder.CreateIndex("ix_orders_open", "orders", "is_open", filter: "is_open");
        migrationBuilder.CreateIndex("ix_order_number_order_number", "order_number", "order_number");
        migrationBuilder.CreateIndex("ix_order_event_id", "order_event", ["source", "event_id", "variant"], unique: true);
        migrationBuilder.CreateIndex("ix_order_event_order_number", "order_event", "order_number");
        migrationBuilder.CreateIndex("ix_order_event_names", "order_event", ["source", "names"], filter: "names IS NOT NULL");
        migrationBuilder.CreateIndex("ix_gauge_reading_as_of", "gauge_reading", "as_of");
        migrationBuilder.CreateIndex("ix_customer_contact_order_key", "customer_contact", "order_key");
        migrationBuilder.CreateIndex("ix_customer_contact_at", "customer_contact", "at");
        migrationBuilder.CreateIndex("ix_rejected_record_record", "rejected_record", ["source", "record_id"], unique: true);
        migrationBuilder.CreateIndex("ix_rejected_record_observed_at", "rejected_record", "observed_at");
        migrationBuilder.CreateIndex("ix_sla_timer_deadline", "sla_timer", "deadline");
    }
}
