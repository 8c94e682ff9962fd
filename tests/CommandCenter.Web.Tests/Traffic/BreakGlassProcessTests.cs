using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace CommandCenter.Tests.Traffic;

/// <summary>The whole way: traffic at orchestration, the store gone, the glass broken by a real process, and the product started again.</summary>
public sealed class BreakGlassProcessTests : IDisposable
{
    private const string Why = "the store is gone and orders misroute";
    private readonly string folder = Directory.CreateTempSubdirectory("flags-").FullName;

    private string Flags => Path.Combine(folder, "flags.json");

    [Fact]
    public async Task Return_StoreIsUnreadable_TrafficIsLegacysThenAndAfterTheStart()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions
        {
            EditPlan = text => $"{text}\nactuators:\n  - {{ id: flags, kind: flagd-file, verifyEvery: 1s, flagd: {{ path: \"{Flags}\", flag: order-owner }} }}\n",
            Settings = new Dictionary<string, string?> { ["CommandCenter:Actuators:AllowedFolders:0"] = folder },
        });
        var before = await ConfirmedAsync(host, 0);
        Assert.Contains("orchestration", await File.ReadAllTextAsync(Flags), StringComparison.Ordinal);
        (int Code, string Output) broken = default;
        var store = Path.Combine(host.Folder, "commands.db");

        await host.RestartAsync(async () =>
        {
            // what can be opened no more, whatever asks for it
            File.Move(store, store + ".away");
            Directory.CreateDirectory(store);
            broken = await RunAsync(host, "--all", "--reason", Why);
            Directory.Delete(store);
            File.Move(store + ".away", store);
        });
        var after = await ConfirmedAsync(host, before);

        Assert.True(broken.Code == 0, broken.Output);
        Assert.Contains("flags: confirmed", broken.Output, StringComparison.Ordinal);
        Assert.Equal(before + 1, after);
        using var client = await host.TokenClientAsync("commander");
        var rules = (await client.GetFromJsonAsync<JsonElement>("/api/v1/traffic")).GetProperty("rules");
        Assert.All(rules.EnumerateArray(), r => Assert.Equal(0, r.GetProperty("percent").GetDecimal()));
        var entry = Assert.Single((await client.GetFromJsonAsync<JsonElement>("/api/v1/decisions?command=break-glass")).GetProperty("items").EnumerateArray().ToArray());
        Assert.Equal(Why, entry.GetProperty("reason").GetString());
        Assert.StartsWith($"{Environment.UserName} on {Environment.MachineName} broke the glass at ", entry.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(host.Folder, "break-glass"), "*.taken-up.json"));
        Assert.DoesNotContain("breakGlass", await File.ReadAllTextAsync(Flags), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Return_PostgresServerIsAway_NeedsNone()
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "plan.yaml"), $"actuators:\n  - {{ id: flags, kind: flagd-file, flagd: {{ path: \"{Flags}\", flag: order-owner }} }}\n");

        var (code, output) = await RunAsync(
            host, "flags", "--reason", Why, "--CommandCenter:Storage:Provider=postgres", "--CommandCenter:Storage:ConnectionString=Host=127.0.0.1;Port=1;Database=none;Username=none;Password=${env:CC_SECRET_NONE}");

        Assert.True(code == 0, output);
        Assert.Contains("breakGlass", await File.ReadAllTextAsync(Flags), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--reason", Why)]
    [InlineData(2, "flags", "--all", "--reason", Why)]
    [InlineData(2, "--all")]
    [InlineData(2, "--all", "--reason", "because")]
    [InlineData(1, "other", "--reason", Why)]
    public async Task Return_WrongWords_AnswersByExitCodeAndTouchesNothing(int code, params string[] words)
    {
        await using var host = await AppHost.StartAsync(new AppHostOptions { World = false });
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "plan.yaml"), $"actuators:\n  - {{ id: flags, kind: flagd-file, flagd: {{ path: \"{Flags}\", flag: order-owner }} }}\n");

        var said = await RunAsync(host, words);

        Assert.True(said.Code == code, said.Output);
        Assert.False(File.Exists(Flags));
        Assert.False(Directory.Exists(Path.Combine(host.Folder, "break-glass")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Waits until the file is confirmed at a revision above this one, and gives it.</summary>
    private static async Task<long> ConfirmedAsync(AppHost host, long above)
    {
        using var client = await host.TokenClientAsync("exec");
        var revision = 0L;
        await AppHost.UntilAsync(
            async () =>
            {
                var items = (await client.GetFromJsonAsync<JsonElement>("/api/v1/actuators")).GetProperty("items");
                if (items.GetArrayLength() < 2 || items[1].GetProperty("verdict").GetString() != "confirmed") return false;
                return (revision = items[1].GetProperty("appliedRevision").GetInt64()) > above;
            },
            $"flags is confirmed above {above}", TimeSpan.FromSeconds(30));
        return revision;
    }

    private async Task<(int Code, string Output)> RunAsync(AppHost host, params string[] words)
    {
        string[] all =
        [
            Path.Combine(AppContext.BaseDirectory, "CommandCenter.Web.dll"), "actuators", "return", .. words, "--plan", Path.Combine(host.Folder, "plan.yaml"),
            $"--CommandCenter:Storage:Directory={host.Folder}", $"--CommandCenter:Actuators:AllowedFolders:0={folder}",
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", all) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }
}
