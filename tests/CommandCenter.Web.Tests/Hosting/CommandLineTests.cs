using System.Diagnostics;
using System.IO.Compression;
using Microsoft.Data.Sqlite;

namespace CommandCenter.Tests.Hosting;

/// <summary>The commands as real processes: arguments, streams and exit codes are the contract.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cc-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task UserAdd_PasswordFromPipe_MakesAPersonWhoMaySignIn()
    {
        var weak = await RunAsync("short\n", "user", "add", "maya", "--role", "Admin");
        var made = await RunAsync("a long phrase of it\n", "user", "add", "maya", "--role", "Admin");
        var twice = await RunAsync("a long phrase of it\n", "user", "add", "maya", "--role", "Admin");

        Assert.Equal((1, 0, 1), (weak.Code, made.Code, twice.Code));
        Assert.Contains("maya may sign in as Administrator", made.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a long phrase of it", made.Output + made.Error, StringComparison.Ordinal);
        Assert.Contains("maya", twice.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_VerifyAndExport_AnswerByExitCode()
    {
        var empty = await RunAsync("", "decisions", "verify");
        var cut = await RunAsync("", "decisions", "verify", "--anchor", "9:" + new string('a', 64));
        var wrong = await RunAsync("", "decisions", "verify", "--anchor", "nonsense");
        var export = await RunAsync("", "decisions", "export");

        Assert.Equal((0, 1, 2, 0), (empty.Code, cut.Code, wrong.Code, export.Code));
        Assert.Contains("No anchor", empty.Output, StringComparison.Ordinal);
        Assert.Contains("its end was cut off", cut.Output, StringComparison.Ordinal);
        Assert.Empty(export.Output);
    }

    [Fact]
    public async Task PeopleAndTokens_Changed_StandInTheDecisionLogWithoutTheirSecrets()
    {
        await RunAsync("a long phrase of it\n", "user", "add", "maya", "--role", "Admin");
        var last = await RunAsync("", "user", "remove", "maya");
        await RunAsync("a long phrase of it\n", "user", "add", "ada", "--role", "Admin");
        var token = await RunAsync("", "token", "add", "ci", "--role", "technical-lead", "--days", "3");
        await RunAsync("", "user", "remove", "maya");

        var log = (await RunAsync("", "decisions", "export")).Output;

        string[] told = ["maya added as Administrator.", "of ci made for the role TechnicalLead", "maya removed.", "(command line)"];
        Assert.Equal((1, true), (last.Code, last.Error.Contains("last administrator", StringComparison.Ordinal)));
        Assert.Equal(4, log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(told, title => Assert.Contains(title, log, StringComparison.Ordinal));
        Assert.DoesNotContain(token.Output.Trim(), log, StringComparison.Ordinal);
        Assert.DoesNotContain("a long phrase of it", log, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("", "decisions", "verify")).Code);
    }

    [Fact]
    public async Task TokenAdd_AndBackup_WorkOnTheSameStore()
    {
        var token = await RunAsync("", "token", "add", "ci", "--role", "technical-lead", "--days", "3");
        var backup = Path.Combine(folder, "copy.zip");
        var first = await RunAsync("", "db", "backup", backup);
        var second = await RunAsync("", "db", "backup", backup);

        Assert.Equal((0, 0, 1), (token.Code, first.Code, second.Code));
        Assert.StartsWith("cc_", token.Output.Trim(), StringComparison.Ordinal);
        await ZipFile.ExtractToDirectoryAsync(backup, Path.Combine(folder, "restored"));
        await using var restored = new SqliteConnection($"Data Source={Path.Combine(folder, "restored", "commands.db")};Pooling=False");
        await restored.OpenAsync();
        await using var count = restored.CreateCommand();
        count.CommandText = "SELECT count(*) FROM api_tokens";
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("usr")]
    [InlineData("user add")]
    [InlineData("user add x --role Emperor")]
    [InlineData("token add x --role Finance --days 1000")]
    public async Task WrongUsage_Is2(string command)
    {
        var result = await RunAsync("a long phrase of it\n", command.Split(' '));

        Assert.Equal(2, result.Code);
        Assert.NotEqual("", result.Error);
    }

    [Fact]
    public async Task StorageOutOfReach_Is3()
    {
        var file = Path.Combine(folder, "not-a-folder");
        await File.WriteAllTextAsync(file, "");

        var result = await RunAsync("", file, "db", "migrate");

        Assert.Equal(3, result.Code);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string input, params string[] words) =>
        words is [var first, .. var rest] && Path.IsPathRooted(first) ? StartAsync(input, first, rest) : StartAsync(input, folder, words);

    private static async Task<(int Code, string Output, string Error)> StartAsync(string input, string storage, string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])[Path.Combine(AppContext.BaseDirectory, "CommandCenter.Web.dll"), .. words, $"--CommandCenter:Storage:Directory={storage}"]) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }
}
