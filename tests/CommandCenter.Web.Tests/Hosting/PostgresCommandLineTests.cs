using System.Diagnostics;
using CommandCenter.Identity;
using CommandCenter.Persistence;
using CommandCenter.Persistence.Postgres;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CommandCenter.Tests.Hosting;

/// <summary>The commands and people's tables on PostgreSQL.</summary>
public sealed class PostgresCommandLineTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cc-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Commands_OnAnEmptyDatabase_WorkAndSayHowToBackUp()
    {
        var server = await PostgresServer.StartOrSkipAsync();
        var database = WithReference(await server.CreateDatabaseAsync());

        // the first command ever makes what it needs
        var made = await RunAsync(database, PostgresServer.Password, "correct horse battery\n", "user", "add", "maya", "--role", "Admin");
        var migrated = await RunAsync(database, PostgresServer.Password, "", "db", "migrate");
        var backup = await RunAsync(database, PostgresServer.Password, "", "db", "backup", "copy.dump");
        var refused = await RunAsync(database, "wrong", "", "db", "migrate");

        Assert.Equal((0, 0, 3, 3), (made.Code, migrated.Code, backup.Code, refused.Code));
        Assert.Contains("maya may sign in", made.Said, StringComparison.Ordinal);
        Assert.Contains($"pg_dump --host=127.0.0.1 --port={server.Port} --username={PostgresServer.User} --format=custom --file=copy.dump", backup.Said, StringComparison.Ordinal);
        Assert.Contains("password authentication failed", refused.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, made.Said + migrated.Said + backup.Said + refused.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identity_MigratedAndFreshlyMade_AreTheSame()
    {
        var server = await PostgresServer.StartOrSkipAsync();
        await using var migrated = Open(await server.CreateDatabaseAsync());
        await migrated.Database.MigrateAsync();
        var fresh = await server.CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(fresh))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("CREATE SCHEMA commands", connection);
            await command.ExecuteNonQueryAsync();
        }

        await using var made = Open(fresh);
        await made.Database.EnsureCreatedAsync();

        var expected = PostgresSchema.Describe(made);
        Assert.Contains("people", expected, StringComparison.Ordinal);
        Assert.Equal(expected, PostgresSchema.Describe(migrated));
    }

    private static IdentityDb Open(string database)
    {
        var builder = new DbContextOptionsBuilder<IdentityDb>();
        PostgresConnections.Read(new StorageOptions { Provider = "postgres", ConnectionString = database }, new Secrets(Path.GetTempPath())).Value
            .Use(builder, PostgresConnections.Commands, IdentityDb.HistoryTable);
        return new IdentityDb(builder.Options);
    }

    private static string WithReference(string database) => new NpgsqlConnectionStringBuilder(database) { Password = "${env:CC_SECRET_DB}" }.ConnectionString;

    private async Task<(int Code, string Said)> RunAsync(string database, string password, string input, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] settings = [$"--CommandCenter:Storage:Directory={folder}", "--CommandCenter:Storage:Provider=postgres", "--CommandCenter:Storage:ConnectionString=" + database];
        foreach (var arg in (string[])[Path.Combine(AppContext.BaseDirectory, "CommandCenter.Web.dll"), .. words, .. settings]) start.ArgumentList.Add(arg);
        start.Environment["CC_SECRET_DB"] = password;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }
}
