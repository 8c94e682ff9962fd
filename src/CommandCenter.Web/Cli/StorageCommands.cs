using System.CommandLine;
using System.IO.Compression;
using CommandCenter.Hosting;
using CommandCenter.Identity;
using CommandCenter.Jobs.Work;
using CommandCenter.Persistence;
using CommandCenter.Persistence.Postgres;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Cli;

/// <summary>The databases from the command line.</summary>
internal static class StorageCommands
{
    public static Command Db(string[] settings)
    {
        var migrate = new Command("migrate", "Brings the databases to this version's schema; also happens at every start.");
        migrate.SetAction((_, cancel) => CommandHost.RunAsync(settings, services => MigrateAsync(services, cancel)));

        var file = new Argument<string>("FILE") { Description = "A .zip file, or a folder that does not exist yet." };
        var backup = new Command("backup", "Copies all databases while they are in use (SQLite; for PostgreSQL it says which command does). Keys and secrets are not among them.") { file };
        backup.SetAction((parsed, cancel) => CommandHost.RunAsync(settings, services => BackupAsync(services, parsed.GetRequiredValue(file), cancel)));
        return new Command("db", "The databases.") { migrate, backup };
    }

    private static async Task<int> MigrateAsync(IServiceProvider services, CancellationToken cancel)
    {
        var storage = await services.GetRequiredService<StorageStart>().RunAsync(cancel);
        if (storage.Error is { } error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitCodes.Failed;
        }

        await services.GetRequiredService<IdentityStart>().MigrateAsync(cancel);
        foreach (var notice in storage.Value) await Console.Error.WriteLineAsync(notice);
        await Console.Out.WriteLineAsync("The databases are up to date.");
        return ExitCodes.Fine;
    }

    private static async Task<int> BackupAsync(IServiceProvider services, string target, CancellationToken cancel)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        if (StorageFolder.IsPostgres(configuration))
        {
            var command = services.GetRequiredService<PostgresConnections>().BackupCommand(target);
            await Console.Error.WriteLineAsync($"The store is PostgreSQL, which has its own backup: {command} copies the schemas events, commands and jobs at one instant, while they are in use.");
            return ExitCodes.Failed;
        }

        if (File.Exists(target) || Directory.Exists(target))
        {
            await Console.Error.WriteLineAsync($"{target} exists already; a backup never overwrites.");
            return ExitCodes.Found;
        }

        var files = StorageFiles.All(configuration);
        if (files.Count == 0)
        {
            await Console.Error.WriteLineAsync("There are no databases yet.");
            return ExitCodes.Found;
        }

        var zip = target.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
        var folder = zip ? target + ".part" : target;
        Directory.CreateDirectory(folder);
        foreach (var file in files)
        {
            await using var from = await StorageFiles.OpenAsync(file, SqliteOpenMode.ReadWrite, cancel);
            await using var to = await StorageFiles.OpenAsync(Path.Combine(folder, Path.GetFileName(file)), SqliteOpenMode.ReadWriteCreate, cancel);
            from.BackupDatabase(to);
        }

        if (zip)
        {
            await ZipFile.CreateFromDirectoryAsync(folder, target, cancel);
            Directory.Delete(folder, recursive: true);
        }

        await Console.Out.WriteLineAsync($"{files.Count} databases are in {target}.");
        return ExitCodes.Fine;
    }
}
