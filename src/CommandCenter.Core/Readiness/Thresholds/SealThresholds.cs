using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>Signs the plan's thresholds. With the signatures of the business owner and of the incident commander, who are two people, they are sealed.</summary>
public sealed class SealThresholds(CommandRunner commands, ActivePlan plan, TimeProvider time)
{
    private static readonly Role[] signers = [Role.BusinessOwner, Role.IncidentCommander];

    /// <summary>The roles whose signatures seal them, in no order.</summary>
    public static IReadOnlyList<Role> Signers => signers;

    /// <summary>Why this person cannot sign these; null where they can. For a look ahead: the command judges for itself.</summary>
    public static Error? WhyNot(ThresholdsNow now, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(actor);
        return Permissions.Refuse(actor, Permissions.SealThresholds) ?? Refuse(now, now.Hash, actor);
    }

    /// <summary>The role that this person's signature would stand for; null where it would stand for none.</summary>
    public static Role? RoleOf(ThresholdsNow now, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(actor);
        var open = signers.Where(r => actor.Roles.Contains(r) && now.Signatures.All(s => s.Role != r.ToString())).ToList();
        return open.Count == 0 ? null : open[0];
    }

    /// <param name="expectedHash">Of the thresholds that the person saw.</param>
    /// <returns>What holds now; Forbidden, for the same person too; Validation (reason); Conflict where they are sealed, none are there, others are there by now, or the role signed already; Unavailable.</returns>
    public async Task<Result<ThresholdsNow>> RunAsync(string? expectedHash, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.IsProgram)
        {
            return Error.Forbidden("person-needed", "A token of a program cannot sign; it takes a person.");
        }

        return await commands.RunAsync<ThresholdsNow>(new CommandRequest(actor, Permissions.SealThresholds, reason, requestId), async (db, token) =>
        {
            // the store's plan is the one that will hold; this process may not have taken it over yet
            var newest = await db.PlanVersions.AsNoTracking().OrderByDescending(v => v.Number).Select(v => v.Hash).FirstOrDefaultAsync(token);
            if (newest is not null && newest != plan.Current?.Hash)
            {
                return ThresholdErrors.PlanBehind;
            }

            var now = await ThresholdBook.ReadAsync(db, plan.Current, token);
            if (Refuse(now, expectedHash, actor) is { } refused)
            {
                return refused;
            }

            var role = RoleOf(now, actor)!.Value.ToString();
            var (at, entry) = (time.GetUtcNow(), (await DecisionLog.LockHeadAsync(db, token)).Sequence + 1);
            db.ThresholdSignatures.Add(new ThresholdSignatureRow { Hash = now.Hash, Role = role, Person = actor.Name, At = at, Reason = reason!.Trim(), Decision = entry });
            var signature = new ThresholdSignature(role, actor.Name, at, reason!.Trim(), entry);
            var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["hash"] = now.Hash, ["role"] = role };
            if (now.Signatures.Count == 0)
            {
                return new Decided<ThresholdsNow>(now with { Signatures = [signature] }, new DecisionDraft(
                    Permissions.SealThresholds.Command, $"Signed {now.Thresholds.Count} thresholds as {role}.", "They are sealed once the other role signs the same.", ["thresholds"], details));
            }

            var first = now.Signatures[0].Person;
            var summary = string.Create(CultureInfo.InvariantCulture, $"{now.Thresholds.Count} thresholds sealed by {first} and {actor.Name}");
            var sealing = new ThresholdRevision(1, now.Hash, at, first, actor.Name, summary, reason!.Trim(), entry);
            ThresholdSealing.Add(db, sealing, now.Thresholds);
            return new Decided<ThresholdsNow>(new ThresholdsNow(1, now.Hash, now.Thresholds, [], [sealing]), new DecisionDraft(
                Permissions.SealThresholds.Command, summary + ".", "From now on a change takes two people.", ["thresholds"], details));
        }, cancel);
    }

    private static Error? Refuse(ThresholdsNow now, string? expectedHash, Actor actor)
    {
        if (now.IsSealed)
        {
            return ThresholdErrors.Sealed(now.Revision);
        }

        if (now.Thresholds.Count == 0)
        {
            return ThresholdErrors.None;
        }

        if (expectedHash != now.Hash)
        {
            return ThresholdErrors.Moved(now.Hash);
        }

        // two spellings of a name are one person
        if (now.Signatures.FirstOrDefault(s => string.Equals(s.Person, actor.Name, StringComparison.OrdinalIgnoreCase)) is { } own)
        {
            return ThresholdErrors.SamePerson(own.Person);
        }

        return now.Signatures.FirstOrDefault(s => !signers.Any(r => actor.Roles.Contains(r) && r.ToString() != s.Role)) is { } taken ? ThresholdErrors.Signed(taken.Person, taken.Role) : null;
    }
}
