namespace CommandCenter.Tests.Simulation;

/// <summary>One thread, and a seed that chooses what goes on next: the same seed interleaves the same work in the same way.</summary>
internal sealed class SeededScheduler(Random random)
{
    private readonly List<(SendOrPostCallback Run, object? State, SimProcess Process)> ready = [];

    /// <exception cref="InvalidOperationException">Something went on in another thread, where no seed decides.</exception>
    public void Post(SimProcess process, SendOrPostCallback run, object? state)
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            stray = new InvalidOperationException($"Work of the simulation came from another thread:{Environment.NewLine}{Environment.StackTrace}");
            return;
        }

        ready.Add((run, state, process));
    }

    private readonly int thread = Environment.CurrentManagedThreadId;
    private volatile InvalidOperationException? stray;

    /// <summary>Runs something as part of a process.</summary>
    public static void RunAs(SimProcess process, Action run)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(process);
        try
        {
            run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>One piece of work, chosen by the seed; false when there is none.</summary>
    public bool Step()
    {
        if (stray is { } strayed)
        {
            throw strayed;
        }

        while (ready.Count > 0)
        {
            var at = random.Next(ready.Count);
            var (run, state, process) = ready[at];
            ready[at] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            if (process.IsDead)
            {
                continue;
            }

            RunAs(process, () => run(state));
            return true;
        }

        return false;
    }
}

/// <summary>A process in the simulation: whoever completes what its code waits for, the code goes on as part of it, and after its death not at all.</summary>
internal sealed class SimProcess(SeededScheduler scheduler) : SynchronizationContext
{
    public bool IsDead { get; set; }

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
