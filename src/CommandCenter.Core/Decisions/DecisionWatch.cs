using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Decisions;

/// <summary>
/// Verifies the log when the process starts, and hands its head to the outside: a log line and two instruments, so that who cuts off the end of the log would have to
/// cut it there too.
/// </summary>
public sealed partial class DecisionWatch : BackgroundService
{
    /// <summary>The meter that <c>/metrics</c> collects.</summary>
    public const string MeterName = "CommandCenter.Decisions";

    private readonly Meter meter = new(MeterName);
    private readonly DecisionLog log;
    private readonly DecisionVerification verification;
    private readonly ILogger<DecisionWatch> logger;
    private DecisionHead? head;

    public DecisionWatch(DecisionLog log, DecisionVerification verification, ILogger<DecisionWatch> logger)
    {
        (this.log, this.verification, this.logger) = (log, verification, logger);
        meter.CreateObservableGauge("command_center.decisions.entries", () => head is { } known ? [new Measurement<long>(known.Sequence)] : Array.Empty<Measurement<long>>(), "{entry}", "Entries of the decision log");
        meter.CreateObservableGauge(
            "command_center.decisions.head", () => head is { } known ? [new Measurement<long>(known.Sequence, new KeyValuePair<string, object?>("hash", known.Hash))] : Array.Empty<Measurement<long>>(),
            "", "Number of the newest entry of the decision log, with its hash: an anchor outside the database");
        log.Committed += OnCommitted;
    }

    /// <summary>What the last verification of this process found; null until the first is through.</summary>
    public DecisionVerdict? Verdict { get; private set; }

    /// <summary>Verifies now, from the first entry to the head.</summary>
    public async Task<DecisionVerdict> VerifyAsync(CancellationToken cancel)
    {
        var verdict = await verification.VerifyAsync(head, cancel);
        Verdict = verdict;
        if (!verdict.Valid)
        {
            LogBroken(logger, verdict.FirstBad ?? 0, verdict.Reason ?? "");
        }

        return verdict;
    }

    /// <summary>Writes the head where the database cannot reach it.</summary>
    public async Task<DecisionHead> AnchorAsync(CancellationToken cancel)
    {
        var now = await log.HeadAsync(cancel);
        Keep(now);
        LogAnchor(logger, now.ToString());
        return now;
    }

    public override void Dispose()
    {
        log.Committed -= OnCommitted;
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var verdict = await VerifyAsync(stoppingToken);
            Keep(verdict.Head);
        }
        catch (DbException unreadable)
        {
            LogUnread(logger, unreadable.Message);
        }
    }

    private void OnCommitted(Decision entry) => Keep(new DecisionHead(entry.Sequence, entry.Hash));

    /// <summary>Never backwards: a head that shrank is what the next verification must find.</summary>
    private void Keep(DecisionHead next)
    {
        lock (meter)
        {
            head = head is null || next.Sequence > head.Sequence ? next : head;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Decision log anchor {Anchor}")]
    private static partial void LogAnchor(ILogger logger, string anchor);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The decision log does not verify from entry {Entry} on: {Reason}")]
    private static partial void LogBroken(ILogger logger, long entry, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The decision log could not be verified: {Reason}")]
    private static partial void LogUnread(ILogger logger, string reason);
}
