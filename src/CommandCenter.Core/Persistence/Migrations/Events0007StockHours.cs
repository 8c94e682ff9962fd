using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>How both sides' stock agreed, by hour: of the past only this tells, for levels are kept as they are now.</summary>
[DbContext(typeof(EventsDb))]
[Migration("20261124000007_stock_hours")]
public sealed class Events0007StockHours : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "stock_hour",
            t => new
            {
                hour = t.Column<long>(),
                agreeing = t.Column<long>(),
                compared = t.Column<long>(),
                looked_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_stock_hour", r => r.hour));
    }
}
