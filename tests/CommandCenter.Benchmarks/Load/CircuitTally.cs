namespace CommandCenter.Benchmarks.Load;

/// <summary>What all circuits of one load have received; counted from their read loops.</summary>
internal sealed class CircuitTally
{
    private long batches;
    private long bytes;
    private long failures;
    private string? firstFailure;

    /// <summary>Render batches: one is one update of one viewer's page.</summary>
    public long Batches => Volatile.Read(ref batches);

    public long Bytes => Volatile.Read(ref bytes);

    public long Failures => Volatile.Read(ref failures);

    public string? FirstFailure => Volatile.Read(ref firstFailure);

    public void Batch() => Interlocked.Increment(ref batches);

    public void Received(int count) => Interlocked.Add(ref bytes, count);

    public void Failed(string why)
    {
        Interlocked.Increment(ref failures);
        Interlocked.CompareExchange(ref firstFailure, why, null);
    }
}
