using CommandCenter.Traffic;

namespace CommandCenter.Live;

/// <summary>How far a lane has come on its way to orchestration.</summary>
public static class MigrationStage
{
    public const string LegacyOnly = "legacy-only";
    public const string Mirrored = "mirrored";
    public const string Shifting = "shifting";
    public const string RampingDown = "ramping-down";
    public const string Complete = "complete";

    /// <summary>
    /// From what is commanded: nothing to orchestration and no copies; nothing and copies; a part, or a running shift; everything while legacy still has open orders of the lane; everything
    /// and none.
    /// </summary>
    /// <param name="lane">Its id.</param>
    /// <param name="openOnLegacy">Open orders of the lane that legacy owns.</param>
    public static string Of(TrafficTable table, string lane, bool isShifting, int openOnLegacy)
    {
        ArgumentNullException.ThrowIfNull(table);
        var segment = new Segment { Lane = lane };
        var deciding = new List<TrafficRule>();
        foreach (var rule in table.Rules.Where(r => r.Segment.Overlaps(segment)))
        {
            deciding.Add(rule);
            if (rule.SplitBy == SplitBy.Order && rule.Segment.Covers(segment))
            {
                break;
            }
        }

        return isShifting ? Shifting
            : deciding.TrueForAll(r => r.Hundredths == TrafficSlot.Count) ? openOnLegacy > 0 ? RampingDown : Complete
            : deciding.Exists(r => r.Hundredths > 0) ? Shifting
            : deciding.Exists(r => r.Mirror) ? Mirrored : LegacyOnly;
    }
}
