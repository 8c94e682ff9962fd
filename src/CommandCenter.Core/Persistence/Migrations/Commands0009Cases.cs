using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Exception cases with their history and attachments.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000009_cases")]
public sealed class Commands0009Cases : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "exception_case",
            t => new
            {
                id = t.Column<Guid>(),
                number = t.Column<long>(),
                fingerprint = t.Column<string>(),
                source = t.Column<string>(),
                rule = t.Column<string>(),
                bucket = t.Column<int>(),
                team = t.Column<int>(),
                title = t.Column<string>(),
                why = t.Column<string>(),
                order_key = t.Column<string>(nullable: true),
                lane = t.Column<string>(nullable: true),
                side = t.Column<int>(nullable: true),
                stage = t.Column<int>(nullable: true),
                orders = t.Column<int>(),
                money = t.Column<long>(nullable: true),
                currency = t.Column<string>(nullable: true),
                link = t.Column<string>(nullable: true),
                severity = t.Column<int>(),
                since = t.Column<long>(),
                opened_at = t.Column<long>(),
                due_at = t.Column<long>(),
                phase = t.Column<int>(),
                reason = t.Column<string>(),
                assignee = t.Column<string>(nullable: true),
                acknowledged_at = t.Column<long>(nullable: true),
                acknowledged_by = t.Column<string>(nullable: true),
                resolved_at = t.Column<long>(nullable: true),
                resolved_by = t.Column<string>(nullable: true),
                muted_until = t.Column<long>(nullable: true),
                muted_by = t.Column<string>(nullable: true),
                mute_reason = t.Column<string>(nullable: true),
                passed_at = t.Column<long>(nullable: true),
                times = t.Column<long>(nullable: true),
                times_resolved = t.Column<long>(nullable: true),
                occurrences = t.Column<int>(),
                reopened = t.Column<int>(),
                last_note = t.Column<string>(nullable: true),
                last_note_by = t.Column<string>(nullable: true),
                last_note_at = t.Column<long>(nullable: true),
                entries = t.Column<int>(),
                attachments = t.Column<int>(),
                updated_at = t.Column<long>(),
                version = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_exception_case", r => r.id));
        migrationBuilder.CreateIndex("ix_exception_case_number", "exception_case", "number", unique: true);
        migrationBuilder.CreateIndex("ix_exception_case_fingerprint", "exception_case", "fingerprint", unique: true);
        migrationBuilder.CreateIndex("ix_exception_case_due", "exception_case", ["phase", "due_at"]);
        migrationBuilder.CreateIndex("ix_exception_case_rule", "exception_case", ["rule", "phase"]);
        migrationBuilder.CreateIndex("ix_exception_case_order", "exception_case", "order_key");
        migrationBuilder.CreateIndex("ix_exception_case_updated", "exception_case", "updated_at");
        migrationBuilder.CreateTable(
            "exception_entry",
            t => new
            {
                case_id = t.Column<Guid>(),
                number = t.Column<int>(),
                at = t.Column<long>(),
                actor = t.Column<string>(),
                kind = t.Column<string>(),
                text = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_exception_entry", r => new { r.case_id, r.number }));
        migrationBuilder.CreateTable(
            "exception_attachment",
            t => new
            {
                id = t.Column<Guid>(),
                case_id = t.Column<Guid>(),
                name = t.Column<string>(),
                media_type = t.Column<string>(),
                length = t.Column<int>(),
                content = t.Column<byte[]>(),
                at = t.Column<long>(),
                actor = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("PK_exception_attachment", r => r.id));
        migrationBuilder.CreateIndex("ix_exception_attachment_case", "exception_attachment", "case_id");
    }
}
