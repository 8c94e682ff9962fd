using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CommandCenter.Decisions;
using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Polling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Notifications;

/// <summary>How a webhook fares.</summary>
/// <param name="Failures">Deliveries of the next entry that failed in a row; 0 while all is well.</param>
/// <param name="LastError">Why the last failed; null while all is well.</param>
/// <param name="NextAt">Not tried before.</param>
public sealed record WebhookStatus(string Id, int Failures, string? LastError, DateTimeOffset NextAt)
{
    /// <summary>Failures in a row from which on somebody has to look.</summary>
    public const int FailuresThatCount = 5;

    public bool IsFailing => Failures >= FailuresThatCount;
}

/// <summary>
/// Tells webhooks of the decision log: each in order, each entry at least once, from a cursor on disk. Commands never wait for it: it reads what they committed. A receiver
/// that fails is asked again with growing pauses and never skipped, because a gap in a record is worse than its delay.
/// </summary>
public sealed partial class WebhookDelivery : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly ActivePlan plan;
    private readonly DecisionLog decisions;
    private readonly WebhookCursors cursors;
    private readonly SignedCalls calls;
    private readonly TimeProvider time;
    private readonly ILogger<WebhookDelivery> log;
    private readonly WakeSignal woken;
    private readonly ConcurrentDictionary<string, WebhookStatus> statuses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> running = new(StringComparer.Ordinal);

    public WebhookDelivery(
        ActivePlan plan, DecisionLog decisions, IDbContextFactory<Persistence.CommandsDb> databases, OutboundGuard guard, ISecrets secrets, TimeProvider time, ILogger<WebhookDelivery> log)
    {
        (this.plan, this.decisions, this.time, this.log) = (plan, decisions, time, log);
        (cursors, calls, woken) = (new WebhookCursors(databases), new SignedCalls(guard, secrets, time), new WakeSignal(time));
    }

    /// <summary>Of the webhooks that the plan has, as this process last saw them.</summary>
    public IReadOnlyList<WebhookStatus> Statuses => [.. Webhooks.Select(w => statuses.GetValueOrDefault(w.Id)).OfType<WebhookStatus>()];

    private IReadOnlyList<WebhookDefinition> Webhooks => plan.Current?.Notifications.Webhooks ?? [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        decisions.Committed += OnCommitted;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        decisions.Committed -= OnCommitted;
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        calls.Dispose();
        woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                // each on its own: a slow receiver delays no other
                foreach (var hook in Webhooks.Where(w => !running.TryGetValue(w.Id, out var task) || task.IsCompleted))
                {
                    running[hook.Id] = DrainAsync(hook, stoppingToken);
                }

                await woken.WaitAsync(Look, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(running.Values);
        }
    }

    /// <summary>Delivers until nothing waits, a delivery fails, or another process is at it.</summary>
    private async Task DrainAsync(WebhookDefinition hook, CancellationToken cancel)
    {
        await Task.Yield();
        try
        {
            while (await cursors.ReadAsync(hook.Id, time.GetUtcNow(), cancel) is var from && Keep(from) && from.NextAt <= time.GetUtcNow()
                && await cursors.NextAsync(from, hook.Commands, cancel) is { } next && await DeliverAsync(hook, next, cancel))
            {
                // one after the other
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // goes on where the cursor stands
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException)
        {
            LogStore(log, hook.Id, e.Message);
        }
    }

    private async Task<bool> DeliverAsync(WebhookDefinition hook, WebhookCursors.Next next, CancellationToken cancel)
    {
        // as it is stored: microseconds
        var until = Instants.FromMicros(Instants.ToMicros(time.GetUtcNow() + hook.Timeout + TimeSpan.FromSeconds(5)));
        if (!await cursors.ClaimAsync(next.From, until, cancel))
        {
            return false;
        }

        string? why;
        try
        {
            why = await calls.PostAsync(
                new SignedPlace(hook.Id, hook.Url, hook.Secret, hook.Timeout), string.Create(CultureInfo.InvariantCulture, $"{hook.Id}:{next.Sequence}"), Body(hook, next), cancel);
        }
        catch (OperationCanceledException)
        {
            // whether it arrived is not known: the next process sends it again at once, not when this claim lapses
            await cursors.ReleaseAsync(next.From, until, next.From.Sequence, next.From.Failures, next.From.LastError, time.GetUtcNow(), null, CancellationToken.None);
            throw;
        }

        var failures = why is null ? 0 : next.From.Failures + 1;
        var nextAt = time.GetUtcNow() + (why is null ? TimeSpan.Zero : Pause(failures));
        await cursors.ReleaseAsync(next.From, until, why is null ? next.Sequence : next.From.Sequence, failures, why, nextAt, why is null ? time.GetUtcNow() : null, CancellationToken.None);
        statuses[hook.Id] = new WebhookStatus(hook.Id, failures, why, nextAt);
        if (why is not null)
        {
            LogFailed(log, hook.Id, next.Sequence, failures, why);
        }

        return why is null;
    }

    private bool Keep(Persistence.NotificationCursorRow row)
    {
        statuses[row.Webhook] = new WebhookStatus(row.Webhook, row.Failures, row.LastError, row.NextAt);
        return true;
    }

    /// <summary>1 s, 2 s, 4 s, … 5 min, apart from one another.</summary>
    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(failures, 20) - 1), LongestPause.TotalSeconds)) * (0.8 + Random.Shared.NextDouble() * 0.4);

    /// <summary>The stored bytes as they are, so that a receiver can check their hash and chain.</summary>
    private static byte[] Body(WebhookDefinition hook, WebhookCursors.Next next) =>
        Encoding.UTF8.GetBytes($$"""{"webhook":"{{hook.Id}}","sequence":{{next.Sequence}},"entry":{{Encoding.UTF8.GetString(next.Content)}},"hash":"{{next.Hash}}"}""");

    private void OnCommitted(Decision entry) => woken.Wake();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} was not told of entry {Entry} ({Failures} tries): {Reason}")]
    private static partial void LogFailed(ILogger log, string webhook, long entry, int failures, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The place of webhook {Webhook} cannot be read or written: {Reason}")]
    private static partial void LogStore(ILogger log, string webhook, string reason);
}
