namespace CommandCenter.Benchmarks.Runner;

/// <summary>Runs product and peer in turn, so that a noisy minute of the machine hits both.</summary>
public static class Turns
{
    /// <summary>A B A B … for <paramref name="rounds"/> rounds.</summary>
    /// <param name="only"><c>product</c> or <c>peer</c>, while one is looked into alone; null for both.</param>
    /// <returns>What each gave, in the order of the rounds.</returns>
    public static async Task<(IReadOnlyList<T> Product, IReadOnlyList<T> Peer)> RunAsync<T>(
        int rounds, Func<int, Task<T>> product, Func<int, Task<T>> peer, CancellationToken cancel, string? only = null)
    {
        var ours = new List<T>(rounds);
        var theirs = new List<T>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            if (only is null or "product")
            {
                ours.Add(await product(round));
            }

            cancel.ThrowIfCancellationRequested();
            if (only is null or "peer")
            {
                theirs.Add(await peer(round));
            }
        }

        return (ours, theirs);
    }
}
