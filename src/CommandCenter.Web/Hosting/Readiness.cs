using CommandCenter.Decisions;
using CommandCenter.Intake;
using CommandCenter.Live;
using CommandCenter.Notifications;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Plan.Versions;
using CommandCenter.Traffic.Actuators;
using Quartz;

namespace CommandCenter.Hosting;

/// <param name="State">Kebab-case: ok, degraded or down.</param>
/// <param name="Message">Why, in a sentence; null while ok.</param>
public sealed record HealthPart(string Name, string State, string? Message);

/// <param name="Ready">False while the store or the journal of the intake cannot be written or the scheduler does not run. A silent source does not make this process unready: it says so instead.</param>
public sealed record HealthAnswer(bool Ready, IReadOnlyList<HealthPart> Parts);

/// <summary>Whether this process can do its work, part by part.</summary>
internal sealed class Readiness(
    EventStore store, ISchedulerFactory schedulers, LiveBoard board, ActivePlan plan, PlanStatus planStatus, DecisionWatch decisions, WebhookDelivery webhooks, IntakeWatch intake, ActuatorBoard actuators)
{
    private const string Ok = "ok";
    private const string Degraded = "degraded";
    private const string Down = "down";

    public async Task<HealthAnswer> AskAsync(CancellationToken cancel)
    {
        HealthPart[] parts = [await StorageAsync(cancel), await JobsAsync(cancel), await IntakeAsync(cancel), Plan(), Sources(), Decisions(), Webhooks(), Actuators()];
        return new HealthAnswer(parts.All(p => p.State != Down), parts);
    }

    private async Task<HealthPart> StorageAsync(CancellationToken cancel)
    {
        var state = await store.StateAsync(cancel);
        return state.Writable ? new HealthPart("storage", Ok, null) : new HealthPart("storage", Down, $"{state.Reason} Since {state.Since:u}.");
    }

    private async Task<HealthPart> JobsAsync(CancellationToken cancel)
    {
        var status = await (await schedulers.GetScheduler(cancel)).GetStatus(cancel);
        return status == SchedulerStatus.Running ? new HealthPart("jobs", Ok, null) : new HealthPart("jobs", Down, $"The scheduler is {status.ToString().ToLowerInvariant()}.");
    }

    // a process that cannot write an order down must not be sent any
    private async Task<HealthPart> IntakeAsync(CancellationToken cancel) =>
        await intake.ProbeAsync(cancel) is { } trouble ? new HealthPart("intake", Down, trouble)
            : intake.Current is { Status.Parked: > 0 and var parked } ? new HealthPart("intake", Degraded, $"Parked for a person: {parked}.")
            : new HealthPart("intake", Ok, null);

    // whoever asks here need not be signed in: the problems themselves stand on the pages
    private HealthPart Plan() => planStatus.Current is { } notice ? new HealthPart("plan", Degraded, notice.Problems.Count == 0 ? notice.Text : $"{notice.Text} Problems: {notice.Problems.Count}.")
        : plan.Current is null ? new HealthPart("plan", Degraded, "No plan has been applied.") : new HealthPart("plan", Ok, null);

    private HealthPart Decisions() => decisions.Verdict switch
    {
        null => new HealthPart("decision-log", Degraded, "It has not been verified yet."),
        { Valid: true } => new HealthPart("decision-log", Ok, null),
        { } broken => new HealthPart("decision-log", Degraded, $"Entry {broken.FirstBad} does not hold: {broken.Reason}"),
    };

    // the reason stands in the log: an address is nobody else's business
    private HealthPart Webhooks() => webhooks.Statuses.Where(s => s.IsFailing).ToArray() is { Length: > 0 } failing
        ? new HealthPart("webhooks", Degraded, string.Join(' ', failing.Select(f => $"{f.Id} was not told {f.Failures} times in a row; its entries wait.")))
        : new HealthPart("webhooks", Ok, null);

    // what is unknown is not well; the reason stands on the page, for it may name addresses
    private HealthPart Actuators() => actuators.Current.Where(a => a.Phase == Phase.Degraded).ToArray() is { Length: > 0 } lagging
        ? new HealthPart("actuators", Degraded, $"Not confirmed to carry out the newest traffic table: {string.Join(", ", lagging.Select(a => a.Id))}.")
        : new HealthPart("actuators", Ok, null);

    private HealthPart Sources()
    {
        if (board.Current is not { } live) return new HealthPart("sources", Degraded, "Nothing has been read yet.");
        var silent = live.Sources.Where(s => s.Health is SourceHealth.Stale or SourceHealth.Broken).Select(s => s.Id).ToArray();
        return silent.Length == 0 ? new HealthPart("sources", Ok, null) : new HealthPart("sources", Degraded, $"Stale or broken: {string.Join(", ", silent)}.");
    }
}

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz/live", () => TypedResults.Ok(new { status = "live" })).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/healthz/ready", async (Readiness readiness, CancellationToken cancel) =>
        {
            var answer = await readiness.AskAsync(cancel);
            return TypedResults.Json(answer, statusCode: answer.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymous().ExcludeFromDescription();
    }
}
