using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Thresholds as they were signed and sealed.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000006_thresholds")]
public sealed class Commands0006Thresholds : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "threshold_signature",
            t => new
            {
                hash = t.Column<string>(),
                role = t.Column<string>(),
                person = t.Column<string>(),
                at = t.Column<long>(),
                reason = t.Column<string>(),
                decision = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_threshold_signature", r => new { r.hash, r.role }));
        migrationBuilder.CreateTable(
            "threshold_seal",
            t => new
            {
                revision = t.Column<long>(),
                thresholds = t.Column<string>(),
                hash = t.Column<string>(),
                at = t.Column<long>(),
                first = t.Column<string>(),
                second = t.Column<string>(),
                summary = t.Column<string>(),
                reason = t.Column<string>(),
                decision = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_threshold_seal", r => r.revision));
    }
}
