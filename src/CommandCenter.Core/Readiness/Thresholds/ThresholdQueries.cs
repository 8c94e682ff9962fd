using CommandCenter.Access;
using CommandCenter.Access.Approvals;
using CommandCenter.Decisions;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>What one person had to do with a revision of the thresholds.</summary>
/// <param name="Role">Under which a signature stands; null for a change.</param>
/// <param name="Decision">Entry of the decision log; null where it is not known any more.</param>
public sealed record ThresholdVoice(string Person, string? Role, DateTimeOffset At, string Reason, long? Decision);

/// <summary>One sealed revision, with what both people said.</summary>
/// <param name="Summary">That they were sealed, or what was changed.</param>
/// <param name="First">Who signed first, or proposed the change.</param>
/// <param name="Second">Who signed second, or agreed to it.</param>
/// <param name="Decision">The entry that made it hold.</param>
public sealed record ThresholdStep(long Revision, string Hash, DateTimeOffset At, string Summary, ThresholdVoice First, ThresholdVoice Second, long Decision);

/// <summary>A change that waits for a second person.</summary>
/// <param name="Before">What holds now; null where the threshold is gone.</param>
/// <param name="IsStale">It was proposed for a revision that holds no longer: it cannot be agreed to any more.</param>
public sealed record ThresholdProposal(Approval Approval, Threshold? Before, Threshold After, bool IsStale);

/// <summary>All that pages and API show of thresholds.</summary>
/// <param name="Signers">Who signed: both once they are sealed.</param>
/// <param name="WaitsFor">Roles that have to sign still; empty once they are sealed, and where there is nothing to sign.</param>
/// <param name="SealedAt">Null before.</param>
/// <param name="History">The newest first.</param>
/// <param name="Proposals">Open ones, by when they expire.</param>
public sealed record ThresholdsView(
    ThresholdsNow Now, IReadOnlyList<ThresholdVoice> Signers, IReadOnlyList<Role> WaitsFor, DateTimeOffset? SealedAt, IReadOnlyList<ThresholdStep> History, IReadOnlyList<ThresholdProposal> Proposals)
{
    /// <summary>The same text for the same picture, so that who watches it knows whether anything happened.</summary>
    internal string Stamp => string.Join('|', [Now.Revision, Now.Hash, .. Signers.Select(s => s.Decision), .. Proposals.Select(p => p.Approval.Id)]);
}

/// <summary>Reads the thresholds with their seal, who signed and changed them, and what waits.</summary>
public sealed class ThresholdQueries(IDbContextFactory<CommandsDb> databases, ActivePlan plan, ApprovalQueries approvals)
{
    public async Task<ThresholdsView> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = await ThresholdBook.ReadAsync(db, plan.Current, cancel);
        var signed = now.IsSealed ? now.History[^1].Hash : now.Hash;
        var signers = await db.ThresholdSignatures.AsNoTracking().Where(s => s.Hash == signed).OrderBy(s => s.Decision)
            .Select(s => new ThresholdVoice(s.Person, s.Role, s.At, s.Reason, s.Decision)).ToListAsync(cancel);
        IReadOnlyList<Role> waits = now.IsSealed || now.Thresholds.Count == 0 ? [] : [.. SealThresholds.Signers.Where(r => signers.TrueForAll(s => s.Role != r.ToString()))];
        return new ThresholdsView(now, signers, waits, now.IsSealed ? now.History[^1].At : null, await HistoryAsync(db, now, signers, cancel), await ProposalsAsync(now, cancel));
    }

    private static async Task<IReadOnlyList<ThresholdStep>> HistoryAsync(CommandsDb db, ThresholdsNow now, IReadOnlyList<ThresholdVoice> signers, CancellationToken cancel)
    {
        var entries = now.History.Select(h => h.Decision).ToList();
        var rows = await db.Decisions.AsNoTracking().Where(d => entries.Contains(d.Sequence)).Select(d => new { d.Sequence, d.Content, d.Hash }).ToListAsync(cancel);
        var decisions = rows.Select(r => DecisionContent.Read(r.Content, r.Hash)).OfType<Decision>().ToDictionary(d => d.Sequence);
        var agreed = await ProposedAsync(db, decisions.Values, cancel);
        return [.. now.History.Select(revision => Step(revision, signers, decisions.GetValueOrDefault(revision.Decision), agreed.GetValueOrDefault(revision.Decision)))];
    }

    /// <summary>Entry → the proposal that it agreed to.</summary>
    private static async Task<Dictionary<long, ApprovalRow>> ProposedAsync(CommandsDb db, IEnumerable<Decision> decisions, CancellationToken cancel)
    {
        var ids = decisions.Where(d => Guid.TryParse(d.Details.GetValueOrDefault("approval"), out _)).ToDictionary(d => d.Sequence, d => Guid.Parse(d.Details["approval"]));
        var wanted = ids.Values.ToList();
        var rows = await db.Approvals.AsNoTracking().Where(a => wanted.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancel);
        return ids.Where(i => rows.ContainsKey(i.Value)).ToDictionary(i => i.Key, i => rows[i.Value]);
    }

    private static ThresholdStep Step(ThresholdRevision revision, IReadOnlyList<ThresholdVoice> signers, Decision? entry, ApprovalRow? proposed)
    {
        var (first, second) = (signers.FirstOrDefault(s => s.Person == revision.First), signers.FirstOrDefault(s => s.Person == revision.Second));
        return revision.Revision == 1 && first is not null && second is not null
            ? new ThresholdStep(revision.Revision, revision.Hash, revision.At, revision.Summary, first, second, revision.Decision)
            : new ThresholdStep(
                revision.Revision, revision.Hash, revision.At, revision.Summary, new ThresholdVoice(revision.First, null, proposed?.CreatedAt ?? revision.At, revision.Reason, null),
                new ThresholdVoice(revision.Second, null, revision.At, proposed?.DecidedReason ?? entry?.Reason ?? "", revision.Decision), revision.Decision);
    }

    private async Task<IReadOnlyList<ThresholdProposal>> ProposalsAsync(ThresholdsNow now, CancellationToken cancel)
    {
        var open = (await approvals.PendingAsync(cancel)).Where(a => a.State == ApprovalState.Open && a.Command == Permissions.ChangeThreshold.Command);
        return [.. open.Select(approval =>
        {
            var (revision, after) = ThresholdContent.ReadChange(approval.Content);
            return new ThresholdProposal(approval, now.Thresholds.FirstOrDefault(t => t.Id == after.Id), after, revision != now.Revision);
        })];
    }
}
