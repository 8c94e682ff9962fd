using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Alerts, silences, and messages on their way.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261124000015_alerts")]
public sealed class Commands0015Alerts : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "alert",
            t => new
            {
                id = t.Column<Guid>(),
                key = t.Column<string>(),
                kind = t.Column<int>(),
                severity = t.Column<int>(),
                role = t.Column<string>(),
                subject = t.Column<string>(),
                text = t.Column<string>(),
                link = t.Column<string>(),
                since = t.Column<long>(),
                raised_at = t.Column<long>(),
                ended_at = t.Column<long>(nullable: true),
                told_at = t.Column<long>(nullable: true),
                acknowledged_at = t.Column<long>(nullable: true),
                acknowledged_by = t.Column<string>(nullable: true),
                note = t.Column<string>(nullable: true),
                escalated_at = t.Column<long>(nullable: true),
                escalated_to = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_alert", r => r.id));
        // of two processes one raises it
        migrationBuilder.CreateIndex("ix_alert_open", "alert", "key", unique: true, filter: "ended_at IS NULL");
        migrationBuilder.CreateIndex("ix_alert_ended", "alert", "ended_at");
        migrationBuilder.CreateTable(
            "alert_silence",
            t => new
            {
                id = t.Column<Guid>(),
                kind = t.Column<int>(nullable: true),
                subject = t.Column<string>(nullable: true),
                reason = t.Column<string>(),
                by = t.Column<string>(),
                from = t.Column<long>(),
                until = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_alert_silence", r => r.id));
        migrationBuilder.CreateTable(
            "alert_message",
            t => new
            {
                id = t.Column<Guid>(),
                channel = t.Column<string>(),
                text = t.Column<string>(),
                created_at = t.Column<long>(),
                sent_at = t.Column<long>(nullable: true),
                failures = t.Column<int>(),
                last_error = t.Column<string>(nullable: true),
                next_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_alert_message", r => r.id));
        migrationBuilder.CreateIndex("ix_alert_message_waiting", "alert_message", "next_at", filter: "sent_at IS NULL");
    }
}
