using System.Data.Common;
using System.Diagnostics.Metrics;
using CommandCenter.Intake.Journal;
using CommandCenter.Orders;
using CommandCenter.Shared;
using CommandCenter.Sources.Polling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Intake;

/// <summary>
/// How the intake stands, read once for all open pages and for <c>/metrics</c>: every second, but never for more than a tenth of the time, so that looking at a large journal does not
/// keep it from taking orders.
/// </summary>
public sealed partial class IntakeWatch : BackgroundService
{
    /// <summary>The meter that <c>/metrics</c> collects.</summary>
    public const string MeterName = "CommandCenter.Intake";

    /// <summary>The journal is asked that long whether it can be written.</summary>
    private static readonly TimeSpan ProbeFor = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Meter meter = new(MeterName);
    private readonly WakeSignal woken;
    private readonly IntakeQueries queries;
    private readonly IntakeJournal journal;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private volatile IntakeReading? current;
    private volatile Error? error;

    internal IntakeWatch(IntakeQueries queries, IntakeJournal journal, TimeProvider time, ILogger<IntakeWatch> log)
    {
        (this.queries, this.journal, this.time, this.log) = (queries, journal, time, log);
        woken = new WakeSignal(time);
        meter.CreateObservableGauge("command_center.intake.accepted", () => Of<Measurement<long>>(s => [new(s.Accepted)]), "{order}", "Orders with an ownership record");
        meter.CreateObservableGauge("command_center.intake.open", () => Of(s => s.Lines.SelectMany(Open)), "{entry}", "Entries of the journal that are not done");
        meter.CreateObservableGauge(
            "command_center.intake.oldest", () => Of<Measurement<double>>(s => [new(s.OldestOpen is { } at ? Math.Max(0, (time.GetUtcNow() - at).TotalSeconds) : 0)]), "s",
            "Age of the oldest entry that is neither done nor parked; 0 where there is none");
    }

    /// <summary>Raised after each reading, and after one that failed; handlers must not throw and not block.</summary>
    public event Action? Changed;

    /// <summary>The last reading that succeeded; null before the first.</summary>
    public IntakeReading? Current => current;

    /// <summary>Why the journal cannot be read; null while it can.</summary>
    public Error? Error => error;

    /// <summary>Reads at once, for what cannot wait for the next look.</summary>
    public async Task ReadAsync(CancellationToken cancel)
    {
        try
        {
            current = new IntakeReading(await queries.StatusAsync(cancel), time.GetUtcNow());
            error = null;
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException)
        {
            if (error is null)
            {
                LogUnread(log, e.Message);
            }

            error = Shared.Error.Unavailable("intake-unreadable", $"The store does not answer ({e.Message}).");
        }

        Changed?.Invoke();
    }

    /// <summary>Writes an empty batch.</summary>
    /// <returns>Why nothing can be accepted; null where it can.</returns>
    public async Task<string?> ProbeAsync(CancellationToken cancel)
    {
        try
        {
            var written = await journal.FenceAsync().WaitAsync(ProbeFor, time, cancel);
            return written.Error?.Message;
        }
        catch (TimeoutException)
        {
            return journal.Trouble ?? $"The journal did not take a batch within {ProbeFor.TotalSeconds:0} s.";
        }
    }

    public override void Dispose()
    {
        meter.Dispose();
        woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        // the first time takes long because its queries are prepared, not because the journal is large
        var times = 0;
        // the pause ends it
        while (true)
        {
            // a trouble stands until something has been written: where nobody posts, nobody would find out that it is over
            if (journal.Trouble is not null)
            {
                _ = await ProbeAsync(stoppingToken);
            }

            var began = time.GetTimestamp();
            await ReadAsync(stoppingToken);
            var pause = Math.Max(Shortest.Ticks, time.GetElapsedTime(began).Ticks * times);
            times = 10;
            await woken.WaitAsync(TimeSpan.FromTicks(pause), stoppingToken);
        }
    }

    private static IEnumerable<Measurement<long>> Open(LineView line)
    {
        Measurement<long> Of(string state, int count) => new(count, new("side", line.Side == Side.Legacy ? "legacy" : "orchestration"), new("state", state));
        return [Of("waiting", line.Waiting), Of("unknown", line.Unknown), Of("parked", line.Parked)];
    }

    private IEnumerable<T> Of<T>(Func<IntakeStatus, IEnumerable<T>> measure) => error is null && current is { } known ? measure(known.Status) : [];

    [LoggerMessage(Level = LogLevel.Warning, Message = "How the intake stands cannot be read: {Reason}")]
    private static partial void LogUnread(ILogger log, string reason);
}

/// <param name="At">When it was read.</param>
public sealed record IntakeReading(IntakeStatus Status, DateTimeOffset At);
