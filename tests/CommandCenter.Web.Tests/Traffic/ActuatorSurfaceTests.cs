using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Traffic;
using CommandCenter.Traffic.Actuators;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CommandCenter.Tests.Traffic;

/// <summary>What API, metrics, health and page say of actuators.</summary>
public class ActuatorSurfaceTests
{
    [Fact]
    public async Task Actuators_OneInOrderAndOneOutOfReach_AreToldApartEverywhere()
    {
        var folder = Directory.CreateTempSubdirectory("actuators-").FullName;
        await using var host = await AppHost.StartAsync(new AppHostOptions
        {
            EditPlan = text => $"{text}\nactuators:\n  - {{ id: flags, kind: flagd-file, verifyEvery: 1s, flagd: {{ path: \"{folder}/flags.json\", flag: order-owner }} }}\n"
                + "  - { id: out-of-reach, kind: flagd-file, flagd: { path: /etc/flags.json, flag: order-owner } }\n",
            Settings = new Dictionary<string, string?> { ["CommandCenter:Actuators:AllowedFolders:0"] = folder },
        });
        using var client = await host.TokenClientAsync("exec");
        JsonElement items = default;
        await AppHost.UntilAsync(
            async () =>
            {
                items = (await client.GetFromJsonAsync<JsonElement>("/api/v1/actuators")).GetProperty("items");
                return items.GetArrayLength() == 3 && items[1].GetProperty("verdict").GetString() == "confirmed" && items[2].GetProperty("phase").GetString() == "degraded";
            },
            "one is confirmed and one is not");

        Assert.Equal(["builtIn", "flagdFile", "flagdFile"], items.EnumerateArray().Select(i => i.GetProperty("kind").GetString()));
        Assert.Equal(["confirmed", "confirmed", "unknown"], items.EnumerateArray().Select(i => i.GetProperty("verdict").GetString()));
        var revision = items[0].GetProperty("askedRevision").GetInt64();
        Assert.Equal((revision, revision), (items[1].GetProperty("appliedRevision").GetInt64(), items[2].GetProperty("askedRevision").GetInt64()));
        Assert.Equal(JsonValueKind.Null, items[2].GetProperty("appliedRevision").ValueKind);
        var metrics = await client.GetStringAsync("/metrics");
        Assert.Contains($"command_center_actuator_applied_revision{{actuator=\"flags\"}} {revision}", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("applied_revision{actuator=\"out-of-reach\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("command_center_actuator_verdict{actuator=\"out-of-reach\",verdict=\"unknown\"} 1", metrics, StringComparison.Ordinal);
        var ready = await client.GetStringAsync("/healthz/ready");
        Assert.Contains("Not confirmed to carry out the newest traffic table: out-of-reach.", ready, StringComparison.Ordinal);
        Assert.Contains($"\"revision\": {revision}", await File.ReadAllTextAsync(Path.Combine(folder, "flags.json")), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Table_EveryVerdict_HasItsIconAndWordAndUnknownIsViolet()
    {
        var board = new ActuatorBoard();
        board.Show(Enum.GetValues<Confirmation>().Select(c => new ActuatorStanding($"a-{c}", ActuatorKind.FlagdFile, CommandCenter.Live.Phase.Degraded, "why", "It says <why>.", 7, c == Confirmation.Unknown ? null : 6, null, c, null)));
        await using var services = new ServiceCollection().AddSingleton(board).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);

        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ActuatorTable>(ParameterView.Empty)).ToHtmlString());

        Assert.Matches("class=\"st qual\"><svg.*</svg>Unknown<", html);
        Assert.Matches("class=\"st warn\"><svg.*</svg>Differs<", html);
        Assert.Matches("class=\"st ok\"><svg.*</svg>Confirmed<", html);
        Assert.Contains("It says &lt;why&gt;.", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"num\">none</td>", html, StringComparison.Ordinal);
    }
}
