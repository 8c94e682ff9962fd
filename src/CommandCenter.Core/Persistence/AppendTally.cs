using CommandCenter.Orders;
using CommandCenter.Sources;

namespace CommandCenter.Persistence;

/// <summary>Counts of one append.</summary>
internal struct AppendTally
{
    private long newest;
    private bool any;

    public int Applied { get; set; }
    public int Duplicates { get; set; }
    public int Conflicts { get; set; }
    public int Rejected { get; set; }

    public void Saw(long occurredMicros)
    {
        newest = any ? Math.Max(newest, occurredMicros) : occurredMicros;
        any = true;
    }

    public readonly BatchCounts ToCounts(int records) => new(records, Applied, Duplicates, Conflicts, Rejected, any ? Instants.FromMicros(newest) : null);
}
