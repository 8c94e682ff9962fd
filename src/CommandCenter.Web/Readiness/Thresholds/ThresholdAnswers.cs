using CommandCenter.Access;
using CommandCenter.Traffic;

namespace CommandCenter.Readiness.Thresholds;

/// <param name="Key">As the plan writes it.</param>
/// <param name="What">One sentence.</param>
/// <param name="AtLeast">Good is at or above the limit; else at or below it.</param>
public sealed record ThresholdMetricAnswer(string Key, string Label, string What, string Unit, bool AtLeast);

/// <param name="Limit">In the metric's unit.</param>
/// <param name="WindowSeconds">How far a metric looks back that is not about the orders of a shift's step. Unscaled.</param>
/// <param name="Minimum">Orders, calls or SKU-nodes below which nothing is said.</param>
/// <param name="Action">warn, page, hold, hold-releases or roll-back.</param>
public sealed record ThresholdAnswer(string Id, string Title, ThresholdMetricAnswer Metric, Segment Scope, decimal Limit, long WindowSeconds, int Minimum, string Action)
{
    internal static ThresholdAnswer Of(Threshold threshold)
    {
        var metric = threshold.Metric.Definition();
        return new ThresholdAnswer(
            threshold.Id, threshold.Title, new ThresholdMetricAnswer(metric.Key, metric.Label, metric.What, metric.Unit, metric.AtLeast), threshold.Scope, threshold.Limit, (long)threshold.Window.TotalSeconds,
            threshold.Minimum, threshold.Action.Key());
    }
}

/// <param name="Revision">0 while they are not sealed; 1 when they were, and one more with each change.</param>
/// <param name="Hash">SHA-256 of the thresholds that hold: what is signed.</param>
/// <param name="WaitsFor">Roles that have to sign still.</param>
public sealed record ThresholdSealAnswer(bool IsSealed, long Revision, string Hash, DateTimeOffset? SealedAt, IReadOnlyList<ThresholdVoice> Signers, IReadOnlyList<string> WaitsFor);

/// <param name="Before">What holds now; null where the threshold is gone.</param>
/// <param name="IsStale">It was proposed for a revision that holds no longer, and cannot be agreed to any more.</param>
public sealed record ThresholdProposalAnswer(ApprovalAnswer Approval, ThresholdAnswer? Before, ThresholdAnswer After, bool IsStale);

/// <param name="Items">The sealed ones, else the plan's.</param>
/// <param name="History">Every sealed revision, the newest first.</param>
/// <param name="Proposals">Changes that wait for a second person.</param>
/// <param name="Cursor">Always null: the list is whole.</param>
public sealed record ThresholdsAnswer(
    IReadOnlyList<ThresholdAnswer> Items, ThresholdSealAnswer Seal, IReadOnlyList<ThresholdStep> History, IReadOnlyList<ThresholdProposalAnswer> Proposals, string? Cursor)
{
    internal static ThresholdsAnswer Of(ThresholdsView view, Actor caller) => new(
        [.. view.Now.Thresholds.Select(ThresholdAnswer.Of)],
        new ThresholdSealAnswer(view.Now.IsSealed, view.Now.Revision, view.Now.Hash, view.SealedAt, view.Signers, [.. view.WaitsFor.Select(r => r.ToString())]),
        view.History,
        [.. view.Proposals.Select(p => new ThresholdProposalAnswer(ApprovalAnswer.Of(p.Approval, caller), p.Before is null ? null : ThresholdAnswer.Of(p.Before), ThresholdAnswer.Of(p.After), p.IsStale))],
        null);
}

/// <param name="ExpectedHash">Of the thresholds that the person saw.</param>
/// <param name="Reason">3 to 500 characters on one line.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record SealThresholdsRequest(string? ExpectedHash, string? Reason, Guid? RequestId);

/// <summary>What is left out stays as it is.</summary>
/// <param name="WindowSeconds">60 to 604800.</param>
/// <param name="Action">warn, page, hold, hold-releases or roll-back.</param>
/// <param name="Reason">3 to 500 characters on one line.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record ThresholdChangeRequest(string? Id, decimal? Limit, long? WindowSeconds, int? Minimum, string? Action, string? Reason, Guid? RequestId);

/// <param name="Approval">Id of the proposal.</param>
/// <param name="Reason">3 to 500 characters on one line.</param>
/// <param name="RequestId">The same again does nothing and answers the same.</param>
public sealed record ApproveThresholdRequest(Guid? Approval, string? Reason, Guid? RequestId);
