using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CommandCenter.Persistence.Migrations;

/// <summary>
/// A migration that is written once for every provider: column types come from the CLR types, identity columns carry every provider's annotation, and what one provider needs besides is
/// added here.
/// </summary>
public abstract class StoreMigration : Migration
{
    protected sealed override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        Define(migrationBuilder);
        if (IsPostgres(migrationBuilder))
        {
            foreach (var column in migrationBuilder.Operations.SelectMany(ColumnsOf).Where(c => c.ClrType == typeof(string)))
            {
                column.Collation = StoredModel.PlainCollation;
            }
        }
    }

    protected static bool IsPostgres(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        return migrationBuilder.ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL";
    }

    /// <summary>What changes.</summary>
    protected abstract void Define(MigrationBuilder migrationBuilder);

    private static IEnumerable<AddColumnOperation> ColumnsOf(MigrationOperation operation) => operation switch
    {
        CreateTableOperation table => table.Columns,
        AddColumnOperation column => [column],
        _ => [],
    };
}
