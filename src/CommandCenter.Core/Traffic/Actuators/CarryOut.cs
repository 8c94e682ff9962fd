using System.Data.Common;
using CommandCenter.Intake.Forwarding;
using CommandCenter.Persistence;
using CommandCenter.Traffic.Actuators.BreakGlass;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic.Actuators;

/// <summary>One look at one actuator: what it holds, the newest table where it holds another, and what it says then. Calls for one actuator are to come one after the other.</summary>
internal sealed partial class CarryOut(TrafficTables tables, TakeUpGlass glasses, BackOff backOff, TimeProvider time, ILogger<CarryOut> log)
{
    /// <summary>Whether it is to be looked at now: another table is commanded, or its time has come.</summary>
    public bool IsDue(ActuatorStateRow? row, long revision) => row is null || row.AskedRevision != revision || row.NextAt <= time.GetUtcNow();

    /// <param name="row">What is known of it; null where nothing is.</param>
    /// <exception cref="DbException">The store does not answer.</exception>
    public async Task<ActuatorStateRow> LookAsync(IActuator actuator, ActuatorStateRow? row, CancellationToken cancel)
    {
        var id = actuator.Definition.Id;
        var read = await actuator.ReadAsync(cancel);
        if (read is { Succeeded: true, Value.BreakGlass: { } glass } && !await glasses.IsTakenUpAsync(glass, cancel))
        {
            await glasses.TakeUpFoundAsync(glass, id, cancel);
        }

        // read after the actuator was: whatever this store has put there is in it, so what is newer there cannot be this store's
        var table = new CarriedTable((await tables.CurrentAsync(cancel)).Table);
        var revision = table.Table.Revision;
        var verdict = ActuatorVerdict.Of(read, table, actuator.ContentOf(table));
        var applied = row?.AppliedRevision;
        var appliedAt = row?.AppliedAt;
        string? failure = null;
        if (verdict.Confirmation == Confirmation.Differs || (verdict.Confirmation == Confirmation.Unknown && applied != revision))
        {
            if (row is not null && applied == revision)
            {
                LogAgain(log, id, revision, verdict.What ?? "");
            }

            failure = (await actuator.ApplyAsync(table, cancel))?.Message;
            (applied, appliedAt) = failure is null ? (revision, time.GetUtcNow()) : (applied, appliedAt);
            verdict = await actuator.VerifyAsync(table, cancel);
        }
        else if (verdict.Confirmation == Confirmation.Confirmed && applied != revision)
        {
            (applied, appliedAt) = (revision, time.GetUtcNow());
        }

        return Next(actuator, row, revision, (applied, appliedAt), verdict, failure);
    }

    private ActuatorStateRow Next(IActuator actuator, ActuatorStateRow? before, long revision, (long? Revision, DateTimeOffset? At) applied, ActuatorVerdict verdict, string? failure)
    {
        var now = time.GetUtcNow();
        var confirmed = verdict.Confirmation == Confirmation.Confirmed;
        var failures = confirmed ? 0 : (before is not null && before.AskedRevision == revision ? before.Failures : 0) + 1;
        var message = confirmed ? null : failure is null || string.Equals(failure, verdict.What, StringComparison.Ordinal) ? verdict.What : $"{failure} {verdict.What}";
        if (!confirmed && failures is 1 or 10)
        {
            LogUnconfirmed(log, actuator.Definition.Id, revision, failures, message ?? "");
        }

        return new ActuatorStateRow
        {
            Actuator = actuator.Definition.Id,
            Place = ActuatorStates.PlaceOf(actuator.Definition),
            AskedRevision = revision,
            AppliedRevision = applied.Revision,
            AppliedAt = applied.At,
            Verdict = (int)verdict.Confirmation,
            VerifiedRevision = revision,
            VerifiedAt = now,
            ConfirmedAt = !confirmed ? null : before is { Verdict: (int)Confirmation.Confirmed, ConfirmedAt: { } since } && before.VerifiedRevision == revision ? since : now,
            Failures = failures,
            NextAt = now + (confirmed ? actuator.Definition.VerifyEvery : backOff.After(failures)),
            Reason = verdict.Confirmation switch
            {
                Confirmation.Confirmed => "confirmed",
                _ when failure is not null => "not-applied",
                Confirmation.Differs => "differs",
                _ => "cannot-tell",
            },
            Message = message,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Actuator {Actuator} does not hold revision {Revision} any more and gets it again: {What}")]
    private static partial void LogAgain(ILogger log, string actuator, long revision, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Actuator {Actuator} is not confirmed to carry out revision {Revision} ({Looks} looks): {What}")]
    private static partial void LogUnconfirmed(ILogger log, string actuator, long revision, int looks, string what);
}
