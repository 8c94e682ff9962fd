using CommandCenter.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CommandCenter.Identity;

/// <summary>Where people and tokens are kept.</summary>
internal static class IdentityStorage
{
    public static void Use(DbContextOptionsBuilder builder, StorageOptions storage, string contentRoot)
    {
        if (string.Equals(storage.Provider, "postgres", StringComparison.OrdinalIgnoreCase))
            builder.UseNpgsql(storage.ConnectionString, o => o.MigrationsHistoryTable(IdentityDb.HistoryTable));
        else
            builder.UseSqlite(ConnectionString(storage, contentRoot), o => o.MigrationsHistoryTable(IdentityDb.HistoryTable));
        // there is no design-time tool and so no model snapshot to compare with; a test compares migrated and freshly made schemas instead
        builder.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    public static string Folder(StorageOptions storage, string contentRoot) => Path.GetFullPath(storage.Directory, contentRoot);

    private static string ConnectionString(StorageOptions storage, string contentRoot) =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(Folder(storage, contentRoot), "commands.db"), DefaultTimeout = 10, ForeignKeys = true }.ToString();
}
