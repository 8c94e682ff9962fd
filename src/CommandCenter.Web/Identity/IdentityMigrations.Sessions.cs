using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CommandCenter.Identity;

/// <summary>Sessions that can be seen and ended; people who are locked or removed; when a token was used.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261123000000_Sessions")]
internal sealed class SessionsMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<long>("LockedAt", "people", nullable: true);
        migrationBuilder.AddColumn<long>("RemovedAt", "people", nullable: true);
        migrationBuilder.AddColumn<long>("LastUsedAt", "api_tokens", nullable: true);
        migrationBuilder.CreateTable("sessions", t => new
        {
            Id = t.Column<Guid>(nullable: false),
            PersonId = t.Column<string>(nullable: false),
            CreatedAt = t.Column<long>(nullable: false),
            ExpiresAt = t.Column<long>(nullable: false),
            LastUsedAt = t.Column<long>(nullable: true),
            Address = t.Column<string>(maxLength: 64, nullable: true),
            Provider = t.Column<string>(maxLength: 64, nullable: true),
        }, constraints: t =>
        {
            t.PrimaryKey("PK_sessions", x => x.Id);
            t.ForeignKey("FK_sessions_people_PersonId", x => x.PersonId, "people", "Id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("IX_sessions_PersonId", "sessions", "PersonId");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("sessions");
        migrationBuilder.DropColumn("LastUsedAt", "api_tokens");
        migrationBuilder.DropColumn("RemovedAt", "people");
        migrationBuilder.DropColumn("LockedAt", "people");
    }
}
