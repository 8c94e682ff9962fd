using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>How far each actuator outside of the process is.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000008_actuators")]
public sealed class Commands0008Actuators : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "actuator_state",
            t => new
            {
                actuator = t.Column<string>(),
                place = t.Column<string>(),
                asked_revision = t.Column<long>(),
                applied_revision = t.Column<long>(nullable: true),
                applied_at = t.Column<long>(nullable: true),
                verdict = t.Column<int>(),
                verified_revision = t.Column<long>(),
                verified_at = t.Column<long>(),
                confirmed_at = t.Column<long>(nullable: true),
                failures = t.Column<int>(),
                next_at = t.Column<long>(),
                reason = t.Column<string>(),
                message = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_actuator_state", r => r.actuator));
    }
}
