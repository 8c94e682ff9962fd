namespace CommandCenter.Sources.Sweeping;

/// <summary>How the sweep of one source's open orders stands: it re-reads every order that is not final, whatever the cursor says.</summary>
/// <param name="Walking">A walk over the open orders is under way.</param>
/// <param name="Checked">Orders asked for in the walk that is under way, or in the last one.</param>
/// <param name="Open">Orders that were to be asked for when that walk began.</param>
/// <param name="EndedAt">When the last whole walk ended; null before the first.</param>
/// <param name="Refreshed">Orders of that walk that the sweep brought news of.</param>
/// <param name="Missed">Orders whose news polling has not brought since, though it has read on past that moment: this walk and the one before.</param>
/// <param name="MissedTotal">The same since the start of this process.</param>
/// <param name="MissedKey">One of them, the latest.</param>
/// <param name="Unknown">Orders that the source did not know any more: this walk or, between walks, the last.</param>
/// <param name="UnknownKeys">Some of them, at most five.</param>
/// <param name="Error">Why the walk stands still, in words for a person, without secrets; null while it goes on.</param>
public sealed record SweepStanding(
    bool Walking, int Checked, int Open, DateTimeOffset? EndedAt, int Refreshed, int Missed, long MissedTotal, string? MissedKey, int Unknown, IReadOnlyList<string> UnknownKeys, string? Error);
