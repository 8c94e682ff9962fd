using CommandCenter.Persistence;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;
using CommandCenter.Sources.Sweeping;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Sources.Polling;

/// <summary>What all loops share.</summary>
internal sealed record LoopParts(
    EventStore Store, CommitLine Line, ILiveFeed Feed, SourceLeases Leases, SourcePauses Pauses, MappingCatalog Mappings, ISecrets Secrets, TimeProvider Time, ILogger Log,
    OpenOrders OpenOrders);

/// <summary>Polls one source: read, map, commit with the cursor, say how it went, wait. One at a time; goes on at once while there is more.</summary>
internal sealed partial class SourceLoop(CutoverPlan plan, SourceDefinition source, IOrderSource reader, LoopParts parts) : IAsyncDisposable
{
    private const int RememberedRecords = 20_000;
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan leasePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan betweenHints = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan watermarkEvery = TimeSpan.FromSeconds(5);

    private readonly WakeSignal wake = new(parts.Time);
    private readonly RecentRecords recent = new(RememberedRecords);
    private readonly OrderSweep? sweep = source.Sweep is { } settings && reader is IOrderLookUp { CanLookUp: true } lookUp
        ? new OrderSweep(source, settings, lookUp, parts.OpenOrders, parts.Line, parts.Secrets, parts.Time, parts.Log)
        : null;

    private readonly HintQueue hints = new();
    private long hintedAt;
    private bool caughtUp;
    private SourceCursor? committed;
    private SourceCursor? ahead;
    private long watermarkWritten;
    private int failures;
    private bool saidPaused;
    private volatile bool forget;
    private volatile bool asked;

    public string Source => source.Id;

    /// <summary>Polls now, also while backing off.</summary>
    public void PollNow()
    {
        forget = true;
        Wake();
    }

    public void Wake()
    {
        asked = true;
        wake.Wake();
    }

    /// <summary>Something changed at the source: what, or, where it cannot be asked for single orders, only that.</summary>
    public void Hint(string? key)
    {
        hints.Add(reader is IOrderLookUp { CanLookUp: true } ? key : null);
        wake.Wake();
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await WaitAsync(await StepSafelyAsync(cancel), cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await parts.Leases.ReleaseAsync(source.Id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        wake.Dispose();
        await reader.DisposeAsync();
    }

    /// <summary>Until the next poll; meanwhile, where the last one went well and reached the end, hints are followed and open orders swept, a batch at a time.</summary>
    private async Task WaitAsync(TimeSpan pause, CancellationToken cancel)
    {
        var began = parts.Time.GetTimestamp();
        var canAsk = caughtUp && failures == 0;
        while (!asked)
        {
            var passed = parts.Time.GetElapsedTime(began);
            var left = pause == Timeout.InfiniteTimeSpan ? pause : pause - passed;
            // a flood of hints must neither cut a back-off short nor make polls follow on one another
            if ((pause != Timeout.InfiniteTimeSpan && left <= TimeSpan.Zero) || (canAsk && hints.WantsPoll && passed >= betweenHints))
            {
                break;
            }

            var due = left;
            if (canAsk && pause != Timeout.InfiniteTimeSpan)
            {
                var sweepDue = sweep?.UntilDue ?? left;
                var hintDue = hints.WantsPoll || hints.HasKeys ? betweenHints - parts.Time.GetElapsedTime(hintedAt) : left;
                if (sweepDue <= TimeSpan.Zero)
                {
                    await SafelyAsync(mapping => sweep!.StepAsync(mapping, cancel), sweep!.Fault, cancel);
                    continue;
                }

                if (hints.HasKeys && hintDue <= TimeSpan.Zero)
                {
                    hintedAt = parts.Time.GetTimestamp();
                    await SafelyAsync(mapping => FollowAsync(mapping, cancel), _ => hints.Add(null), cancel);
                    continue;
                }

                due = new[] { left, sweepDue, hints.WantsPoll ? betweenHints - passed : left, hints.HasKeys ? hintDue : left }.Min();
            }

            await wake.WaitAsync(due, cancel);
        }

        asked = false;
        hints.Polling();
    }

    /// <summary>Asks for what was hinted at. What cannot be asked for so is left to the next poll.</summary>
    private async Task FollowAsync(CompiledMapping mapping, CancellationToken cancel)
    {
        var keys = hints.Take(((IOrderLookUp)reader).MostKeys);
        var done = await new LookUpRun(source, (IOrderLookUp)reader, parts.Line).RunAsync(keys, null, mapping, cancel);
        if (done.Error is { } failed)
        {
            LogHint(parts.Log, source.Id, parts.Secrets.Redact(failed.Message));
            hints.Add(null);
        }
    }

    private async Task SafelyAsync(Func<CompiledMapping, Task> ask, Action<string> failed, CancellationToken cancel)
    {
        try
        {
            if (parts.Mappings.Of(plan, source) is { Succeeded: true, Value: var mapping } && await parts.Leases.HoldAsync(source.Id, cancel))
            {
                await ask(mapping);
            }
            else
            {
                failed("Another process polls this source, or its mapping cannot be used.");
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            LogFault(parts.Log, source.Id, e.GetType().Name, parts.Secrets.Redact(e.Message));
            failed($"Asking for single orders broke off ({e.GetType().Name}).");
        }
    }

    /// <summary>A fault in one source must not end its loop for ever, nor hide.</summary>
    private async Task<TimeSpan> StepSafelyAsync(CancellationToken cancel)
    {
        try
        {
            return await StepAsync(cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            LogFault(parts.Log, source.Id, e.GetType().Name, parts.Secrets.Redact(e.Message));
            committed = ahead = null;
            return await FailAsync($"Polling broke off ({e.GetType().Name}).", cancel);
        }
    }

    /// <summary>One poll; answers with how long to wait for the next.</summary>
    private async Task<TimeSpan> StepAsync(CancellationToken cancel)
    {
        if (parts.Pauses.Contains(source.Id))
        {
            await SayPausedAsync(cancel);
            return Timeout.InfiniteTimeSpan;
        }

        saidPaused = false;
        if (!await parts.Leases.HoldAsync(source.Id, cancel))
        {
            // another process polls it, or the store is away; whoever polls read on from where the cursor stands
            committed = ahead = null;
            return leasePause;
        }

        if (forget)
        {
            forget = false;
            failures = 0;
            await reader.ForgetFailuresAsync();
        }

        var mapping = parts.Mappings.Of(plan, source);
        if (mapping.Error is { } unusable)
        {
            return await FailAsync(unusable.Message, cancel);
        }

        committed ??= await parts.Store.ReadCursorAsync(source.Id, cancel);
        var read = await reader.ReadAsync(ahead ?? committed, cancel);
        if (read.Error is { } unread)
        {
            return await FailAsync(unread.Message, cancel);
        }

        using var page = read.Value;
        if (!await parts.Leases.HoldAsync(source.Id, cancel))
        {
            committed = ahead = null;
            return leasePause;
        }

        if (await CommitAsync(page, mapping.Value, cancel) is { } refused)
        {
            committed = ahead = null;
            return refused.Kind == ErrorKind.Conflict ? TimeSpan.Zero : await FailAsync(refused.Message, cancel);
        }

        failures = 0;
        caughtUp = !page.More && !page.Waits;
        if (caughtUp && page.Watermark is { } readUpTo)
        {
            sweep?.PolledUpTo(readUpTo);
        }

        await parts.Feed.PublishAsync(
            new SourceHealthReport(source.Id, page.ReceivedAt, true, null, null, false, false, page.Watermark ?? committed?.Watermark, caughtUp) { Sweep = sweep?.Standing }, cancel);
        return page.More ? TimeSpan.Zero : source.Every;
    }

    private async Task<Error?> CommitAsync(SourcePage page, CompiledMapping mapping, CancellationToken cancel)
    {
        var batch = new RecordBatch(mapping, new MappingScope(source.Id, source.Side, page.ReceivedAt), recent);
        for (var i = 0; i < page.Records.Count; i++)
        {
            var mapped = batch.Add(page.Records[i], i < page.Places.Count ? page.Places[i] : null);
            sweep?.Polled(mapped);
        }

        foreach (var unread in page.Unread)
        {
            batch.Add(unread);
        }

        var from = committed!;
        var reached = new SourceCursor(from.Revision, page.Position, Later(from.Watermark, page.Watermark));
        if (batch.IsEmpty && !IsWorthWriting(from, reached, page.More))
        {
            ahead = reached;
            return null;
        }

        var done = await parts.Line.CommitAsync(batch.Make(new CursorMove(from.Revision, reached.Position, reached.Watermark)), cancel);
        if (done.Error is { } error)
        {
            return error;
        }

        batch.Committed();
        watermarkWritten = parts.Time.GetTimestamp();
        committed = done.Value.Cursor ?? await parts.Store.ReadCursorAsync(source.Id, cancel);
        ahead = null;
        return null;
    }

    /// <summary>Repeats of the overlap move nothing that must survive a restart; the watermark is written every few seconds.</summary>
    private bool IsWorthWriting(SourceCursor from, SourceCursor reached, bool more) =>
        !more && (watermarkWritten == 0 || parts.Time.GetElapsedTime(watermarkWritten) >= watermarkEvery) && from != reached;

    private async Task<TimeSpan> FailAsync(string error, CancellationToken cancel)
    {
        failures = Math.Min(failures + 1, 20);
        var standing = reader.Standing;
        var now = parts.Time.GetUtcNow();
        var backOff = TimeSpan.FromSeconds(Math.Min(Math.Max(source.Every.TotalSeconds, 0.5) * Math.Pow(2, failures - 1), longestPause.TotalSeconds));
        // apart from one another, so that sources that failed together do not come back together
        backOff *= 0.8 + Random.Shared.NextDouble() * 0.4;
        var wait = standing.NotBefore - now is { } asked && asked > backOff ? asked : backOff;
        var words = parts.Secrets.Redact(error);
        LogFailed(parts.Log, source.Id, words, wait.TotalSeconds);
        await parts.Feed.PublishAsync(new SourceHealthReport(source.Id, now, false, words, now + wait, standing.CircuitOpen, false, null, false), cancel);
        return wait;
    }

    private async Task SayPausedAsync(CancellationToken cancel)
    {
        if (!saidPaused)
        {
            saidPaused = true;
            await parts.Leases.ReleaseAsync(source.Id);
            await parts.Feed.PublishAsync(new SourceHealthReport(source.Id, parts.Time.GetUtcNow(), false, null, null, false, true, null, false), cancel);
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Source {Source}: {Error} Next try in {Seconds:0.#} s.")]
    private static partial void LogFailed(ILogger log, string source, string error, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Source {Source}: what was hinted at could not be asked for, the next poll may bring it: {Error}")]
    private static partial void LogHint(ILogger log, string source, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Source {Source}: polling broke off: {Kind}: {Error}")]
    private static partial void LogFault(ILogger log, string source, string kind, string error);
}
