namespace CommandCenter.Benchmarks.Runner;

/// <summary>Runs product and peer in turn, so that a noisy minute of the machine hits both.</summary>
public static class Turns
{
    /// <summary>A B A B … for <paramref name="rounds"/> rounds.</summary>
    /// <returns>What each gave, in the order of the rounds.</returns>
    public static async Task<(IReadOnlyList<T> Product, IReadOnlyList<T> Peer)> RunAsync<T>(
        int rounds, Func<int, Task<T>> product, Func<int, Task<T>> peer, CancellationToken cancel)
    {
        var ours = new List<T>(rounds);
        var theirs = new List<T>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            ours.Add(await product(round));
            cancel.ThrowIfCancellationRequested();
            theirs.Add(await peer(round));
        }

        return (ours, theirs);
    }
}
