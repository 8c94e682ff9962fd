using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>Keeps a plan out whose thresholds are not those that are sealed.</summary>
internal static class SealedSection
{
    private const int MostNamed = 3;

    /// <summary>Within the transaction that would add the plan, and behind the lock of the decision log's head: a seal that comes beside it is before or after.</summary>
    /// <returns>Null where nothing is sealed, or the plan says the same; else the conflict that names what differs.</returns>
    public static async Task<Error?> RefuseAsync(CommandsDb db, IReadOnlyList<Threshold> written, CancellationToken cancel)
    {
        var now = await ThresholdBook.ReadAsync(db, null, cancel);
        return now.IsSealed && now.Hash != ThresholdContent.HashOf(written) ? ThresholdErrors.SealedInPlan(Differences(now.Thresholds, written)) : null;
    }

    private static string Differences(IReadOnlyList<Threshold> held, IReadOnlyList<Threshold> written)
    {
        var found = new List<string>();
        foreach (var threshold in held)
        {
            var other = written.FirstOrDefault(t => t.Id == threshold.Id);
            if (other is null)
            {
                found.Add($"{threshold.Id} is missing");
            }
            else if (other != threshold)
            {
                found.Add($"{threshold.Id} has {ThresholdWords.Difference(threshold, other)}");
            }
        }

        found.AddRange(written.Where(t => held.All(h => h.Id != t.Id)).Select(t => $"{t.Id} is not sealed"));
        if (found.Count == 0)
        {
            found.Add("their order differs");
        }

        return string.Join("; ", found.Take(MostNamed)) + (found.Count > MostNamed ? $"; and {found.Count - MostNamed} more" : "");
    }
}
