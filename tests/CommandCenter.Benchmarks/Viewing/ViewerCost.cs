namespace CommandCenter.Benchmarks.Viewing;

/// <summary>What viewers cost a server.</summary>
/// <param name="Viewers">How many there were.</param>
/// <param name="HeapKb">Managed heap that each keeps alive.</param>
/// <param name="RssKb">Resident memory that each adds.</param>
/// <param name="UpdateMicros">Processor time of one update of one viewer: what the server used with viewers less what it used without, by updates.</param>
/// <param name="GrossMicros">The same without the deduction.</param>
/// <param name="UpdatesPerSecond">Updates that one viewer got in a second.</param>
/// <param name="UpdateBytes">Size of one update on the wire.</param>
/// <param name="CorePercent">Everything that the server used, in percent of one core.</param>
/// <param name="IdlePercent">What it used at the same load without viewers.</param>
/// <param name="Failures">Viewers that were lost.</param>
/// <param name="Figures">Pieces of text on the page's main part.</param>
/// <param name="Why">The first failure.</param>
internal sealed record ViewerCost(
    int Viewers, double HeapKb, double RssKb, double UpdateMicros, double GrossMicros, double UpdatesPerSecond, double UpdateBytes, double CorePercent, double IdlePercent, long Failures, int Figures, string? Why)
{
    /// <summary>Percent of one core for that many viewers of the same page at the same load.</summary>
    public double CorePercentFor(int viewers) => IdlePercent + (viewers * UpdatesPerSecond * UpdateMicros / 10_000);

    public override string ToString() => FormattableString.Invariant(
        $"{Viewers} viewers: heap {HeapKb:0} KB, rss {RssKb:0} KB each; {UpdateMicros:0} µs an update (gross {GrossMicros:0}), {UpdatesPerSecond:0.0}/s each, {UpdateBytes:0} bytes; {CorePercent:0} % of a core (without viewers {IdlePercent:0} %), {Figures} figures, lost {Failures} {Why}");
}
