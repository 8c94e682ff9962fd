using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>Figures by hour, what each order gave to them, and how far they are. They are counted from the orders that there are; nothing is lost with them.</summary>
[DbContext(typeof(EventsDb))]
[Migration("20261124000006_figures")]
public sealed class Events0006Figures : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "figure_cell",
            t => new
            {
                hour = t.Column<long>(),
                lane = t.Column<string>(),
                owner = t.Column<int>(),
                dimension = t.Column<int>(),
                value = t.Column<string>(),
                figures = t.Column<byte[]>(),
                corrected_at = t.Column<long>(nullable: true),
                corrections = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("PK_figure_cell", r => new { r.dimension, r.hour, r.lane, r.owner, r.value }));
        migrationBuilder.CreateTable(
            "figure_order",
            t => new
            {
                order_number = t.Column<long>(),
                parts = t.Column<byte[]>(),
            },
            constraints: t => t.PrimaryKey("PK_figure_order", r => r.order_number));
        migrationBuilder.CreateTable(
            "figure_cursor",
            t => new
            {
                id = t.Column<int>(),
                step = t.Column<long>(),
                basis = t.Column<string>(),
                order_number = t.Column<long>(),
                walk_to = t.Column<long>(),
                event_number = t.Column<long>(),
                closed_to = t.Column<long>(nullable: true),
            },
            constraints: t => t.PrimaryKey("PK_figure_cursor", r => r.id));
    }
}
