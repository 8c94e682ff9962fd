using System.Text.Json;
using CommandCenter.Notifications.Mail;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources;
using CommandCenter.Sources.Http;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Scorecard.Digests;

/// <summary>What a look at the due digests came to.</summary>
public sealed record DigestOutcome(int Sent, int Failed);

/// <summary>
/// Sends digests at the plan's times, each place on its own and at least once: what a place did not take is tried again with growing pauses for twelve hours. A digest that came due longer ago is not sent any
/// more: yesterday's news in the middle of today's misleads.
/// </summary>
public sealed class DigestSender : IDisposable
{
    /// <summary>How long after its time a digest is still sent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(12);

    private static readonly TimeSpan longestPause = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan webhookTimeout = TimeSpan.FromSeconds(15);
    private readonly IDigestSource digests;
    private readonly MailSender mail;
    private readonly SignedCalls calls;
    private readonly IDbContextFactory<CommandsDb> databases;
    private readonly ActivePlan plan;
    private readonly TimeProvider time;

    public DigestSender(IDigestSource digests, MailSender mail, OutboundGuard guard, ISecrets secrets, IDbContextFactory<CommandsDb> databases, ActivePlan plan, TimeProvider time)
    {
        (this.digests, this.mail, this.databases, this.plan, this.time) = (digests, mail, databases, plan, time);
        calls = new SignedCalls(guard, secrets, time);
    }

    /// <summary>Sends what is due and was not sent.</summary>
    public async Task<DigestOutcome> RunAsync(CancellationToken cancel)
    {
        var (sent, failed) = (0, 0);
        if (plan.Current is not { } current) return new DigestOutcome(0, 0);
        foreach (var order in current.Notifications.Digests)
        {
            if (Due(order, current, time.GetUtcNow()) is not { } due) continue;
            foreach (var (way, place) in Places(order))
            {
                var row = await RowAsync(order, due, way, place, cancel);
                if (row.SentAt is not null || row.NextAt > time.GetUtcNow()) continue;
                var why = await SendAsync(current, order, due.Date, way, cancel);
                await KeepAsync(row, why, cancel);
                if (why is null) sent++;
                else failed++;
            }
        }

        return new DigestOutcome(sent, failed);
    }

    /// <summary>Where the digests of a day went, or why they did not.</summary>
    public Task<Result<IReadOnlyList<DigestDeliveryRow>>> DeliveriesAsync(DateOnly date, DigestAudience audience, CancellationToken cancel) => StoreReads.TryAsync(async () =>
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (day, key) = (DayOf(date), audience.Key());
        return (IReadOnlyList<DigestDeliveryRow>)await db.DigestDeliveries.AsNoTracking().Where(d => d.Date == day && d.Audience == key).OrderBy(d => d.Id).ToListAsync(cancel);
    });

    public void Dispose() => calls.Dispose();

    /// <summary>The newest time that has come, and the day that it tells of; null where it is too long ago.</summary>
    private static (DateTimeOffset At, DateOnly Date)? Due(DigestOrder order, CutoverPlan current, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        foreach (var day in (DateOnly[])[today, today.AddDays(-1)])
        {
            var local = day.ToDateTime(order.At);
            // where clocks leap over it, the first moment after
            while (zone.IsInvalidTime(local)) local = local.AddMinutes(30);
            var at = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
            if (at <= now) return now - at < Patience ? (at, order.At.Hour < 12 ? day.AddDays(-1) : day) : null;
        }

        return null;
    }

    private static IEnumerable<(string Way, string Place)> Places(DigestOrder order)
    {
        if (order.To.Count > 0) yield return ("mail", string.Join(", ", order.To));
        if (order.Url is { } url) yield return ("webhook", new Uri(url).GetLeftPart(UriPartial.Authority));
    }

    private static string DayOf(DateOnly date) => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<DigestDeliveryRow> RowAsync(DigestOrder order, (DateTimeOffset At, DateOnly Date) due, string way, string place, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var id = $"{order.Audience.Key()}:{order.At:HHmm}:{DayOf(due.Date)}:{way}";
        if (await db.DigestDeliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancel) is { } known) return known;
        var row = new DigestDeliveryRow { Id = id, Date = DayOf(due.Date), Audience = order.Audience.Key(), Place = place, DueAt = due.At, NextAt = due.At };
        db.DigestDeliveries.Add(row);
        await db.SaveChangesAsync(cancel);
        return row;
    }

    private async Task<string?> SendAsync(CutoverPlan current, DigestOrder order, DateOnly date, string way, CancellationToken cancel)
    {
        var written = await digests.ReadAsync(date, order.Audience, cancel);
        if (written.Error is { } unwritten) return unwritten.Message;
        var digest = written.Value;
        if (way == "mail")
        {
            return current.Notifications.Mail is { } server ? await mail.SendAsync(server, new MailText(order.To, DigestText.Subject(digest), DigestText.Plain(digest), DigestText.Html(digest)), cancel) : "The plan names no mail server.";
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new { webhook = "digest", audience = order.Audience.Key(), digest.Date, digest.Cutover, digest.AsOf, digest.IsOver, digest.Lead, digest.Sections, text = DigestText.Plain(digest) }, JsonSerializerOptions.Web);
        return await calls.PostAsync(new SignedPlace("digest", order.Url!, order.Secret!, webhookTimeout), $"digest:{order.Audience.Key()}:{order.At:HHmm}:{DayOf(date)}", body, cancel);
    }

    private async Task KeepAsync(DigestDeliveryRow row, string? why, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var failures = why is null ? row.Failures : row.Failures + 1;
        var pause = TimeSpan.FromMinutes(Math.Min(Math.Pow(2, Math.Min(failures, 10) - 1), longestPause.TotalMinutes)) * (0.8 + Random.Shared.NextDouble() * 0.4);
        await db.DigestDeliveries.Where(d => d.Id == row.Id).ExecuteUpdateAsync(
            s => s.SetProperty(d => d.SentAt, why is null ? now : null).SetProperty(d => d.Failures, failures).SetProperty(d => d.LastError, why).SetProperty(d => d.NextAt, now + pause), cancel);
    }
}
