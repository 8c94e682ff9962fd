using System.Globalization;
using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>What is to be otherwise; null leaves it.</summary>
public sealed record ThresholdChange(string Id, decimal? Limit, TimeSpan? Window, int? Minimum, ThresholdAction? Action);

/// <summary>Changes a sealed threshold: one person proposes, another agrees, and then it holds.</summary>
public sealed class ChangeThreshold(ApprovalDesk desk, ActivePlan plan, TimeProvider time) : IAgreedAtOnce
{
    Approvable IAgreedAtOnce.Kind => Approvable.ChangeThreshold;

    /// <returns>The open proposal; Forbidden; NotFound; Validation that names the field; Conflict while they are not sealed; Unavailable.</returns>
    public Task<Result<Approval>> ProposeAsync(ThresholdChange change, Actor actor, string? reason, Guid? requestId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        return desk.ProposeAsync(Approvable.ChangeThreshold, actor, reason, requestId, async (db, token) =>
        {
            var now = await ThresholdBook.ReadAsync(db, plan.Current, token);
            if (!now.IsSealed)
            {
                return ThresholdErrors.NotSealed;
            }

            if (now.Thresholds.FirstOrDefault(t => t.Id == change.Id) is not { } old)
            {
                return ThresholdErrors.NoSuch(change.Id);
            }

            var changed = Apply(old, change);
            return changed.Error is { } invalid ? invalid
                : new Proposal($"Threshold {old.Id}: {ThresholdWords.Difference(old, changed.Value)}.", ThresholdContent.WriteChange(now.Revision, changed.Value), ["thresholds", "threshold:" + old.Id]);
        }, cancel);
    }

    /// <summary>Agrees, and makes it hold at once.</summary>
    /// <returns>What holds now; Forbidden, for the proposer too; NotFound; Conflict where it is no longer open or others hold by now; Validation (reason); Unavailable.</returns>
    public Task<Result<ThresholdsNow>> ApproveAsync(Guid approval, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) =>
        desk.CarryOutAsync<ThresholdsNow>(Approvable.ChangeThreshold, approval, actor, reason, requestId, async (db, agreed, token) =>
        {
            var now = await ThresholdBook.ReadAsync(db, plan.Current, token);
            var (revision, changed) = ThresholdContent.ReadChange(agreed.Content);
            if (now.Revision != revision || now.Thresholds.FirstOrDefault(t => t.Id == changed.Id) is not { } old)
            {
                return ThresholdErrors.Moved(string.Create(CultureInfo.InvariantCulture, $"revision {now.Revision}"));
            }

            IReadOnlyList<Threshold> next = [.. now.Thresholds.Select(t => t.Id == changed.Id ? changed : t)];
            var summary = $"{changed.Id}: {ThresholdWords.Difference(old, changed)}";
            var sealing = new ThresholdRevision(
                now.Revision + 1, ThresholdContent.HashOf(next), time.GetUtcNow(), agreed.ProposedBy, actor.Name, summary, agreed.Reason, (await DecisionLog.LockHeadAsync(db, token)).Sequence + 1);
            ThresholdSealing.Add(db, sealing, next);
            var details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["approval"] = agreed.Id.ToString(), ["hash"] = sealing.Hash, ["proposedBy"] = agreed.ProposedBy, ["revision"] = sealing.Revision.ToString(CultureInfo.InvariantCulture),
            };
            return new Decided<ThresholdsNow>(new ThresholdsNow(sealing.Revision, sealing.Hash, next, [], [sealing, .. now.History]), new DecisionDraft(
                Permissions.ApproveThreshold.Command, $"Threshold {summary}.", $"{agreed.ProposedBy} proposed it; it holds from now on, also for shifts that run.", ["thresholds", "threshold:" + changed.Id, "approval:" + agreed.Id], details));
        }, cancel);

    async Task<Error?> IAgreedAtOnce.AgreeAsync(Guid approval, Actor actor, string? reason, Guid? requestId, CancellationToken cancel) => (await ApproveAsync(approval, actor, reason, requestId, cancel)).Error;

    private static Result<Threshold> Apply(Threshold old, ThresholdChange change)
    {
        var definition = old.Metric.Definition();
        if (change.Limit is { } limit && (limit < 0 || limit > definition.Most || decimal.Round(limit, 4) != limit))
        {
            return ThresholdErrors.Range("limit", string.Create(CultureInfo.InvariantCulture, $"0 to {definition.Most} {definition.Unit} with at most four decimals"));
        }

        if (change.Window is { } window && (window < TimeSpan.FromMinutes(1) || window > TimeSpan.FromDays(7) || window.Ticks % TimeSpan.TicksPerSecond != 0))
        {
            return ThresholdErrors.Range("windowSeconds", "60 to 604800, which is 1 minute to 7 days");
        }

        if (change.Minimum is < 0 or > 10_000_000)
        {
            return ThresholdErrors.Range("minimum", "0 to 10,000,000");
        }

        var changed = old with { Limit = change.Limit ?? old.Limit, Window = change.Window ?? old.Window, Minimum = change.Minimum ?? old.Minimum, Action = change.Action ?? old.Action };
        return changed == old ? ThresholdErrors.Nothing : changed;
    }
}
