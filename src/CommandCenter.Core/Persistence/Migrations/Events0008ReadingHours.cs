using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Queue depth and inventory sync lag by hour: readings themselves are kept for days, and how late stock arrived is kept nowhere else.</summary>
[DbContext(typeof(EventsDb))]
[Migration("20261124000008_reading_hours")]
public sealed class Events0008ReadingHours : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "reading_hour",
            t => new
            {
                figure = t.Column<string>(),
                of = t.Column<int>(),
                hour = t.Column<long>(),
                total = t.Column<double>(),
                readings = t.Column<long>(),
                read_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_reading_hour", r => new { r.figure, r.of, r.hour }));
    }
}
