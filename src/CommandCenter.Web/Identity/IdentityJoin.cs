using CommandCenter.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace CommandCenter.Identity;

/// <summary>
/// People inside the transaction of a command. They live in the same file, or the same schema, as the decision log: a context on the command's own connection makes the change and its
/// entry one commit, so that neither can be there without the other.
/// </summary>
internal static class IdentityJoin
{
    /// <param name="commands">Within its transaction, as <c>CommandRunner</c> hands it out.</param>
    /// <returns>To be disposed by the caller, before the transaction ends.</returns>
    public static async Task<IdentityDb> OpenAsync(CommandsDb commands, CancellationToken cancel)
    {
        var connection = commands.Database.GetDbConnection();
        var builder = new DbContextOptionsBuilder<IdentityDb>();
        if (commands.Database.IsNpgsql()) builder.UseNpgsql(connection);
        else builder.UseSqlite(connection);
        builder.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));
        var db = new IdentityDb(builder.Options);
        await db.Database.UseTransactionAsync(commands.Database.CurrentTransaction!.GetDbTransaction(), cancel);
        return db;
    }
}
