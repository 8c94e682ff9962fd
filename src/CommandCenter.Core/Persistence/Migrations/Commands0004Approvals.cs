using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Proposals that need a second person, and how far webhooks have been told of the decision log.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000004_approvals")]
public sealed class Commands0004Approvals : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "approval",
            t => new
            {
                id = t.Column<Guid>(),
                command = t.Column<string>(),
                summary = t.Column<string>(),
                content = t.Column<byte[]>(),
                hash = t.Column<string>(),
                proposed_by = t.Column<string>(),
                reason = t.Column<string>(),
                created_at = t.Column<long>(),
                expires_at = t.Column<long>(),
                state = t.Column<string>(),
                decided_by = t.Column<string>(nullable: true),
                decided_reason = t.Column<string>(nullable: true),
                decided_at = t.Column<long>(nullable: true),
                used_at = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_approval", r => r.id));
        migrationBuilder.CreateTable(
            "notification_cursor",
            t => new
            {
                webhook = t.Column<string>(),
                sequence = t.Column<long>(),
                failures = t.Column<int>(),
                last_error = t.Column<string>(nullable: true),
                next_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_notification_cursor", r => r.webhook));
        migrationBuilder.CreateIndex("ix_approval_created_at", "approval", "created_at");
        migrationBuilder.CreateIndex("ix_approval_expires_at", "approval", "expires_at");
    }
}
