using CommandCenter.Persistence;
using CommandCenter.Persistence.Postgres;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace CommandCenter.Identity;

/// <summary>Where people and tokens are kept: with what people decided, because there no answered write may be lost.</summary>
internal static class IdentityStorage
{
    public static void Use(DbContextOptionsBuilder builder, IServiceProvider services)
    {
        var storage = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        if (storage.IsPostgres)
            services.GetRequiredService<PostgresConnections>().Use(builder, PostgresConnections.Commands, IdentityDb.HistoryTable);
        else
            builder.UseSqlite(ConnectionString(storage, services.GetRequiredService<IHostEnvironment>().ContentRootPath), o => o.MigrationsHistoryTable(IdentityDb.HistoryTable));
        // there is no design-time tool and so no model snapshot to compare with; a test compares migrated and freshly made schemas instead
        builder.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    public static string Folder(StorageOptions storage, string contentRoot) => Path.GetFullPath(storage.Directory, contentRoot);

    private static string ConnectionString(StorageOptions storage, string contentRoot) =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(Folder(storage, contentRoot), "commands.db"), DefaultTimeout = 10, ForeignKeys = true }.ToString();
}
