using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Jobs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Quartz.Extensibility;

namespace CommandCenter.Tests.Jobs;

public class JobTests
{
    private static readonly CommandRequest TechLead = new(new Actor("techlead", new HashSet<Role> { Role.TechnicalLead }), Permissions.RunJob, "because it is due");
    private static readonly CommandRequest Ops = new(new Actor("ops", new HashSet<Role> { Role.Operations }), Permissions.RunJob, "because it is due");

    [Fact]
    public async Task Run_ByHand_ReportsResultAndRecords_AndSurvivesRestart()
    {
        await using var host = await StartAsync(new Probe());
        Assert.True((await Board(host).RunAsync("probe", TechLead, CancellationToken.None)).Succeeded);
        await AppHost.UntilAsync(async () => (await RowAsync(host)).LastResult == "Probed.", "the run is in the history");
        var before = await RowAsync(host);
        Assert.True((await Board(host).PauseAsync("probe", TechLead, CancellationToken.None)).Succeeded);

        await host.RestartAsync();

        var after = await RowAsync(host);
        Assert.Equal((7, true, "Probed."), (after.Records, after.LastSucceeded, after.LastResult));
        Assert.Equal(before.LastRun, after.LastRun);
        Assert.Equal((JobState.Paused, "techlead"), (after.State, after.PausedBy));
        Assert.Equal(JobState.Waiting, (await Board(host).ResumeAsync("probe", TechLead, CancellationToken.None)).Value.State);
    }

    [Fact]
    public async Task Run_WhileRunning_DoesNotOverlap()
    {
        var probe = new Probe { Hold = new TaskCompletionSource() };
        await using var host = await StartAsync(probe);

        await Board(host).RunAsync("probe", TechLead, CancellationToken.None);
        await AppHost.UntilAsync(() => Task.FromResult(probe.Started == 1), "the first run started");
        await Board(host).RunAsync("probe", TechLead, CancellationToken.None);
        await AppHost.UntilAsync(async () => (await RowAsync(host)).State == JobState.Running, "it is shown as running");
        await Task.Delay(500); // room for a second run to start wrongly
        var together = probe.Started;
        probe.Hold.SetResult();
        await AppHost.UntilAsync(() => Task.FromResult(probe.Started == 2), "the second run follows");

        Assert.Equal(1, together);
        Assert.Equal(1, probe.MostAtOnce);
    }

    [Fact]
    public async Task Misfire_WhileDown_RunsOnceAndIsRecorded()
    {
        var probe = new Probe();
        await using var host = await StartAsync(probe);

        await host.RestartAsync(() => BackdateAsync(host.Folder, TimeSpan.FromHours(3)));

        await AppHost.UntilAsync(() => Task.FromResult(probe.Started == 1), "the missed run is made up");
        await using var scope = host.Services.CreateAsyncScope();
        var history = scope.ServiceProvider.GetRequiredService<IExecutionHistoryStore>();
        await AppHost.UntilAsync(async () => (await history.QueryMisfires(new MisfireHistoryQuery { SchedulerName = "command-center" }, default)).Items.Any(m => m.TriggerName == "probe"), "the misfire is recorded");
        Assert.Equal(1, probe.Started);
    }

    [Fact]
    public async Task Run_Throws_ShowsTheKindOnly()
    {
        await using var host = await StartAsync(new Probe { Fault = new InvalidOperationException("password=hunter2") });

        await Board(host).RunAsync("probe", TechLead, CancellationToken.None);

        await AppHost.UntilAsync(async () => (await RowAsync(host)).State == JobState.Failing, "it is shown as failing");
        var row = await RowAsync(host);
        Assert.Equal("Failed with InvalidOperationException; the log has the details.", row.LastResult);
        Assert.Equal(1, row.Errors);
    }

    [Fact]
    public async Task Endpoints_List_Refuse_AndNameTheUnknown()
    {
        await using var host = await StartAsync(new Probe());
        using var lead = await host.TokenClientAsync("techlead");
        using var ops = await host.TokenClientAsync("ops");

        var list = await lead.GetFromJsonAsync<JsonElement>("/api/v1/jobs");
        using var refused = await ops.PostAsync("/api/v1/jobs/probe/run", null);
        using var unknown = await lead.PostAsync("/api/v1/jobs/nothing/run", null);
        using var silent = await lead.PostAsync("/api/v1/jobs/probe/run", null);
        using var run = await lead.PostAsJsonAsync("/api/v1/jobs/probe/run", new { reason = "because it is due" });
        var entry = (await lead.GetFromJsonAsync<JsonElement>("/api/v1/decisions?subject=job:probe")).GetProperty("items").EnumerateArray().Single();

        Assert.Equal("probe", list.GetProperty("items").EnumerateArray().Last().GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("TechnicalLead", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("\"code\":\"no-such-job\"", await unknown.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        Assert.Contains("\"field\":\"reason\"", await silent.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, run.StatusCode);
        Assert.Equal(("run-job", "techlead", "because it is due"), (entry.GetProperty("command").GetString(), entry.GetProperty("actor").GetString(), entry.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Board_WithoutPermission_RefusesItself()
    {
        await using var host = await StartAsync(new Probe());

        var result = await Board(host).RunAsync("probe", Ops, CancellationToken.None);

        Assert.Equal("not-permitted", result.Error?.Code);
    }

    private static Task<AppHost> StartAsync(Probe probe) => AppHost.StartAsync(new AppHostOptions
    {
        World = false,
        Services = services => services.AddSingleton(probe)
            .AddSingleton(new JobDefinitions([new JobDefinition("probe", "Probe", "Counts its runs.", TimeSpan.FromHours(1), typeof(ProbeJob), TimeSpan.FromMinutes(1))])),
    });

    private static IJobBoard Board(AppHost host) => host.Services.GetRequiredService<IJobBoard>();

    private static async Task<JobRow> RowAsync(AppHost host) => (await Board(host).ListAsync(CancellationToken.None)).Single(r => r.Id == "probe");

    private static async Task BackdateAsync(string folder, TimeSpan by)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "jobs.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE QRTZ_TRIGGERS SET NEXT_FIRE_TIME = NEXT_FIRE_TIME - $ticks WHERE TRIGGER_NAME = 'probe'";
        command.Parameters.AddWithValue("$ticks", by.Ticks);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    public sealed class Probe
    {
        private int running;
        private int mostAtOnce;
        private int started;

        public TaskCompletionSource? Hold { get; init; }
        public Exception? Fault { get; init; }
        public int Started => Volatile.Read(ref started);
        public int MostAtOnce => Volatile.Read(ref mostAtOnce);

        public async Task RunAsync()
        {
            Interlocked.Increment(ref started);
            mostAtOnce = Math.Max(mostAtOnce, Interlocked.Increment(ref running));
            if (Fault is not null) throw Fault;
            if (Hold is not null) await Hold.Task;
            Interlocked.Decrement(ref running);
        }
    }

    public sealed class ProbeJob(Probe probe) : IScheduledJob
    {
        public async Task<JobReport> RunAsync(CancellationToken cancel)
        {
            await probe.RunAsync();
            return new JobReport("Probed.", 7);
        }
    }
}
