namespace CommandCenter.Reconciliation.Files;

/// <summary>Counts differences on their way to the sink.</summary>
internal sealed class DifferenceTally(int columns, IDifferenceSink? sink)
{
    private const int Rules = 7;
    private readonly long[] byRule = new long[Rules];
    private readonly long[] byColumn = new long[columns * Rules];
    private long lastRow = -1;

    public long All => byRule.Sum();

    /// <summary>Rows with a value that is not the same.</summary>
    public long Rows { get; private set; }

    public long Of(DifferenceRule rule) => byRule[(int)rule];

    public long Of(DifferenceRule rule, int column) => byColumn[(column * Rules) + (int)rule];

    public void Take(DifferenceBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var (row, column, rule) = batch.Order(i);
            byRule[(int)rule]++;
            if (column >= 0)
            {
                byColumn[(column * Rules) + (int)rule]++;
                Rows += row == lastRow ? 0 : 1;
                lastRow = row;
            }

            sink?.Add(batch[i]);
        }
    }
}
