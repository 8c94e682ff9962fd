using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>The head names the last commit, so that a writer knows its own again.</summary>
[DbContext(typeof(EventsDb))]
[Migration("20261122000002_commit_id")]
public sealed class Events0002CommitId : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AddColumn<Guid>("commit_id", "store_head", nullable: true);
    }
}
