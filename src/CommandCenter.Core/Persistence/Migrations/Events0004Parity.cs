using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Comparisons of both sides: runs, counts by lane and cell, differences, control totals. All of it can be made again from the orders.</summary>
[DbContext(typeof(EventsDb))]
[Migration("20261123000004_parity")]
public sealed class Events0004Parity : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "parity_run",
            t => new
            {
                id = t.Column<Guid>(),
                kind = t.Column<int>(),
                state = t.Column<int>(),
                requested_by = t.Column<string>(),
                plan_hash = t.Column<string>(),
                started_at = t.Column<long>(),
                ended_at = t.Column<long>(nullable: true),
                legacy_read_to = t.Column<long>(nullable: true),
                orchestration_read_to = t.Column<long>(nullable: true),
                scope = t.Column<string>(nullable: true),
                orders = t.Column<long>(),
                differing = t.Column<long>(),
                pending = t.Column<long>(),
                error = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_parity_run", r => r.id));
        migrationBuilder.CreateIndex("ix_parity_run_started_at", "parity_run", "started_at");
        migrationBuilder.CreateTable(
            "parity_count",
            t => new
            {
                run_id = t.Column<Guid>(),
                lane = t.Column<string>(),
                cell = t.Column<int>(),
                agrees = t.Column<long>(),
                differs = t.Column<long>(),
                understood = t.Column<long>(),
                pending = t.Column<long>(),
                not_observable = t.Column<long>(),
                not_expected = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_parity_count", r => new { r.run_id, r.lane, r.cell }));
        migrationBuilder.CreateTable(
            "parity_mismatch",
            t => new
            {
                order_key = t.Column<string>(),
                field = t.Column<string>(),
                rule = t.Column<string>(),
                first_seen = t.Column<long>(),
                ended_at = t.Column<long>(nullable: true),
                fingerprint = t.Column<string>(),
                lane = t.Column<string>(nullable: true),
                cell = t.Column<int>(),
                kind = t.Column<int>(),
                owner = t.Column<int>(nullable: true),
                legacy = t.Column<string>(nullable: true),
                orchestration = t.Column<string>(nullable: true),
                bucket = t.Column<int>(),
                team = t.Column<int>(),
                severity = t.Column<int>(),
                class_rule = t.Column<string>(),
                why = t.Column<string>(),
                place = t.Column<string>(nullable: true),
                pattern = t.Column<string>(),
                money = t.Column<long>(nullable: true),
                currency = t.Column<string>(nullable: true),
                is_pending = t.Column<bool>(),
                since = t.Column<long>(),
                ripens_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_parity_mismatch", r => new { r.order_key, r.field, r.rule, r.first_seen }));
        migrationBuilder.CreateIndex("ix_parity_mismatch_open", "parity_mismatch", "fingerprint", filter: "ended_at IS NULL");
        migrationBuilder.CreateIndex("ix_parity_mismatch_group", "parity_mismatch", ["fingerprint", "first_seen"]);
        migrationBuilder.CreateIndex("ix_parity_mismatch_ended_at", "parity_mismatch", "ended_at", filter: "ended_at IS NOT NULL");
        migrationBuilder.CreateTable(
            "parity_total",
            t => new
            {
                run_id = t.Column<Guid>(),
                day = t.Column<int>(),
                currency = t.Column<string>(),
                tender = t.Column<string>(),
                figure = t.Column<int>(),
                legacy = t.Column<long>(),
                orchestration = t.Column<long>(),
                residue = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("PK_parity_total", r => new { r.run_id, r.day, r.currency, r.tender, r.figure }));
    }
}
