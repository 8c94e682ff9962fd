using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>
/// A stored clock is told apart by its limit, not by its stage: a lane may have two limits to one stage, and some to what is no stage. Clocks that were stored before know their stage alone; when they are
/// read next, they hand over what they know and end.
/// </summary>
[DbContext(typeof(EventsDb))]
[Migration("20261123000005_limits")]
public sealed class Events0005Limits : StoreMigration
{
    private const string Columns = "lane, started_at, deadline, pauses, breached_at, state, changed_at";

    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        // a primary key cannot be changed in place everywhere
        migrationBuilder.Sql("CREATE TABLE sla_timer_before AS SELECT * FROM sla_timer");
        migrationBuilder.DropTable("sla_timer");
        migrationBuilder.CreateTable(
            "sla_timer",
            t => new
            {
                order_key = t.Column<string>(),
                side = t.Column<int>(),
                limit_id = t.Column<string>(),
                lane = t.Column<string>(),
                started_at = t.Column<long>(),
                deadline = t.Column<long>(),
                pauses = t.Column<string>(),
                breached_at = t.Column<long>(nullable: true),
                state = t.Column<string>(),
                changed_at = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_sla_timer", r => new { r.order_key, r.side, r.limit_id }));
        migrationBuilder.Sql(
            $"""
            INSERT INTO sla_timer(order_key, side, limit_id, {Columns})
            SELECT order_key, side, CASE stage WHEN 1 THEN 'created' WHEN 2 THEN 'authorised' WHEN 3 THEN 'held' WHEN 4 THEN 'allocated' WHEN 5 THEN 'routed' WHEN 6 THEN 'released' WHEN 7 THEN 'picked'
                WHEN 8 THEN 'packed' WHEN 9 THEN 'ready-for-pickup' WHEN 10 THEN 'shipped' WHEN 11 THEN 'collected' WHEN 12 THEN 'delivered' WHEN 13 THEN 'cancelled' WHEN 14 THEN 'returned' END, {Columns}
            FROM sla_timer_before
            """);
        migrationBuilder.DropTable("sla_timer_before");
        migrationBuilder.CreateIndex("ix_sla_timer_deadline", "sla_timer", "deadline");
    }
}
