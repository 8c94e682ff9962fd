using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Digests on their way.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261124000014_digests")]
public sealed class Commands0014Digests : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "digest_delivery",
            t => new
            {
                id = t.Column<string>(),
                date = t.Column<string>(),
                audience = t.Column<string>(),
                place = t.Column<string>(),
                due_at = t.Column<long>(),
                sent_at = t.Column<long>(nullable: true),
                failures = t.Column<int>(),
                last_error = t.Column<string>(nullable: true),
                next_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_digest_delivery", r => r.id));
        migrationBuilder.CreateIndex("ix_digest_delivery_date", "digest_delivery", "date");
    }
}
