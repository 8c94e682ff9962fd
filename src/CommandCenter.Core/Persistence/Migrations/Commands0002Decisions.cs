using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>The decision log, which takes the place of the activities, and the traffic table.</summary>
[DbContext(typeof(CommandsDb))]
[Migration("20261123000001_decisions")]
public sealed class Commands0002Decisions : StoreMigration
{
    protected override void Define(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "decision",
            t => new
            {
                sequence = t.Column<long>(),
                at = t.Column<long>(),
                actor = t.Column<string>(),
                command = t.Column<string>(),
                title = t.Column<string>(),
                content = t.Column<byte[]>(),
                hash = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("PK_decision", r => r.sequence));
        migrationBuilder.CreateTable(
            "decision_subject",
            t => new { subject = t.Column<string>(), sequence = t.Column<long>() },
            constraints: t => t.PrimaryKey("PK_decision_subject", r => new { r.subject, r.sequence }));
        migrationBuilder.CreateTable(
            "decision_head",
            t => new { id = t.Column<int>(), sequence = t.Column<long>(), hash = t.Column<string>() },
            constraints: t => t.PrimaryKey("PK_decision_head", r => r.id));
        migrationBuilder.CreateTable(
            "traffic_table",
            t => new
            {
                revision = t.Column<long>(),
                at = t.Column<long>(),
                actor = t.Column<string>(),
                reason = t.Column<string>(nullable: true),
                rules = t.Column<string>(),
                decision = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("PK_traffic_table", r => r.revision));
        migrationBuilder.CreateIndex("ix_decision_at", "decision", "at");
        migrationBuilder.CreateIndex("ix_decision_actor", "decision", "actor");
        migrationBuilder.Sql($"INSERT INTO decision_head (id, sequence, hash) VALUES (1, 0, '{new string('0', 64)}')");
        AppendOnly(migrationBuilder);
    }

    /// <summary>The database itself refuses to change what was decided.</summary>
    private static void AppendOnly(MigrationBuilder migration)
    {
        const string words = "the decision log is append-only";
        if (migration.ActiveProvider?.EndsWith("Sqlite", StringComparison.Ordinal) == true)
        {
            foreach (var table in (string[])["decision", "decision_subject", "traffic_table"])
            {
                foreach (var verb in (string[])["UPDATE", "DELETE"])
                {
                    migration.Sql($"CREATE TRIGGER {table}_no_{verb.ToLowerInvariant()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END");
                }
            }

            return;
        }

        // TRUNCATE fires no row triggers
        migration.Sql($"CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{words}'; END $$");
        foreach (var table in (string[])["decision", "decision_subject", "traffic_table"])
        {
            migration.Sql($"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()");
            migration.Sql($"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()");
        }
    }
}
