using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Notifications.Alerts;

/// <summary>What a person asks not to be told of.</summary>
/// <param name="Kind">Null = any.</param>
/// <param name="Subject">Its beginning; null = any.</param>
/// <param name="For">How long, 1 min to 24 h.</param>
public sealed record SilenceAsk(AlertKind? Kind, string? Subject, TimeSpan For, string? Reason);

/// <summary>What people do about alerts; each is an entry of the decision log.</summary>
public sealed class AlertCommands(CommandRunner commands, AlertKeeper keeper, TimeProvider time)
{
    private static readonly TimeSpan longest = TimeSpan.FromHours(24);

    /// <summary>Puts a name to an alert: it is neither told again nor escalated.</summary>
    /// <param name="note">3 to 500 characters; null = none.</param>
    /// <returns>The alert; NotFound; Forbidden where it is another role's; Conflict where it is over or has a name; Validation (reason); Unavailable.</returns>
    public async Task<Result<AlertView>> AcknowledgeAsync(Guid id, string? note, Actor actor, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var done = await commands.RunAsync<AlertView>(new CommandRequest(actor, Permissions.AcknowledgeAlert, string.IsNullOrWhiteSpace(note) ? "acknowledged" : note, requestId), async (db, token) =>
        {
            if (await db.Alerts.SingleOrDefaultAsync(a => a.Id == id, token) is not { } row) return Error.NotFound("no-such-alert", "There is no such alert.");
            var view = AlertText.View(row, null, false);
            if (!view.MayAcknowledge(actor))
            {
                return Error.Forbidden("not-permitted", $"This alert is for {view.Role.Words()}; an incident commander or a technical lead may acknowledge it, too.");
            }

            if (row.EndedAt is not null) return Error.Conflict("alert-over", "It is over.");
            if (row.AcknowledgedBy is { } by) return Error.Conflict("already-acknowledged", $"{by} has acknowledged it already.");
            (row.AcknowledgedAt, row.AcknowledgedBy, row.Note) = (time.GetUtcNow(), actor.Name, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
            await db.SaveChangesAsync(token);
            return new Decided<AlertView>(AlertText.View(row, null, false), new DecisionDraft(Permissions.AcknowledgeAlert.Command, $"Alert acknowledged: {row.Subject}.", null, [$"alert:{row.Id}"]));
        }, cancel);
        if (done.Succeeded) await keeper.ReadAsync(cancel);
        return done;
    }

    /// <summary>Keeps alerts from being told and escalated for a while; they stay visible.</summary>
    /// <returns>The silence; Validation that names the field; Forbidden; Unavailable.</returns>
    public async Task<Result<SilenceView>> SilenceAsync(SilenceAsk ask, Actor actor, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var subject = string.IsNullOrWhiteSpace(ask.Subject) ? null : ask.Subject.Trim();
        if (ask.Kind is null && subject is null) return Error.Validation("too-wide", "Name a kind, the beginning of a subject, or both: everything cannot be silenced.", "kind");
        if (subject is { Length: > 120 } || subject?.Any(char.IsControl) == true) return Error.Validation("subject", "subject must be at most 120 characters on one line.", "subject");
        if (ask.For < TimeSpan.FromMinutes(1) || ask.For > longest) return Error.Validation("for", "A silence lasts 1 minute to 24 hours.", "minutes");
        var now = time.GetUtcNow();
        var done = await commands.RunAsync<SilenceView>(new CommandRequest(actor, Permissions.SilenceAlerts, ask.Reason, requestId), (db, _) =>
        {
            var row = new AlertSilenceRow { Id = Guid.CreateVersion7(now), Kind = ask.Kind, Subject = subject, Reason = ask.Reason!.Trim(), By = actor.Name, From = now, Until = now + ask.For };
            db.AlertSilences.Add(row);
            var what = string.Join(", ", new[] { ask.Kind?.Words(), subject }.OfType<string>());
            return Task.FromResult<Result<Decided<SilenceView>>>(new Decided<SilenceView>(
                new SilenceView(row.Id, row.Kind, row.Subject, row.Reason, row.By, row.From, row.Until),
                new DecisionDraft(Permissions.SilenceAlerts.Command, $"Alerts silenced until {row.Until.UtcDateTime:yyyy-MM-dd HH:mm}Z: {what}.", null, [$"silence:{row.Id}"])));
        }, cancel);
        if (done.Succeeded) await keeper.ReadAsync(cancel);
        return done;
    }

    /// <summary>Ends a silence before its time.</summary>
    /// <returns>Its id; NotFound; Conflict where it has ended; Forbidden; Validation (reason); Unavailable.</returns>
    public async Task<Result<Guid>> EndAsync(Guid id, string? reason, Actor actor, Guid? requestId, CancellationToken cancel)
    {
        var done = await commands.RunAsync<Guid>(new CommandRequest(actor, Permissions.SilenceAlerts, reason, requestId), async (db, token) =>
        {
            if (await db.AlertSilences.SingleOrDefaultAsync(s => s.Id == id, token) is not { } row) return Error.NotFound("no-such-silence", "There is no such silence.");
            if (row.Until <= time.GetUtcNow()) return Error.Conflict("silence-over", "It has ended.");
            row.Until = time.GetUtcNow();
            await db.SaveChangesAsync(token);
            return new Decided<Guid>(id, new DecisionDraft(Permissions.SilenceAlerts.Command, $"A silence of {row.By} ended early.", null, [$"silence:{id}"]));
        }, cancel);
        if (done.Succeeded) await keeper.ReadAsync(cancel);
        return done;
    }
}
