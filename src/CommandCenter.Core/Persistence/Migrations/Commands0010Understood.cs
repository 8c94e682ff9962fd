using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Differences that people understand, with reason and end.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000010_understood")]
public sealed class Commands0010Understood : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "understood",
            t => new
            {
                id = t.Column<Guid>(),
                fingerprint = t.Column<string>(),
                order_key = t.Column<string>(nullable: true),
                reason = t.Column<string>(),
                person = t.Column<string>(),
                at = t.Column<long>(),
                until = t.Column<long>(),
                withdrawn_at = t.Column<long>(nullable: true),
                decision = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_understood", r => r.id));
        migrationBuilder.CreateIndex("ix_understood_group", "understood", "fingerprint");
    }
}
