using System.Globalization;
using CommandCenter.Live;
using CommandCenter.Persistence;
using CommandCenter.Plan;

namespace CommandCenter.Traffic.Actuators;

/// <summary>How an actuator stands, for pages and API.</summary>
/// <param name="Phase">Healthy where it is confirmed to carry out the newest table, Progressing on the way there, else Degraded.</param>
/// <param name="Reason">Kebab-case.</param>
/// <param name="Message">One sentence.</param>
/// <param name="AskedRevision">The newest revision of the table.</param>
/// <param name="AppliedRevision">The newest that it took; null before the first.</param>
/// <param name="Verdict">Whether it was seen to carry out <paramref name="AskedRevision"/>.</param>
/// <param name="VerifiedAt">When it was last looked at; null before the first look.</param>
public sealed record ActuatorStanding(
    string Id, ActuatorKind Kind, Phase Phase, string Reason, string Message, long? AskedRevision, long? AppliedRevision, DateTimeOffset? AppliedAt, Confirmation Verdict, DateTimeOffset? VerifiedAt)
{
    private static readonly TimeSpan StaleAtLeast = TimeSpan.FromSeconds(60);

    /// <summary>The intake: it reads the table in the transaction of each order.</summary>
    internal static ActuatorStanding OfIntake(string id, long revision, DateTimeOffset now) => new(
        id, ActuatorKind.BuiltIn, Phase.Healthy, "built-in", "The intake decides each order by the newest table.", revision, revision, null, Confirmation.Confirmed, now);

    /// <param name="row">Null where it was never looked at.</param>
    internal static ActuatorStanding Of(ActuatorDefinition definition, ActuatorStateRow? row, long revision, DateTimeOffset now)
    {
        if (row is null)
        {
            return new ActuatorStanding(
                definition.Id, definition.Kind, Phase.Progressing, "not-applied", "It has not been looked at yet.", revision, null, null, Confirmation.Unknown, null);
        }

        var (phase, reason, message, verdict) = (Confirmation)row.Verdict switch
        {
            // what was seen of an older table says nothing of this one
            _ when row.VerifiedRevision != revision => (Phase.Progressing, "applying", string.Create(CultureInfo.InvariantCulture, $"Revision {revision} is being applied."), Confirmation.Unknown),
            Confirmation.Confirmed when IsStale(definition, row, now) => (Phase.Degraded, "not-verified", "It was confirmed, but nobody has looked since.", Confirmation.Unknown),
            Confirmation.Confirmed => (Phase.Healthy, row.Reason, row.Message ?? "It holds exactly the newest table.", Confirmation.Confirmed),
            var other => (Phase.Degraded, row.Reason, row.Message ?? "", other),
        };
        return new ActuatorStanding(definition.Id, definition.Kind, phase, reason, message, revision, row.AppliedRevision, row.AppliedAt, verdict, row.VerifiedAt);
    }

    /// <summary>Whether the last look is so long ago that it says nothing any more.</summary>
    internal static bool IsStale(ActuatorDefinition definition, ActuatorStateRow row, DateTimeOffset now) => now - row.VerifiedAt > TimeSpan.FromTicks(Math.Max(StaleAtLeast.Ticks, definition.VerifyEvery.Ticks * 3));

    /// <summary>The same where the store does not answer: what was known before is not known to hold.</summary>
    internal ActuatorStanding WithoutStore() =>
        this with { Phase = Phase.Degraded, Reason = "store-unreadable", Message = "The store cannot be read; nothing is applied meanwhile.", Verdict = Confirmation.Unknown };
}
