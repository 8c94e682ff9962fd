using CommandCenter.Persistence;
using CommandCenter.Sources.Polling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Live;

/// <summary>Keeps something of the store for the live picture: read at once, again after each change, and every few seconds for those of other nodes. A store that does not answer leaves what was read last.</summary>
public abstract partial class StandingReader(TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(5);

    private readonly WakeSignal woken = new(time);

    /// <summary>Ends the pause.</summary>
    protected void Wake() => woken.Wake();

    /// <summary>Reads it and puts it where the picture finds it.</summary>
    protected abstract Task ReadAsync(CancellationToken cancel);

    /// <summary>Begins to follow changes; disposed at the end.</summary>
    protected abstract IDisposable Follow();

    public override void Dispose()
    {
        woken.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var following = Follow();
        // the pause ends it
        while (true)
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (Exception e) when (StorageErrors.IsFailure(e))
            {
                LogStore(log, e.Message);
            }

            await woken.WaitAsync(longest, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What stands cannot be read: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
