using System.Text.Json;
using CommandCenter.Notifications.Mail;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Notifications.Alerts;

/// <summary>Carries messages from the outbox to mail and chat, each at least once; what is not taken is tried again with growing pauses for a day.</summary>
public sealed partial class AlertDelivery : BackgroundService
{
    private const int AtOnce = 20;
    private static readonly TimeSpan look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan claim = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan patience = TimeSpan.FromDays(1);
    private readonly SignedCalls calls;
    private readonly MailSender mail;
    private readonly ISecrets secrets;
    private readonly IDbContextFactory<CommandsDb> databases;
    private readonly ActivePlan plan;
    private readonly TimeProvider time;
    private readonly ILogger<AlertDelivery> log;

    public AlertDelivery(MailSender mail, OutboundGuard guard, ISecrets secrets, IDbContextFactory<CommandsDb> databases, ActivePlan plan, TimeProvider time, ILogger<AlertDelivery> log)
    {
        (this.mail, this.secrets, this.databases, this.plan, this.time, this.log) = (mail, secrets, databases, plan, time, log);
        calls = new SignedCalls(guard, secrets, time);
    }

    public override void Dispose()
    {
        calls.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (StorageErrors.IsFailure(e))
            {
                LogStore(log, e.Message);
            }

            await Task.Delay(look, time, stoppingToken);
        }
    }

    /// <summary>Sends what waits.</summary>
    /// <returns>How many were taken.</returns>
    internal async Task<int> RunAsync(CancellationToken cancel)
    {
        if (plan.Current is not { Alerts.Channels.Count: > 0 } current) return 0;
        var (now, taken) = (time.GetUtcNow(), 0);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var young = now - patience;
        var due = await db.AlertMessages.AsNoTracking().Where(m => m.SentAt == null && m.NextAt <= now && m.CreatedAt > young).OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Take(AtOnce).ToListAsync(cancel);
        // a channel that hangs delays no other
        var sent = await Task.WhenAll(due.GroupBy(m => m.Channel, StringComparer.Ordinal).Select(async channel =>
        {
            var count = 0;
            foreach (var message in channel)
            {
                if (!await OneAsync(current, message, cancel)) break;
                count++;
            }

            return count;
        }));
        return taken + sent.Sum();
    }

    /// <returns>False where it was not taken: what comes after waits, so that the order is kept.</returns>
    private async Task<bool> OneAsync(CutoverPlan current, AlertMessageRow message, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var until = time.GetUtcNow() + claim;
        if (await db.AlertMessages.Where(m => m.Id == message.Id && m.SentAt == null && m.NextAt == message.NextAt).ExecuteUpdateAsync(s => s.SetProperty(m => m.NextAt, until), cancel) != 1) return false;
        var why = current.Alerts.Channels.FirstOrDefault(c => c.Id == message.Channel) is { } channel ? await SendAsync(current, channel, message, cancel) : "The plan has no such channel any more.";
        var failures = why is null ? message.Failures : message.Failures + 1;
        var at = time.GetUtcNow();
        var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(failures, 20)), longestPause.TotalSeconds)) * (0.8 + Random.Shared.NextDouble() * 0.4);
        await db.AlertMessages.Where(m => m.Id == message.Id).ExecuteUpdateAsync(
            s => s.SetProperty(m => m.SentAt, why is null ? at : null).SetProperty(m => m.Failures, failures).SetProperty(m => m.LastError, why).SetProperty(m => m.NextAt, at + pause), CancellationToken.None);
        if (why is not null) LogFailed(log, message.Channel, failures, why);
        return why is null;
    }

    private async Task<string?> SendAsync(CutoverPlan current, AlertChannel channel, AlertMessageRow message, CancellationToken cancel)
    {
        if (channel.Kind == AlertChannelKind.Email)
        {
            var head = message.Text.Split('\n', 2)[0];
            return current.Notifications.Mail is { } server ? await mail.SendAsync(server, new MailText(channel.To, $"{current.Header.Name}: {head}", message.Text + "\n", null), cancel) : "The plan names no mail server.";
        }

        if (secrets.Resolve(channel.Url!) is not { Succeeded: true } address) return $"Its address {channel.Url} cannot be read.";
        if (!Uri.TryCreate(address.Value, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")) return $"What {channel.Url} names is no http or https address.";
        return await calls.PostUnsignedAsync(url, JsonSerializer.SerializeToUtf8Bytes(new { text = AlertText.ForSlack($"{current.Header.Name}: {message.Text}") }), timeout, cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Channel {Channel} did not take an alert ({Failures} tries): {Reason}")]
    private static partial void LogFailed(ILogger log, string channel, int failures, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alerts that wait cannot be read or written: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
