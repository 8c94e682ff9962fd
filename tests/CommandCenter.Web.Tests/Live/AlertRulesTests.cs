using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using CommandCenter.Access;
using CommandCenter.Hosting;
using CommandCenter.Releases;
using CommandCenter.Tests.Intake;
using CommandCenter.Traffic;
using Microsoft.Extensions.DependencyInjection;

namespace CommandCenter.Tests.Live;

/// <summary>The shipped rules in the hands of Prometheus, and what they say in those of Alertmanager.</summary>
[Collection(nameof(OnlyHost))]
public partial class AlertRulesTests
{
    private const string Missing = "no Prometheus or Alertmanager: install the packages 'prometheus' and 'prometheus-alertmanager'";
    private static readonly string? prometheus = DebianPackage.Find("prometheus", "/usr/bin/prometheus");
    private static readonly string? alertmanager = DebianPackage.Find("prometheus-alertmanager", "/usr/bin/prometheus-alertmanager");

    [Fact]
    public async Task Rules_EachMetricTheyAskFor_IsOneThatTheDocumentTells()
    {
        var rules = await File.ReadAllTextAsync(Rules);
        var told = await File.ReadAllTextAsync(Path.Combine(ContentRoot.Find(), "docs", "metrics.md"));

        var asked = Metric().Matches(rules).Select(m => m.Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(asked.Count > 5);
        Assert.All(asked, name => Assert.Contains($"`{name}`", told, StringComparison.Ordinal));
    }

    /// <summary>What is held on purpose, and the end of the product itself: from the rules to the one whose work it is.</summary>
    [Fact]
    public async Task Alerts_OfAHoldAndOfSilence_ReachAlertmanagerUnderTheirRole()
    {
        Assert.SkipWhen(prometheus is null || alertmanager is null, Missing);
        var (app, stands) = (await AppHost.StartAsync(new AppHostOptions { ConfigureWorld = w => w.BackfillMinutes = 1 }), true);
        var folder = Directory.CreateTempSubdirectory("cc-alerts-").FullName;
        try
        {
            var (ours, theirs) = ($"127.0.0.1:{FreePort.Next()}", $"127.0.0.1:{FreePort.Next()}");
            await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), $$"""
                global: { scrape_interval: 1s, evaluation_interval: 1s }
                alerting: { alertmanagers: [ { static_configs: [ { targets: ['{{theirs}}'] } ] } ] }
                rule_files: ['{{Rules}}']
                scrape_configs: [ { job_name: command-center, static_configs: [ { targets: ['{{app.Url.Authority}}'] } ] } ]
                """);
            using var receives = Run(alertmanager!, $"--config.file={Path.Combine(Path.GetDirectoryName(Rules)!, "alertmanager.example.yml")}", $"--storage.path={folder}/am", $"--web.listen-address={theirs}", "--cluster.listen-address=", "--log.level=error");
            using var watches = Run(prometheus!, $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address={ours}", "--log.level=error");
            try
            {
                using var client = new HttpClient { BaseAddress = new Uri("http://" + theirs), Timeout = TimeSpan.FromSeconds(5) };
                var actor = new Actor("commander", new HashSet<Role> { Role.IncidentCommander });
                Assert.True((await app.Services.GetRequiredService<ReleaseCommands>().HoldAsync(new Segment { Lane = "regulated" }, actor, "a carrier strike", null, default)).Succeeded);

                await AppHost.UntilAsync(async () => await FiringAsync(client, "ReleasesHeld") == "incident-commander", "the hold reaches the commander", TimeSpan.FromSeconds(60));
                // the picture stands and is scraped: nothing says otherwise
                Assert.Null(await FiringAsync(client, "CommandCenterSilent"));
                Assert.Null(await FiringAsync(client, "CommandCenterBlind"));

                stands = false;
                await app.DisposeAsync();
                await AppHost.UntilAsync(async () => await FiringAsync(client, "CommandCenterSilent") == "technical-lead", "its silence is an alarm of its own", TimeSpan.FromSeconds(60));
            }
            finally
            {
                watches.Kill();
                receives.Kill();
                await Task.WhenAll(watches.WaitForExitAsync(), receives.WaitForExitAsync());
            }
        }
        finally
        {
            if (stands) await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Rules => Path.Combine(ContentRoot.Find(), "ops", "prometheus", "command-center.rules.yml");

    /// <summary>The receiver that gets the alert; null where it does not fire, or nothing answers yet.</summary>
    private static async Task<string?> FiringAsync(HttpClient client, string alert)
    {
        try
        {
            using var answer = JsonDocument.Parse(await client.GetStringAsync("/api/v2/alerts?active=true&filter=" + Uri.EscapeDataString($"alertname={alert}")));
            return answer.RootElement.EnumerateArray().Select(a => a.GetProperty("receivers")[0].GetProperty("name").GetString()).FirstOrDefault();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static Process Run(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    [GeneratedRegex("command_center_[a-z_]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();
}
