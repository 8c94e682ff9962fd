using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Releases that are held, and what each side has confirmed of it.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000005_releases")]
public sealed class Commands0005Releases : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "release_hold",
            t => new
            {
                id = t.Column<Guid>(),
                segment = t.Column<string>(),
                held_at = t.Column<long>(),
                held_by = t.Column<string>(),
                reason = t.Column<string>(),
                decision = t.Column<long>(),
                resumed_at = t.Column<long>(nullable: true),
                resumed_by = t.Column<string>(nullable: true),
                resume_reason = t.Column<string>(nullable: true),
                resume_decision = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_release_hold", r => r.id));
        migrationBuilder.CreateIndex("ix_release_hold_held_at", "release_hold", "held_at");
        // two people at the same moment hold one segment once
        migrationBuilder.CreateIndex("ix_release_hold_standing", "release_hold", "segment", unique: true, filter: "resumed_at IS NULL");
        migrationBuilder.CreateTable(
            "release_side",
            t => new
            {
                hold_id = t.Column<Guid>(),
                side = t.Column<int>(),
                state = t.Column<int>(),
                attempts = t.Column<int>(),
                error = t.Column<string>(nullable: true),
                changed_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_release_side", r => new { r.hold_id, r.side }));
        migrationBuilder.CreateIndex("ix_release_side_state", "release_side", "state");
    }
}
