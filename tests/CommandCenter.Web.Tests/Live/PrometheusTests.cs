using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CommandCenter.Tests.Intake;

namespace CommandCenter.Tests.Live;

/// <summary>/metrics in the hands of Prometheus itself.</summary>
[Collection(nameof(OnlyHost))]
public class PrometheusTests(RunningApp app) : IClassFixture<RunningApp>
{
    private const string Missing = "no Prometheus: install the package 'prometheus'";

    [Fact]
    public async Task Metrics_Promtool_FindsNothingWrong()
    {
        var tool = DebianPackage.Find("prometheus", "/usr/bin/promtool");
        Assert.SkipWhen(tool is null, Missing);
        using var client = app.Host.CreateClient();
        await client.GetStringAsync("/metrics");
        var text = await client.GetStringAsync("/metrics");
        using var process = Process.Start(new ProcessStartInfo(tool, "check metrics") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0 && said.Length == 0, said);
    }

    [Fact]
    public async Task Metrics_ScrapedByPrometheus_AnswerItsQueries()
    {
        var program = DebianPackage.Find("prometheus", "/usr/bin/prometheus");
        Assert.SkipWhen(program is null, Missing);
        var folder = Directory.CreateTempSubdirectory("cc-prometheus-");
        var config = Path.Combine(folder.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(config, $"global: {{ scrape_interval: 1s }}\nscrape_configs: [ {{ job_name: command-center, static_configs: [ {{ targets: ['{app.Host.Url.Authority}'] }} ] }} ]\n");
        var address = $"127.0.0.1:{FreePort.Next()}";
        using var prometheus = Process.Start(new ProcessStartInfo(program, [$"--config.file={config}", $"--storage.tsdb.path={folder.FullName}/data", $"--web.listen-address={address}", "--log.level=error"]) { UseShellExecute = false, RedirectStandardError = true })!;
        try
        {
            _ = prometheus.StandardError.ReadToEndAsync();
            using var client = new HttpClient { BaseAddress = new Uri("http://" + address), Timeout = TimeSpan.FromSeconds(5) };
            double? revision = null;
            await AppHost.UntilAsync(async () => (revision = await QueryAsync(client, "command_center_snapshot_revision")) > 0 && await QueryAsync(client, "up{job=\"command-center\"}") == 1, "a scrape was stored", TimeSpan.FromSeconds(120));
            Assert.True(revision > 0);
            // a source tells its lag once it has reported, which a later scrape sees
            await AppHost.UntilAsync(async () => await QueryAsync(client, "count(command_center_source_lag_seconds)") > 0, "the lag of sources is stored", TimeSpan.FromSeconds(40));
            await AppHost.UntilAsync(
                async () => await QueryAsync(client, "histogram_quantile(0.5, sum by (le) (command_center_store_append_duration_seconds_bucket))") > 0, "the time of an append is stored", TimeSpan.FromSeconds(40));
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The first value; null where there is none, or where Prometheus does not answer yet.</summary>
    private static async Task<double?> QueryAsync(HttpClient client, string query)
    {
        try
        {
            using var answer = JsonDocument.Parse(await client.GetStringAsync("/api/v1/query?query=" + Uri.EscapeDataString(query)));
            var result = answer.RootElement.GetProperty("data").GetProperty("result");
            return result.GetArrayLength() == 0 ? null : double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
