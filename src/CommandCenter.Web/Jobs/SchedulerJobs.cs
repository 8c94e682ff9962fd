using System.Globalization;
using System.Text.Json;
using CommandCenter.Access;
using Quartz;
using Quartz.Extensibility;

namespace CommandCenter.Jobs;

/// <summary>The scheduler's jobs as rows, with their history.</summary>
internal sealed class SchedulerJobs(ISchedulerFactory schedulers, IExecutionHistoryStore history, JobDefinitions definitions, ILogger<SchedulerJobs> log)
{
    /// <summary>Runs that the count of errors looks back over.</summary>
    private const int Lookback = 100;

    public bool Knows(string id) => definitions.Find(id) is not null;

    public async Task<IReadOnlyList<JobRow>> ListAsync(CancellationToken cancel)
    {
        var scheduler = await schedulers.GetScheduler(cancel);
        var running = await scheduler.QueryFireInstances(new FireInstanceQuery(), cancel);
        var busy = running.Items.Where(f => f.State == FireInstanceState.Executing).Select(f => f.JobKey?.Name ?? "").ToHashSet(StringComparer.Ordinal);
        var rows = new List<JobRow>();
        foreach (var definition in definitions.All) rows.Add(await RowAsync(scheduler, definition, busy.Contains(definition.Id), cancel));
        return rows;
    }

    public async Task<JobRow> ReadAsync(string id, CancellationToken cancel) => (await ListAsync(cancel)).First(r => r.Id == id);

    public async Task RunAsync(string id, Actor actor, CancellationToken cancel)
    {
        var scheduler = await schedulers.GetScheduler(cancel);
        await scheduler.TriggerJob(new JobKey(id), null, cancel);
        JobLog.Commanded(log, id, "started", actor.Name);
    }

    public async Task PauseAsync(string id, Actor actor, CancellationToken cancel)
    {
        var scheduler = await schedulers.GetScheduler(cancel);
        await scheduler.PauseTriggerWith(new TriggerKey(id), new PauseDetails { RequestedBy = actor.Name }, cancel);
        JobLog.Commanded(log, id, "paused", actor.Name);
    }

    public async Task ResumeAsync(string id, Actor actor, CancellationToken cancel)
    {
        var scheduler = await schedulers.GetScheduler(cancel);
        await scheduler.ResumeTrigger(new TriggerKey(id), cancel);
        JobLog.Commanded(log, id, "resumed", actor.Name);
    }

    private async Task<JobRow> RowAsync(IScheduler scheduler, JobDefinition definition, bool running, CancellationToken cancel)
    {
        var key = new JobKey(definition.Id);
        var trigger = new TriggerKey(definition.Id);
        var state = await scheduler.GetTriggerState(trigger, cancel);
        var next = (await scheduler.GetTrigger(trigger, cancel))?.NextFireTimeUtc;
        var runs = await history.QueryExecutions(new ExecutionHistoryQuery { SchedulerName = scheduler.SchedulerName, Job = key, Take = Lookback }, cancel);
        var last = runs.Items.MaxBy(r => r.FiredAtUtc);
        var paused = state == TriggerState.Paused;
        return new JobRow(
            definition.Id, definition.Name, definition.What, JobKind.Scheduled, StateOf(running, paused, last), Words(definition.Every), last?.FiredAtUtc, last?.Duration,
            last is null ? null : last.EffectiveResult == JobRunResult.Succeeded, last?.Summary ?? last?.ExceptionMessage, paused ? null : next, RecordsOf(last),
            runs.Items.Count(r => r.EffectiveResult == JobRunResult.Failed), paused ? (await scheduler.GetTriggerPause(trigger, cancel))?.RequestedBy : null);
    }

    private static JobState StateOf(bool running, bool paused, ExecutionHistoryEntry? last) =>
        running ? JobState.Running : paused ? JobState.Paused : last?.EffectiveResult == JobRunResult.Failed ? JobState.Failing : JobState.Waiting;

    private static long? RecordsOf(ExecutionHistoryEntry? run)
    {
        if (run?.MetricsJson is not { Length: > 0 } json) return null;
        using var metrics = JsonDocument.Parse(json);
        return metrics.RootElement.TryGetProperty(JobRunner.RecordsMetric, out var records) && records.TryGetInt64(out var count) ? count : null;
    }

    /// <summary>Such as <c>every 5 min</c>.</summary>
    public static string Words(TimeSpan every) => every switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"every {every.TotalHours:0.#} h"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"every {every.TotalMinutes:0.#} min"),
        { TotalSeconds: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"every {every.TotalSeconds:0.#} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"every {every.TotalMilliseconds:0} ms"),
    };
}
