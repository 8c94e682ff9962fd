using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Stepped shifts with what happened to them and what their checks came to.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000007_shifts")]
public sealed class Commands0007Shifts : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "shift",
            t => new
            {
                id = t.Column<Guid>(),
                number = t.Column<long>(),
                segments = t.Column<string>(),
                steps = t.Column<string>(),
                split_by = t.Column<int>(),
                alpha = t.Column<double>(),
                time_scale = t.Column<double>(),
                plan_hash = t.Column<string>(),
                state = t.Column<int>(),
                step = t.Column<int>(),
                phase_reason = t.Column<string>(),
                message = t.Column<string>(),
                created_at = t.Column<long>(),
                created_by = t.Column<string>(),
                reason = t.Column<string>(),
                started_at = t.Column<long>(nullable: true),
                before = t.Column<string>(nullable: true),
                first_order = t.Column<long>(nullable: true),
                step_order = t.Column<long>(nullable: true),
                step_revision = t.Column<long>(nullable: true),
                step_began_at = t.Column<long>(nullable: true),
                baking_since = t.Column<long>(nullable: true),
                baked_micros = t.Column<long>(),
                confirm_until = t.Column<long>(nullable: true),
                ended_at = t.Column<long>(nullable: true),
                rollbacks_due = t.Column<bool>(),
                rollback = t.Column<Guid>(nullable: true),
                version = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_shift", r => r.id));
        migrationBuilder.CreateIndex("ix_shift_number", "shift", "number", unique: true);
        migrationBuilder.CreateIndex("ix_shift_running", "shift", "number", filter: "ended_at IS NULL");
        migrationBuilder.CreateTable(
            "shift_event",
            t => new
            {
                shift_id = t.Column<Guid>(),
                version = t.Column<long>(),
                at = t.Column<long>(),
                step = t.Column<int>(),
                kind = t.Column<string>(),
                text = t.Column<string>(),
                actor = t.Column<string>(),
                threshold = t.Column<string>(nullable: true),
                decision = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_shift_event", r => new { r.shift_id, r.version }));
        migrationBuilder.CreateTable(
            "shift_look",
            t => new
            {
                id = t.Column<Guid>(),
                shift_id = t.Column<Guid>(),
                step = t.Column<int>(),
                at = t.Column<long>(),
                verdict = t.Column<int>(),
                checks = t.Column<string>(),
                cohort = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("PK_shift_look", r => r.id));
        migrationBuilder.CreateIndex("ix_shift_look_shift", "shift_look", ["shift_id", "at"]);
    }
}
