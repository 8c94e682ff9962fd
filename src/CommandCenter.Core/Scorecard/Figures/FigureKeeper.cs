using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Scorecard.Figures;

/// <summary>Keeps the figures up with the orders for as long as the product runs. A store that does not answer, or a stored order that cannot be read, leaves them where they are, with a word in the log.</summary>
public sealed partial class FigureKeeper : BackgroundService
{
    // figures of hours and days may be some seconds behind; counting a burst once costs less than counting it as it comes
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan breather = TimeSpan.FromMinutes(1);
    private readonly FigureRollup rollup;
    private readonly ActivePlan plan;
    private readonly TimeProvider time;
    private readonly ILogger<FigureKeeper> log;

    internal FigureKeeper(FigureRollup rollup, ActivePlan plan, TimeProvider time, ILogger<FigureKeeper> log) => (this.rollup, this.plan, this.time, this.log) = (rollup, plan, time, log);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // a start has more urgent things to do
        var rest = pause;
        try
        {
            while (true)
            {
                await Task.Delay(rest, time, stoppingToken);
                rest = await TurnAsync(stoppingToken) ? pause : breather;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // goes on where the cursor stands
        }
    }

    /// <summary>Counts until nothing waits.</summary>
    /// <returns>False where it broke off.</returns>
    internal async Task<bool> TurnAsync(CancellationToken cancel)
    {
        if (plan.Current is not { } current) return true;
        try
        {
            while (!cancel.IsCancellationRequested && await rollup.StepAsync(TimeZoneInfo.FindSystemTimeZoneById(current.Header.Zone), current.Baseline.Currency, cancel))
            {
                // one bounded step after the other, so that ingest has its turn between them
            }

            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception e) when (StorageErrors.IsFailure(e))
        {
            LogStore(log, (e.InnerException ?? e).Message);
            return true;
        }
        catch (InvalidDataException e)
        {
            LogBroken(log, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The figures stand still: the store does not answer ({Reason})")]
    private static partial void LogStore(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The figures stand still: something stored cannot be read")]
    private static partial void LogBroken(ILogger log, Exception e);
}
