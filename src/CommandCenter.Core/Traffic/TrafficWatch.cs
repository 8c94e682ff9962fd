using System.Data.Common;
using CommandCenter.Decisions;
using CommandCenter.Live;
using CommandCenter.Sources.Polling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Traffic;

/// <summary>Keeps the newest traffic table for the live picture: read again after each command, and every few seconds for those of other nodes.</summary>
public sealed partial class TrafficWatch(TrafficTables tables, StandingCommands standing, DecisionLog decisions, TimeProvider time, ILogger<TrafficWatch> log) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly WakeSignal woken = new(time);

    public override void Dispose()
    {
        decisions.Committed -= OnCommitted;
        woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        decisions.Committed += OnCommitted;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                standing.Table = (await tables.CurrentAsync(stoppingToken)).Table;
            }
            catch (DbException e)
            {
                LogStore(log, e.Message);
            }

            await woken.WaitAsync(Longest, stoppingToken);
        }
    }

    private void OnCommitted(Decision entry)
    {
        if (entry.Subjects.Contains("traffic", StringComparer.Ordinal))
        {
            woken.Wake();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The traffic table cannot be read: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
