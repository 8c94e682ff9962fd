namespace CommandCenter.Benchmarks.Runner;

/// <summary>
/// One row of the speed table: the product's figure beside a peer's, taken in the same run.
/// To add a row: one file with one public sealed class that implements this and has a constructor without parameters; it is found by itself
/// and answers to its <see cref="Name"/>. Take turns with <see cref="Turns.RunAsync"/>, read <see cref="BenchmarkContext.Full"/> for the long run,
/// keep the short one below 150 s, and add a <see cref="BenchmarkOutcome.Missing"/> line for a peer that is not on this machine.
/// </summary>
public interface IBenchmark
{
    /// <summary>What the command line calls it, such as <c>S8</c>.</summary>
    string Name { get; }

    /// <summary>What is measured, in one line.</summary>
    string What { get; }

    /// <summary>The goal, as the table states it.</summary>
    string Goal { get; }

    /// <summary>Measures product and peer in turn. Throws only where the measurement itself broke; a missed goal is a verdict.</summary>
    Task<BenchmarkOutcome> RunAsync(BenchmarkContext context, CancellationToken cancel);
}
