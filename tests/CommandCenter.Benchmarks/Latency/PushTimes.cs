namespace CommandCenter.Benchmarks.Latency;

/// <summary>When each push was sent, by the number of the commit that it made.</summary>
/// <param name="before">The number of the last commit before the first push.</param>
internal sealed class PushTimes(long before)
{
    private readonly List<TimeSpan> sent = [];

    public void Add(TimeSpan at)
    {
        lock (sent)
        {
            sent.Add(at);
        }
    }

    /// <summary>Null for a number that no push made.</summary>
    public TimeSpan? At(long number)
    {
        lock (sent)
        {
            var index = number - before - 1;
            return index >= 0 && index < sent.Count ? sent[(int)index] : null;
        }
    }

    /// <summary>Waits until the last push stands on the screen.</summary>
    /// <exception cref="InvalidDataException">Another number stays there: something else committed, or a commit is not shown.</exception>
    public async Task ShownAsync(PixelProbe probe, CancellationToken cancel)
    {
        long Expected()
        {
            lock (sent)
            {
                return before + sent.Count;
            }
        }

        var last = -1L;
        for (var tries = 0; tries < 40; tries++)
        {
            await Task.Delay(100, cancel);
            last = await probe.LastAsync();
            if (last == Expected())
            {
                return;
            }
        }

        throw new InvalidDataException($"The page shows commit {last}, the last push was {Expected()}.");
    }
}
