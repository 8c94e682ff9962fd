using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>Who signed thresholds that are not sealed yet.</summary>
public sealed record ThresholdSignature(string Role, string Person, DateTimeOffset At, string Reason, long Decision);

/// <summary>One revision of sealed thresholds.</summary>
/// <param name="Hash">SHA-256 of their canonical bytes, lower-case hex.</param>
/// <param name="First">Who signed first, or proposed the change.</param>
/// <param name="Second">Who signed second, or agreed to it.</param>
/// <param name="Summary">That they were sealed, or what was changed.</param>
public sealed record ThresholdRevision(long Revision, string Hash, DateTimeOffset At, string First, string Second, string Summary, string Reason, long Decision);

/// <summary>The thresholds that hold.</summary>
/// <param name="Revision">Of the seal; 0 while they are not sealed and the plan says them.</param>
/// <param name="Signatures">Under exactly these, while they are not sealed.</param>
/// <param name="History">Every sealed revision, the newest first.</param>
public sealed record ThresholdsNow(
    long Revision, string Hash, IReadOnlyList<Threshold> Thresholds, IReadOnlyList<ThresholdSignature> Signatures, IReadOnlyList<ThresholdRevision> History)
{
    public bool IsSealed => Revision > 0;
}

/// <summary>Reads the thresholds that hold: those that were sealed, else the plan's.</summary>
public sealed class ThresholdBook(IDbContextFactory<CommandsDb> databases, ActivePlan plan)
{
    public async Task<ThresholdsNow> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await ReadAsync(db, plan.Current, cancel);
    }

    /// <summary>Within the caller's transaction.</summary>
    internal static async Task<ThresholdsNow> ReadAsync(CommandsDb db, CutoverPlan? plan, CancellationToken cancel)
    {
        var rows = await db.ThresholdSeals.AsNoTracking().OrderByDescending(s => s.Revision).ToListAsync(cancel);
        var history = rows.ConvertAll(r => new ThresholdRevision(r.Revision, r.Hash, r.At, r.First, r.Second, r.Summary, r.Reason, r.Decision));
        if (rows is [var newest, ..])
        {
            return new ThresholdsNow(newest.Revision, newest.Hash, ThresholdContent.Read(newest.Thresholds), [], history);
        }

        var written = plan?.Thresholds ?? [];
        var hash = ThresholdContent.HashOf(written);
        var signatures = await db.ThresholdSignatures.AsNoTracking().Where(s => s.Hash == hash).OrderBy(s => s.Decision)
            .Select(s => new ThresholdSignature(s.Role, s.Person, s.At, s.Reason, s.Decision)).ToListAsync(cancel);
        return new ThresholdsNow(0, hash, written, signatures, history);
    }
}
