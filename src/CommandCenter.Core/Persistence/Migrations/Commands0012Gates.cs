using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Gates with their verdicts, what people did about them, and the evidence; and when a webhook last acknowledged.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000012_gates")]
public sealed class Commands0012Gates : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AddColumn<long>("acknowledged_at", "notification_cursor", nullable: true);
        migrationBuilder.CreateTable(
            "gate_state",
            t => new
            {
                gate = t.Column<string>(), definition = t.Column<string>(), verdict = t.Column<int>(), reading = t.Column<string>(), since = t.Column<long>(), looked_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_gate_state", r => r.gate));
        migrationBuilder.CreateTable(
            "gate_verdict",
            t => new { id = t.Column<Guid>(), gate = t.Column<string>(), at = t.Column<long>(), verdict = t.Column<int>(), reading = t.Column<string>() },
            constraints: t => t.PrimaryKey("PK_gate_verdict", r => r.id));
        migrationBuilder.CreateIndex("ix_gate_verdict_gate", "gate_verdict", ["gate", "at"]);
        migrationBuilder.CreateTable(
            "gate_act",
            t => new
            {
                number = t.Column<long>(), gate = t.Column<string>(), kind = t.Column<int>(), person = t.Column<string>(), role = t.Column<string>(nullable: true), at = t.Column<long>(),
                reason = t.Column<string>(), definition = t.Column<string>(), bound = t.Column<string>(nullable: true), bound_hash = t.Column<string>(nullable: true),
                conditions = t.Column<string>(nullable: true), about = t.Column<long>(nullable: true), condition = t.Column<int>(nullable: true), until = t.Column<long>(nullable: true),
                decision = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_gate_act", r => r.number));
        migrationBuilder.CreateIndex("ix_gate_act_gate", "gate_act", ["gate", "number"]);
        migrationBuilder.CreateTable(
            "gate_evidence",
            t => new
            {
                id = t.Column<Guid>(), gate = t.Column<string>(), item = t.Column<string>(), is_passed = t.Column<bool>(), summary = t.Column<string>(), as_of = t.Column<long>(), at = t.Column<long>(),
                person = t.Column<string>(), hash = t.Column<string>(nullable: true), file_name = t.Column<string>(nullable: true), content = t.Column<byte[]>(nullable: true), decision = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_gate_evidence", r => r.id));
        migrationBuilder.CreateIndex("ix_gate_evidence_gate", "gate_evidence", ["gate", "at"]);
    }
}
