using CommandCenter.OrderExceptions;
using CommandCenter.Reconciliation.Comparing;
using CommandCenter.Reconciliation.Parity;

namespace CommandCenter.Reconciliation;

/// <summary>Which of the open differences are wanted; every part is optional.</summary>
/// <param name="Fingerprint">Of one group.</param>
/// <param name="Pending">True = only what pends; false = only what is ripe.</param>
/// <param name="Understood">True = only what is understood; false = only what is not.</param>
public sealed record ParityFilter(
    string? Lane = null, ParityCell? Cell = null, string? Fingerprint = null, string? OrderKey = null, ExceptionBucket? Bucket = null, OwnerTeam? Team = null, bool? Pending = null, bool? Understood = null)
{
    /// <summary>Those that fit: most money first, then by order and field.</summary>
    public IReadOnlyList<OpenMismatch> Of(ParitySnapshot now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return [.. now.Open.Where(Fits).OrderByDescending(m => m.Mismatch.Money ?? 0).ThenBy(m => m.Mismatch.OrderKey, StringComparer.Ordinal).ThenBy(m => m.Mismatch.Difference.Field, StringComparer.Ordinal).ThenBy(m => m.Mismatch.Difference.Rule, StringComparer.Ordinal)];
    }

    /// <summary>Groups of those that fit.</summary>
    public IReadOnlyList<MismatchGroup> GroupsOf(ParitySnapshot now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return this == new ParityFilter() ? now.Groups : ParityPicture.GroupsOf(now.Open.Where(Fits));
    }

    private bool Fits(OpenMismatch open)
    {
        var mismatch = open.Mismatch;
        return (Lane is null || (mismatch.Lane ?? "(none)") == Lane) && (Cell is null || mismatch.Difference.Cell == Cell) && (Fingerprint is null || mismatch.Fingerprint == Fingerprint)
            && (OrderKey is null || mismatch.OrderKey == OrderKey) && (Bucket is null || mismatch.Class.Bucket == Bucket) && (Team is null || mismatch.Class.Team == Team)
            && (Pending is null || mismatch.Difference.IsPending == Pending) && (Understood is null || open.IsUnderstood == Understood);
    }
}
