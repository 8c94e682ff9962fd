using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace CommandCenter.Persistence.Migrations;

/// <summary>The commands store as it began.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261122000001_begin")]
public sealed class Commands0001Begin : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "plan_version",
            t => new
            {
                number = t.Column<long>()
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                hash = t.Column<string>(),
                file_name = t.Column<string>(),
                yaml = t.Column<string>(),
                applied_at = t.Column<long>(),
                actor = t.Column<string>(),
                reason = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_plan_version", r => r.number));
        migrationBuilder.CreateTable(
            "source_pause",
            t => new { source = t.Column<string>(), actor = t.Column<string>(), at = t.Column<long>() },
            constraints: t => t.PrimaryKey("PK_source_pause", r => r.source));
        migrationBuilder.CreateTable(
            "source_lease",
            t => new { source = t.Column<string>(), holder = t.Column<string>(), epoch = t.Column<long>(), expires_at = t.Column<long>() },
            constraints: t => t.PrimaryKey("PK_source_lease", r => r.source));
        migrationBuilder.CreateTable(
            "command_request",
            t => new
            {
                id = t.Column<Guid>(),
                command = t.Column<string>(),
                actor = t.Column<string>(),
                at = t.Column<long>(),
                outcome = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_command_request", r => r.id));
        migrationBuilder.CreateTable(
            "activity",
            t => new
            {
                number = t.Column<long>()
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                at = t.Column<long>(),
                actor = t.Column<string>(),
                what = t.Column<string>(),
                reason = t.Column<string>(nullable: true),
                subject = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_activity", r => r.number));
        migrationBuilder.CreateIndex("ix_plan_version_hash", "plan_version", "hash");
        migrationBuilder.CreateIndex("ix_command_request_at", "command_request", "at");
        migrationBuilder.CreateIndex("ix_activity_at", "activity", "at");
    }
}
