using CommandCenter.Persistence;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>Writes a sealed revision in the caller's transaction.</summary>
internal static class ThresholdSealing
{
    public static void Add(CommandsDb db, ThresholdRevision revision, IReadOnlyList<Threshold> thresholds) => db.ThresholdSeals.Add(new ThresholdSealRow
    {
        Revision = revision.Revision, Thresholds = ThresholdContent.Text(thresholds), Hash = revision.Hash, At = revision.At, First = revision.First, Second = revision.Second,
        Summary = revision.Summary, Reason = revision.Reason, Decision = revision.Decision,
    });
}
