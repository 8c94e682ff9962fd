using System.Data.Common;
using CommandCenter.Decisions;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Polling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Readiness.Thresholds;

/// <summary>The thresholds in memory for all open pages: read again after each step, after a plan, and every few seconds for what other nodes did and for proposals that expire.</summary>
public sealed partial class ThresholdWatch(ThresholdQueries queries, DecisionLog decisions, ActivePlan plan, TimeProvider time, ILogger<ThresholdWatch> log) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly WakeSignal woken = new(time);
    private volatile ThresholdsView? current;
    private volatile Error? error;

    /// <summary>Raised after something changed, also from readable to not; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>As of the last reading that succeeded; null before the first.</summary>
    public ThresholdsView? Current => current;

    /// <summary>Why the store cannot be read; null while it can.</summary>
    public Error? Error => error;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        decisions.Committed += OnCommitted;
        plan.Applied += OnApplied;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        decisions.Committed -= OnCommitted;
        plan.Applied -= OnApplied;
        await base.StopAsync(cancellationToken);
    }

    /// <summary>Reads now; for what cannot wait for the next look.</summary>
    public async Task ReadAsync(CancellationToken cancel)
    {
        var (before, failed) = (current?.Stamp, error);
        try
        {
            current = await queries.ReadAsync(cancel);
            error = null;
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException)
        {
            if (failed is null)
            {
                LogStore(log, e.Message);
            }

            error = Shared.Error.Unavailable("store-unreadable", $"The store does not answer ({e.Message}).");
        }

        if (before != current?.Stamp || failed?.Message != error?.Message)
        {
            Changed?.Invoke();
        }
    }

    public override void Dispose()
    {
        woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            await ReadAsync(stoppingToken);
            await woken.WaitAsync(Longest, stoppingToken);
        }
    }

    private void OnApplied(CutoverPlan applied) => woken.Wake();

    private void OnCommitted(Decision entry)
    {
        if (entry.Subjects.Contains("thresholds", StringComparer.Ordinal) || entry.Details.ContainsKey("approval"))
        {
            woken.Wake();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Thresholds cannot be read: {Reason}")]
    private static partial void LogStore(ILogger log, string reason);
}
