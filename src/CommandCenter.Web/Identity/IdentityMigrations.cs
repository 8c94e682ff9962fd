using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace CommandCenter.Identity;

/// <summary>People, roles, tokens. Hand-written and without column types, so that each provider takes its own.</summary>
[DbContext(typeof(IdentityDb))]
[Migration("20261101000000_People")]
internal sealed class PeopleMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("people", t => new
        {
            Id = t.Column<string>(nullable: false),
            IsDemo = t.Column<bool>(nullable: false),
            UserName = t.Column<string>(maxLength: 256, nullable: true),
            NormalizedUserName = t.Column<string>(maxLength: 256, nullable: true),
            Email = t.Column<string>(maxLength: 256, nullable: true),
            NormalizedEmail = t.Column<string>(maxLength: 256, nullable: true),
            EmailConfirmed = t.Column<bool>(nullable: false),
            PasswordHash = t.Column<string>(nullable: true),
            SecurityStamp = t.Column<string>(nullable: true),
            ConcurrencyStamp = t.Column<string>(nullable: true),
            PhoneNumber = t.Column<string>(nullable: true),
            PhoneNumberConfirmed = t.Column<bool>(nullable: false),
            TwoFactorEnabled = t.Column<bool>(nullable: false),
            LockoutEnd = t.Column<long>(nullable: true),
            LockoutEnabled = t.Column<bool>(nullable: false),
            AccessFailedCount = t.Column<int>(nullable: false),
        }, constraints: t => t.PrimaryKey("PK_people", x => x.Id));
        migrationBuilder.CreateIndex("EmailIndex", "people", "NormalizedEmail");
        migrationBuilder.CreateIndex("UserNameIndex", "people", "NormalizedUserName", unique: true);

        migrationBuilder.CreateTable("roles", t => new
        {
            Id = t.Column<string>(nullable: false),
            Name = t.Column<string>(maxLength: 256, nullable: true),
            NormalizedName = t.Column<string>(maxLength: 256, nullable: true),
            ConcurrencyStamp = t.Column<string>(nullable: true),
        }, constraints: t => t.PrimaryKey("PK_roles", x => x.Id));
        migrationBuilder.CreateIndex("RoleNameIndex", "roles", "NormalizedName", unique: true);

        migrationBuilder.CreateTable("person_roles", t => new
        {
            UserId = t.Column<string>(nullable: false),
            RoleId = t.Column<string>(nullable: false),
        }, constraints: t =>
        {
            t.PrimaryKey("PK_person_roles", x => new { x.UserId, x.RoleId });
            t.ForeignKey("FK_person_roles_people_UserId", x => x.UserId, "people", "Id", onDelete: ReferentialAction.Cascade);
            t.ForeignKey("FK_person_roles_roles_RoleId", x => x.RoleId, "roles", "Id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("IX_person_roles_RoleId", "person_roles", "RoleId");

        Claims(migrationBuilder, "person_claims", "UserId", "people");
        Claims(migrationBuilder, "role_claims", "RoleId", "roles");

        migrationBuilder.CreateTable("person_logins", t => new
        {
            LoginProvider = t.Column<string>(nullable: false),
            ProviderKey = t.Column<string>(nullable: false),
            ProviderDisplayName = t.Column<string>(nullable: true),
            UserId = t.Column<string>(nullable: false),
        }, constraints: t =>
        {
            t.PrimaryKey("PK_person_logins", x => new { x.LoginProvider, x.ProviderKey });
            t.ForeignKey("FK_person_logins_people_UserId", x => x.UserId, "people", "Id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("IX_person_logins_UserId", "person_logins", "UserId");

        migrationBuilder.CreateTable("person_tokens", t => new
        {
            UserId = t.Column<string>(nullable: false),
            LoginProvider = t.Column<string>(nullable: false),
            Name = t.Column<string>(nullable: false),
            Value = t.Column<string>(nullable: true),
        }, constraints: t =>
        {
            t.PrimaryKey("PK_person_tokens", x => new { x.UserId, x.LoginProvider, x.Name });
            t.ForeignKey("FK_person_tokens_people_UserId", x => x.UserId, "people", "Id", onDelete: ReferentialAction.Cascade);
        });

        migrationBuilder.CreateTable("api_tokens", t => new
        {
            Id = t.Column<Guid>(nullable: false),
            Name = t.Column<string>(maxLength: 256, nullable: false),
            Hash = t.Column<string>(maxLength: 64, nullable: false),
            Role = t.Column<string>(maxLength: 64, nullable: true),
            PersonId = t.Column<string>(nullable: true),
            CreatedAt = t.Column<long>(nullable: false),
            ExpiresAt = t.Column<long>(nullable: false),
            RevokedAt = t.Column<long>(nullable: true),
        }, constraints: t =>
        {
            t.PrimaryKey("PK_api_tokens", x => x.Id);
            t.ForeignKey("FK_api_tokens_people_PersonId", x => x.PersonId, "people", "Id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("IX_api_tokens_Hash", "api_tokens", "Hash", unique: true);
        migrationBuilder.CreateIndex("IX_api_tokens_PersonId", "api_tokens", "PersonId");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in (string[])["api_tokens", "person_tokens", "person_logins", "role_claims", "person_claims", "person_roles", "roles", "people"])
            migrationBuilder.DropTable(table);
    }

    private static void Claims(MigrationBuilder migrationBuilder, string table, string owner, string principal)
    {
        migrationBuilder.CreateTable(table, t => new
        {
            Id = t.Column<int>(nullable: false).Annotation("Sqlite:Autoincrement", true).Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
            Owner = t.Column<string>(name: owner, nullable: false),
            ClaimType = t.Column<string>(nullable: true),
            ClaimValue = t.Column<string>(nullable: true),
        }, constraints: t =>
        {
            t.PrimaryKey($"PK_{table}", x => x.Id);
            t.ForeignKey($"FK_{table}_{principal}_{owner}", x => x.Owner, principal, "Id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex($"IX_{table}_{owner}", table, owner);
    }
}
