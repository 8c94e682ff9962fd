using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>What a person has given to a side again has an idempotency key of its own.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000011_again")]
public sealed class Commands0011Again : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AddColumn<int>("again", "intake_entry", nullable: false, defaultValue: 0);
    }
}
