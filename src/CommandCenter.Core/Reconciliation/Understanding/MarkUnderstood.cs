using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Reconciliation.Understanding;

/// <summary>Marks differences as understood until a day, and takes that back.</summary>
public sealed class MarkUnderstood(CommandRunner commands, TimeProvider time)
{
    /// <summary>A difference that is understood for longer is a rule of the plan.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    private const int LongestFingerprint = 300;

    /// <param name="fingerprint">Of the group, as it is shown.</param>
    /// <param name="orderKey">Only this order of it; null = all of it, also those that are still to come.</param>
    /// <param name="until">At most 90 days ahead.</param>
    /// <returns>The mark; Forbidden; Validation (fingerprint, until, reason); Conflict where it is marked already; Unavailable.</returns>
    public async Task<Result<Understood>> RunAsync(string? fingerprint, string? orderKey, DateTimeOffset? until, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (fingerprint is not { Length: > 0 and <= LongestFingerprint })
        {
            return Error.Validation("fingerprint", $"fingerprint is that of a group of differences, 1 to {LongestFingerprint} characters.", "fingerprint");
        }

        if (until is not { } end || end <= now || end > now + Longest)
        {
            return Error.Validation("until", $"until is a time after now and within {Longest.TotalDays:0} days; what holds for longer belongs into the plan.", "until");
        }

        return await commands.RunAsync<Understood>(new CommandRequest(actor, Permissions.MarkUnderstood, reason, requestId), async (db, token) =>
        {
            if (await db.Understood.AnyAsync(u => u.Fingerprint == fingerprint && u.OrderKey == orderKey && u.WithdrawnAt == null && u.Until > now, token))
            {
                return Error.Conflict("already-understood", "These differences are marked as understood already; take that back first.");
            }

            var entry = (await DecisionLog.LockHeadAsync(db, token)).Sequence + 1;
            var row = new UnderstoodRow { Id = Guid.CreateVersion7(now), Fingerprint = fingerprint, OrderKey = orderKey, Reason = reason!.Trim(), Person = actor.Name, At = now, Until = end, Decision = entry };
            db.Understood.Add(row);
            var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["fingerprint"] = fingerprint, ["until"] = end.ToString("O", System.Globalization.CultureInfo.InvariantCulture) };
            return new Decided<Understood>(
                new Understood(row.Id, fingerprint, orderKey, row.Reason, row.Person, now, end, null, entry),
                new DecisionDraft(
                    Permissions.MarkUnderstood.Command, orderKey is null ? "Marked a group of differences as understood." : $"Marked a difference of {orderKey} as understood.",
                    "They count apart until then.", orderKey is null ? ["reconciliation"] : ["reconciliation", orderKey], details));
        }, cancel);
    }

    /// <returns>The mark as it ended; Forbidden; Validation (reason); NotFound; Conflict where it has ended; Unavailable.</returns>
    public async Task<Result<Understood>> WithdrawAsync(Guid id, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return await commands.RunAsync<Understood>(new CommandRequest(actor, Permissions.MarkUnderstood, reason, requestId), async (db, token) =>
        {
            if (await db.Understood.FirstOrDefaultAsync(u => u.Id == id, token) is not { } row)
            {
                return Error.NotFound("mark-unknown", $"No differences are marked as understood under {id}.");
            }

            if (row.WithdrawnAt is not null || row.Until <= now)
            {
                return Error.Conflict("mark-ended", "It has ended already.");
            }

            row.WithdrawnAt = now;
            return new Decided<Understood>(
                new Understood(row.Id, row.Fingerprint, row.OrderKey, row.Reason, row.Person, row.At, row.Until, now, row.Decision),
                new DecisionDraft(
                    Permissions.MarkUnderstood.Command, "Took back that differences are understood.", "They count again.", ["reconciliation"],
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["fingerprint"] = row.Fingerprint }));
        }, cancel);
    }
}
