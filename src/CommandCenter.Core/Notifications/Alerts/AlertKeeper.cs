using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Notifications.Alerts;

/// <summary>
/// Makes alerts of what is so: raised once, told in groups, escalated where nobody answers, ended when it has been gone for a while. A breach that is no longer seen while data are missing does not end. What
/// is told enters the outbox in the transaction that says so, so that a crash tells at most twice and never not at all.
/// </summary>
public sealed class AlertKeeper : StandingReader
{
    /// <summary>How long a signal has to be gone: what flaps is one alert.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan textsEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan kept = TimeSpan.FromDays(90);
    private readonly Dictionary<string, DateTimeOffset> seen = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim once = new(1, 1);
    private readonly IAlertSignals source;
    private readonly IDbContextFactory<CommandsDb> databases;
    private readonly CommandsGate gate;
    private readonly DecisionLog decisions;
    private readonly LiveBoard? board;
    private readonly ActivePlan plan;
    private readonly TimeProvider time;
    private volatile AlertsView? current;
    private volatile Error? error;
    private DateTimeOffset swept;
    private DateTimeOffset toldAt;
    private string told = "";

    public AlertKeeper(IAlertSignals source, IDbContextFactory<CommandsDb> databases, CommandsGate gate, DecisionLog decisions, LiveBoard? board, ActivePlan plan, TimeProvider time, ILogger<AlertKeeper> log)
        : base(time, log) => (this.source, this.databases, this.gate, this.decisions, this.board, this.plan, this.time) = (source, databases, gate, decisions, board, plan, time);

    /// <summary>Raised after something changed, also from readable to not; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>As of the last look; null before the first.</summary>
    public AlertsView? Current => current;

    /// <summary>Why the store cannot be read or written; null while it can.</summary>
    public Error? Error => error;

    protected override TimeSpan Pause => TimeSpan.FromSeconds(1);

    public override async Task ReadAsync(CancellationToken cancel)
    {
        var (before, failed) = (Stamp(current), error?.Message);
        await once.WaitAsync(cancel);
        try
        {
            var looked = await StoreReads.TryAsync(() => LookAsync(cancel));
            (current, error) = (looked.Succeeded ? looked.Value : current, looked.Error);
        }
        finally
        {
            once.Release();
        }

        // who is concerned is told at once, how far it is every ten seconds: sentences move with each order, and every open page would ask for its rights again
        var (now, texts) = (time.GetUtcNow(), Texts(current));
        if (before == Stamp(current) && failed == error?.Message && (texts == told || now - toldAt < textsEvery)) return;
        (told, toldAt) = (texts, now);
        Changed?.Invoke();
    }

    public override void Dispose()
    {
        once.Dispose();
        base.Dispose();
    }

    protected override IDisposable Follow() => new DecisionFollower(decisions, entry => entry.Subjects.Any(s => s.StartsWith("alert:", StringComparison.Ordinal) || s.StartsWith("silence:", StringComparison.Ordinal)), Wake);

    private static string Stamp(AlertsView? view) => view is null ? "" : string.Join('|', [
        .. view.Open.Select(a => $"{a.Id}:{a.AcknowledgedBy}:{a.EscalatedTo}:{a.SilencedBy?.Id}:{a.IsUnsure}"), .. view.Silences.Select(s => $"{s.Id}:{s.Until:O}"),
        .. view.Channels.Select(c => $"{c.Id}:{c.Waiting}:{c.Failures}:{c.LastSent:O}")]);

    private static string Texts(AlertsView? view) => view is null ? "" : string.Join('|', view.Open.Select(a => a.Text));

    private async Task<AlertsView> LookAsync(CancellationToken cancel)
    {
        var (now, settings, scale, picture) = (time.GetUtcNow(), plan.Current?.Alerts ?? AlertSettings.Default, plan.Current?.Header.TimeScale ?? 1, source.Now());
        await using var db = await databases.CreateDbContextAsync(cancel);
        var open = await db.Alerts.AsNoTracking().Where(a => a.EndedAt == null).ToListAsync(cancel);
        var silences = (await db.AlertSilences.AsNoTracking().Where(s => s.Until > now).OrderBy(s => s.Until).ToListAsync(cancel)).Select(SilenceOf).ToList();
        if (picture is not null)
        {
            var signals = picture.Signals.DistinctBy(s => s.Key).ToDictionary(s => s.Key, StringComparer.Ordinal);
            foreach (var key in signals.Keys) seen[key] = now;
            var steps = Steps(open, signals, picture.IsBlind, silences, settings, scale, now);
            if (steps.Count > 0)
            {
                await WriteAsync(steps, cancel);
                open = await db.Alerts.AsNoTracking().Where(a => a.EndedAt == null).ToListAsync(cancel);
            }

            foreach (var gone in seen.Keys.Except(open.Select(a => a.Key)).Except(signals.Keys).ToList()) seen.Remove(gone);
            foreach (var alert in open.Where(a => signals.ContainsKey(a.Key))) (alert.Text, alert.Subject) = (signals[alert.Key].Text, signals[alert.Key].Subject);
        }

        await SweepAsync(now, cancel);
        return new AlertsView(
            now, [.. open.OrderByDescending(a => a.Severity).ThenByDescending(a => a.RaisedAt).ThenBy(a => a.Key, StringComparer.Ordinal).Select(a => ViewOf(a, silences, now))], silences, await ChannelsAsync(db, settings, cancel));
    }

    /// <summary>What has to be written, each as one transaction of its own.</summary>
    private List<Step> Steps(
        List<AlertRow> open, Dictionary<string, AlertSignal> signals, bool isBlind, IReadOnlyList<SilenceView> silences, AlertSettings settings, double scale, DateTimeOffset now)
    {
        var steps = new List<Step>();
        var known = open.ToDictionary(a => a.Key, StringComparer.Ordinal);
        foreach (var signal in signals.Values.Where(s => !known.ContainsKey(s.Key))) steps.Add(Step.Raise(RowOf(signal, now)));
        foreach (var alert in open.Where(a => !signals.ContainsKey(a.Key)))
        {
            var last = seen.TryGetValue(alert.Key, out var at) ? at : seen[alert.Key] = now;
            // without data nobody knows whether it is over
            if (now - last >= Settle && !(isBlind && alert.Kind is (AlertKind.Breach or AlertKind.AtRisk))) steps.Add(Step.End(alert, now, alert.ToldAt is null ? [] : Messages([alert], alert.Role, settings, "Over", now)));
        }

        var waiting = open.Where(a => a.ToldAt is null && !silences.Any(s => s.Covers(a.Kind, a.Subject, now))).ToList();
        foreach (var group in waiting.GroupBy(a => (a.Kind, a.Role, a.Severity)).Where(g => now - g.Min(a => a.RaisedAt) >= settings.GroupWithin))
        {
            steps.Add(Step.Tell([.. group], now, Messages([.. group], Enum.Parse<Role>(group.Key.Role), settings, null, now)));
        }

        foreach (var alert in open.Where(a => a is { Severity: AlertSeverity.Page, AcknowledgedAt: null, EscalatedAt: null } && now - a.RaisedAt >= settings.EscalateAfter / scale && !silences.Any(s => s.Covers(a.Kind, a.Subject, now))))
        {
            var above = settings.Above(Enum.Parse<Role>(alert.Role));
            steps.Add(Step.Escalate(alert, now, above, Messages([alert], above, settings, $"Nobody answered as {AlertText.Words(alert.Role)}", now)));
        }

        return steps;
    }

    private static List<AlertMessageRow> Messages(IReadOnlyList<AlertRow> alerts, string role, AlertSettings settings, string? head, DateTimeOffset now) => Messages(alerts, Enum.Parse<Role>(role), settings, head, now);

    private static List<AlertMessageRow> Messages(IReadOnlyList<AlertRow> alerts, Role role, AlertSettings settings, string? head, DateTimeOffset now) =>
    [
        .. settings.Channels.Where(c => c.Carries(role, alerts.Max(a => a.Severity)))
            .Select(c => new AlertMessageRow { Id = Guid.CreateVersion7(now), Channel = c.Id, Text = AlertText.Of(alerts, head), CreatedAt = now, NextAt = now }),
    ];

    private async Task WriteAsync(List<Step> steps, CancellationToken cancel)
    {
        foreach (var step in steps)
        {
            using var turn = await gate.EnterAsync();
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            try
            {
                // another process may have been faster: what it did is read at the next look
                if (!await step.WriteAsync(db, cancel)) continue;
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
            }
            catch (DbUpdateException) when (step.Key is not null)
            {
                await transaction.RollbackAsync(cancel);
                // raised by another process in the meantime? Then it stands there.
                if (!await db.Alerts.AsNoTracking().AnyAsync(a => a.Key == step.Key && a.EndedAt == null, cancel)) throw;
            }
        }
    }

    private async Task SweepAsync(DateTimeOffset now, CancellationToken cancel)
    {
        if (now - swept < TimeSpan.FromHours(1)) return;
        swept = now;
        using var turn = await gate.EnterAsync();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var limit = now - kept;
        await db.Alerts.Where(a => a.EndedAt < limit).ExecuteDeleteAsync(cancel);
        await db.AlertSilences.Where(s => s.Until < limit).ExecuteDeleteAsync(cancel);
        await db.AlertMessages.Where(m => m.SentAt < limit).ExecuteDeleteAsync(cancel);
    }

    private static async Task<IReadOnlyList<ChannelView>> ChannelsAsync(CommandsDb db, AlertSettings settings, CancellationToken cancel)
    {
        if (settings.Channels.Count == 0) return [];
        var waiting = await db.AlertMessages.AsNoTracking().Where(m => m.SentAt == null).OrderBy(m => m.CreatedAt).Select(m => new { m.Channel, m.Failures, m.LastError }).ToListAsync(cancel);
        var sent = await db.AlertMessages.AsNoTracking().Where(m => m.SentAt != null).GroupBy(m => m.Channel).Select(g => new { g.Key, Last = g.Max(m => m.SentAt) }).ToListAsync(cancel);
        return
        [
            .. settings.Channels.Select(c =>
            {
                var mine = waiting.Where(m => m.Channel == c.Id).ToList();
                return new ChannelView(c.Id, c.Kind, mine.Count, mine.FirstOrDefault()?.Failures ?? 0, mine.FirstOrDefault(m => m.LastError is not null)?.LastError, sent.FirstOrDefault(s => s.Key == c.Id)?.Last);
            }),
        ];
    }

    private AlertView ViewOf(AlertRow a, IReadOnlyList<SilenceView> silences, DateTimeOffset now) => AlertText.View(a, silences.FirstOrDefault(s => s.Covers(a.Kind, a.Subject, now)), seen.TryGetValue(a.Key, out var at) && now - at >= Settle);

    private static SilenceView SilenceOf(AlertSilenceRow s) => new(s.Id, s.Kind, s.Subject, s.Reason, s.By, s.From, s.Until);

    private static AlertRow RowOf(AlertSignal s, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), Key = s.Key, Kind = s.Kind, Severity = s.Severity, Role = s.Role.ToString(), Subject = s.Subject, Text = s.Text, Link = s.Link,
        Since = s.Since == DateTimeOffset.UnixEpoch ? now : s.Since, RaisedAt = now,
    };

    /// <summary>One change with what is told of it.</summary>
    private sealed record Step(Func<CommandsDb, CancellationToken, Task<bool>> WriteAsync, string? Key = null)
    {
        public static Step Raise(AlertRow row) => new(
            (db, _) =>
            {
                db.Alerts.Add(row);
                return Task.FromResult(true);
            },
            row.Key);

        public static Step End(AlertRow row, DateTimeOffset now, List<AlertMessageRow> messages) => new(async (db, cancel) =>
            await db.Alerts.Where(a => a.Id == row.Id && a.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(a => a.EndedAt, now), cancel) == 1 && Add(db, messages));

        public static Step Tell(IReadOnlyList<AlertRow> rows, DateTimeOffset now, List<AlertMessageRow> messages)
        {
            var ids = rows.Select(r => r.Id).ToList();
            return new(async (db, cancel) => await db.Alerts.Where(a => ids.Contains(a.Id) && a.ToldAt == null).ExecuteUpdateAsync(s => s.SetProperty(a => a.ToldAt, now), cancel) == ids.Count && Add(db, messages));
        }

        public static Step Escalate(AlertRow row, DateTimeOffset now, Role above, List<AlertMessageRow> messages) => new(async (db, cancel) =>
            await db.Alerts.Where(a => a.Id == row.Id && a.EscalatedAt == null && a.AcknowledgedAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(a => a.EscalatedAt, now).SetProperty(a => a.EscalatedTo, above.ToString()), cancel) == 1 && Add(db, messages));

        private static bool Add(CommandsDb db, List<AlertMessageRow> messages)
        {
            db.AlertMessages.AddRange(messages);
            return true;
        }
    }
}
