using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>The journal of the intake with the ownership records, and rollbacks.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000003_intake")]
public sealed class Commands0003Intake : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        Journal(migrationBuilder);
        Rollbacks(migrationBuilder);
        migrationBuilder.CreateTable(
            "traffic_head",
            t => new { id = t.Column<int>(), revision = t.Column<long>(), next_number = t.Column<long>() },
            constraints: t => t.PrimaryKey("PK_traffic_head", r => r.id));
        migrationBuilder.Sql("INSERT INTO traffic_head (id, revision, next_number) SELECT 1, COALESCE(MAX(revision), 0), 1 FROM traffic_table");
    }

    private static void Journal(MigrationBuilder migration)
    {
        migration.CreateTable(
            "intake_order",
            t => new
            {
                order_key = t.Column<string>(),
                number = t.Column<long>(),
                idempotency_key = t.Column<string>(nullable: true),
                body_hash = t.Column<byte[]>(),
                payload = t.Column<byte[]>(),
                lane = t.Column<string>(nullable: true),
                region = t.Column<string>(nullable: true),
                brand = t.Column<string>(nullable: true),
                channel = t.Column<string>(nullable: true),
                store = t.Column<string>(nullable: true),
                sku_class = t.Column<string>(nullable: true),
                tenant = t.Column<string>(nullable: true),
                transaction_type = t.Column<string>(nullable: true),
                placed_at = t.Column<long>(),
                total = t.Column<long>(nullable: true),
                currency = t.Column<string>(nullable: true),
                accepted_at = t.Column<long>(),
                owner = t.Column<int>(),
                epoch = t.Column<int>(),
                mirrored = t.Column<bool>(),
                revision = t.Column<long>(),
                rule = t.Column<string>(),
                slot = t.Column<int>(),
                pinned = t.Column<bool>(),
                closed_at = t.Column<long>(nullable: true),
                accepted_owner = t.Column<int>(),
                accepted_mirrored = t.Column<bool>(),
            },
            constraints: t => t.PrimaryKey("PK_intake_order", r => r.order_key));
        migration.CreateIndex("ix_intake_order_number", "intake_order", "number");
        migration.CreateIndex("ix_intake_order_idempotency_key", "intake_order", "idempotency_key", unique: true);
        migration.CreateIndex("ix_intake_order_open", "intake_order", ["owner", "number"], filter: "closed_at IS NULL");
        migration.CreateTable(
            "intake_entry",
            t => new
            {
                number = t.Column<long>(),
                order_key = t.Column<string>(),
                side = t.Column<int>(),
                operation = t.Column<int>(),
                epoch = t.Column<int>(),
                change_number = t.Column<long>(nullable: true),
                state = t.Column<int>(),
                attempts = t.Column<int>(),
                error = t.Column<string>(nullable: true),
                created_at = t.Column<long>(),
                first_tried_at = t.Column<long>(nullable: true),
                tried_at = t.Column<long>(nullable: true),
                updated_at = t.Column<long>(),
                is_copy = t.Column<bool>(),
            },
            constraints: t => t.PrimaryKey("PK_intake_entry", r => r.number));
        migration.CreateIndex("ix_intake_entry_order_key", "intake_entry", "order_key");
        migration.CreateIndex("ix_intake_entry_open", "intake_entry", "number", filter: "state < 10");
        migration.CreateTable(
            "intake_change",
            t => new
            {
                number = t.Column<long>(),
                order_key = t.Column<string>(),
                idempotency_key = t.Column<string>(),
                kind = t.Column<string>(),
                body_hash = t.Column<byte[]>(),
                body = t.Column<byte[]>(),
                accepted_at = t.Column<long>(),
                owner = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("PK_intake_change", r => r.number));
        migration.CreateIndex("ix_intake_change_order_key", "intake_change", "order_key");
        migration.CreateIndex("ix_intake_change_idempotency_key", "intake_change", "idempotency_key", unique: true);
        migration.CreateTable(
            "intake_refusal",
            t => new
            {
                number = t.Column<long>(),
                at = t.Column<long>(),
                order_key = t.Column<string>(),
                idempotency_key = t.Column<string>(),
                code = t.Column<string>(),
                reason = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("PK_intake_refusal", r => r.number));
    }

    private static void Rollbacks(MigrationBuilder migration)
    {
        migration.CreateTable(
            "rollback",
            t => new
            {
                id = t.Column<Guid>(),
                scope = t.Column<string>(),
                is_drill = t.Column<bool>(),
                actor = t.Column<string>(),
                reason = t.Column<string>(),
                decision = t.Column<long>(),
                revision = t.Column<long>(),
                plan_hash = t.Column<string>(),
                phase = t.Column<int>(),
                phase_reason = t.Column<string>(),
                detected_at = t.Column<long>(),
                decided_at = t.Column<long>(),
                restored_at = t.Column<long>(nullable: true),
                observed_at = t.Column<long>(nullable: true),
                resolved_at = t.Column<long>(nullable: true),
                proven_at = t.Column<long>(nullable: true),
                blocked_at = t.Column<long>(nullable: true),
                unblocked_at = t.Column<long>(nullable: true),
                proof = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_rollback", r => r.id));
        migration.CreateIndex("ix_rollback_decided_at", "rollback", "decided_at");
        migration.CreateTable(
            "rollback_order",
            t => new
            {
                rollback_id = t.Column<Guid>(),
                order_key = t.Column<string>(),
                number = t.Column<long>(),
                is_late = t.Column<bool>(),
                step = t.Column<int>(),
                outcome = t.Column<int>(),
                stage = t.Column<string>(nullable: true),
                reason = t.Column<string>(nullable: true),
                lane = t.Column<string>(nullable: true),
                total = t.Column<long>(nullable: true),
                currency = t.Column<string>(nullable: true),
                joined_at = t.Column<long>(),
                finished_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_rollback_order", r => new { r.rollback_id, r.order_key }));
        migration.CreateIndex("ix_rollback_order_outcome", "rollback_order", ["rollback_id", "outcome", "number"]);
        migration.CreateIndex("ix_rollback_order_order_key", "rollback_order", "order_key");
    }
}
