using Quartz;

namespace CommandCenter.Jobs;

/// <summary>Brings the scheduler's store in line with <see cref="JobSchedule"/> before it starts. What a person paused stays paused, what was due stays due.</summary>
internal sealed class JobScheduling(ISchedulerFactory schedulers, JobDefinitions definitions, TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var definition in definitions.All)
        {
            var job = JobBuilder.Create<JobRunner>().WithIdentity(definition.Id).WithDescription(definition.What).StoreDurably(true).RequestRecovery(true).Build();
            await scheduler.AddJob(job, new AddJobOptions { Replace = true }, cancellationToken);
            var trigger = TriggerOf(definition);
            var kept = await scheduler.GetTrigger(trigger.Key, cancellationToken) as ISimpleTrigger;
            if (kept is null) await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellationToken);
            else if (kept.RepeatInterval != definition.Every) await scheduler.RescheduleJob(trigger.Key, trigger, cancellationToken);
        }

        var known = await scheduler.QueryJobs(new JobQuery(), cancellationToken);
        foreach (var gone in known.Items.Where(j => definitions.Find(j.Key.Name) is null)) await scheduler.DeleteJob(gone.Key, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // missed while the process was down: once now, then in its rhythm again. The first run is put off a little, so that starting up is quick
    private ITrigger TriggerOf(JobDefinition definition) => TriggerBuilder.Create(time).ForJob(new JobKey(definition.Id)).WithIdentity(definition.Id)
        .StartAt(time.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(30, definition.Every.TotalSeconds)))
        .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(definition.Every).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount))
        .Build();
}
