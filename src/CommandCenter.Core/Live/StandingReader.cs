using CommandCenter.Persistence;
using CommandCenter.Sources.Polling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Live;

/// <summary>Keeps something of the store in memory, for the live picture and all open pages: read at once, again after each change, and every few seconds for those of other nodes. A store that does not answer leaves what was read last.</summary>
public abstract partial class StandingReader(TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>The longest pause between two readings.</summary>
    protected static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly WakeSignal woken = new(time);

    /// <summary>Ends the pause.</summary>
    protected void Wake() => woken.Wake();

    /// <summary>Reads it now and puts it where the picture finds it.</summary>
    public abstract Task ReadAsync(CancellationToken cancel);

    /// <summary>How long until it is read again though nothing told of a change.</summary>
    protected virtual TimeSpan Pause => Longest;

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

            await woken.WaitAsync(Pause, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What stands cannot be read: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
