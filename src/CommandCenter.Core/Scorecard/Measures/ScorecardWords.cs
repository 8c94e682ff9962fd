namespace CommandCenter.Scorecard.Measures;

/// <summary>The scorecard in sentences: once for page, API and digest.</summary>
public static class ScorecardWords
{
    /// <summary>What is not worse, in one sentence.</summary>
    public static string First(ScorecardView card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return (card.Compared, card.Count(Change.Better)) switch
        {
            (0, _) => "Nothing can be compared yet.",
            (1, 0) => "The one measure that can be compared is no better than before.",
            (var all, 0) => $"Better than before in none of {all} measures.",
            var (all, better) => $"Better than before in {better} of {all} {(all == 1 ? "measure" : "measures")}.",
        };
    }

    /// <summary>What is worse, in one sentence; null where nothing is.</summary>
    public static string? Worse(ScorecardView card)
    {
        ArgumentNullException.ThrowIfNull(card);
        var worse = card.Lines.Where(l => l.Change == Change.Worse).Select(l => char.ToLowerInvariant(l.Measure.Name[0]) + l.Measure.Name[1..]).ToList();
        return worse.Count == 0 ? null : $"Worse in {worse.Count}: {string.Join(", ", worse)}.";
    }

    /// <summary>What the reader must know besides; empty where there is nothing.</summary>
    public static string Besides(ScorecardView card)
    {
        ArgumentNullException.ThrowIfNull(card);
        var (missing, unclear) = (card.Count(Change.Missing), card.Count(Change.CannotTell));
        var said = new List<string>(5);
        if (!card.IsComplete) said.Add("Orders are still being counted: these figures are not final.");
        if (card.Lines.Any(l => l is { Change: Change.Better, IsGreen: false })) said.Add("What got better is not counted as a gain while another side of the balance got worse.");
        var (met, judged) = (card.Lines.Count(l => l.MeetsTarget == true), card.Lines.Count(l => l.MeetsTarget is not null));
        if (judged > 0) said.Add($"{met} of {judged} {(judged == 1 ? "target is" : "targets are")} met.");
        if (missing > 0) said.Add($"{missing} {(missing == 1 ? "measure is" : "measures are")} missing.");
        if (unclear > 0) said.Add($"Of {unclear} a change cannot be told from noise.");
        return string.Join(' ', said);
    }

    /// <summary>As pages, API and CSV write it.</summary>
    public static string Word(this Change change) => change switch
    {
        Change.CannotTell => "cannot tell",
        _ => change.ToString().ToLowerInvariant(),
    };
}
