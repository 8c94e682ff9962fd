using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Runs of scenarios, with what their verdicts rest on.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000013_scenarios")]
public sealed class Commands0013Scenarios : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "scenario_run",
            t => new
            {
                id = t.Column<Guid>(),
                scenario = t.Column<string>(),
                plan_hash = t.Column<string>(),
                state = t.Column<int>(),
                asked_at = t.Column<long>(),
                asked_by = t.Column<string>(),
                started_at = t.Column<long>(nullable: true),
                ended_at = t.Column<long>(nullable: true),
                verdict = t.Column<int>(nullable: true),
                reason = t.Column<string>(),
                reported = t.Column<bool>(),
                stop_by = t.Column<string>(nullable: true),
                evidence = t.Column<byte[]>(nullable: true),
                evidence_hash = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_scenario_run", r => r.id));
        migrationBuilder.CreateIndex("ix_scenario_run_scenario", "scenario_run", ["scenario", "asked_at"]);
        migrationBuilder.CreateIndex("ix_scenario_run_open", "scenario_run", "asked_at", filter: "state < 3");
    }
}
