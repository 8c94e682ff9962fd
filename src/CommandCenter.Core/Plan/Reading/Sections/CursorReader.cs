using CommandCenter.Sources.Paging;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary>What holds for every cursor that moves by a timestamp.</summary>
internal static class CursorReader
{
    /// <param name="time">Where the timestamp is; null where the cursor has none.</param>
    public static void Check(PlanMap map, string? time, string? format)
    {
        if (format is not null && MappingSyntax.FormatError(format, instant: true, day: false) is { } error)
        {
            map.Problem("cursorFormat", PlanProblems.Show(format), error);
        }
        else if (!map.Has("cursorZone") && new CursorClock(format, null).IsLocal)
        {
            // without it a record that is dated in the future would move the cursor there, for nobody could tell that it is
            map.Missing("cursorZone", "the time zone of cursorFormat, which carries no offset");
        }

        foreach (var key in new[] { "cursorId", "cursorZone" }.Where(k => map.Has(k) && time is null))
        {
            map.Problem(key, key + " alone", key + " together with cursorTime");
        }
    }
}
