namespace CommandCenter.Benchmarks.Load;

/// <summary>Many viewers of one page.</summary>
internal sealed class Viewers : IAsyncDisposable
{
    private const int OpenedAtOnce = 8;
    private readonly List<Circuit> circuits = [];

    public CircuitTally Tally { get; } = new();

    public int Count => circuits.Count;

    /// <exception cref="InvalidDataException">A viewer could not be opened.</exception>
    public async Task OpenAsync(HttpClient http, string? cookie, string path, int count, CancellationToken cancel)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(0, count, options, async (_, stop) =>
        {
            var circuit = await Circuit.OpenAsync(http, cookie, path, Tally, stop);
            lock (circuits)
            {
                circuits.Add(circuit);
            }
        });
    }

    /// <summary>Closes all so that the server forgets them at once.</summary>
    public async Task CloseAsync(HttpClient http, CancellationToken cancel)
    {
        await Parallel.ForEachAsync(circuits, cancel, async (circuit, stop) => await circuit.CloseAsync(http, stop));
        circuits.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Parallel.ForEachAsync(circuits, async (circuit, _) => await circuit.DisposeAsync());
        circuits.Clear();
    }
}
