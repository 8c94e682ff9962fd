using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Mapping;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Sources.Sweeping;

/// <summary>
/// Walks over a source's open orders, oldest first, a batch at a time between its polls, and asks for each again. One thread: the source's own loop.
/// Where a walk stands is not kept over a restart: it begins anew, and repeats are harmless.
/// </summary>
internal sealed partial class OrderSweep(SourceDefinition source, SweepSettings settings, IOrderLookUp lookUp, OpenOrders orders, CommitLine line, ISecrets secrets, TimeProvider time, ILogger log)
{
    private const int ShownKeys = 5;
    private static readonly TimeSpan longestPause = TimeSpan.FromMinutes(5);

    private readonly LookUpRun run = new(source, lookUp, line);
    private readonly SweptNews news = new(source.Overlap);
    private readonly List<string> unknownKeys = [];
    private long waitsSince = time.GetTimestamp();
    private TimeSpan wait = settings.Every < TimeSpan.FromSeconds(30) ? settings.Every : TimeSpan.FromSeconds(30);
    private bool walking;
    private long after;
    private int asked, open, refreshed, unknown, missed, missedBefore, failures;
    private long missedTotal;
    private string? missedKey;
    private string? error;
    private DateTimeOffset? endedAt;

    /// <summary>How long until the next batch; zero when it is due.</summary>
    public TimeSpan UntilDue => wait - time.GetElapsedTime(waitsSince) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public SweepStanding Standing => new(walking, asked, open, endedAt, refreshed, missed + missedBefore, missedTotal, missedKey, unknown, [.. unknownKeys], error);

    /// <summary>Polling brought a record.</summary>
    public void Polled(MappedRecord record)
    {
        if (record.Event is { } brought)
        {
            news.Polled(brought);
        }
    }

    /// <summary>Polling reached the end of what the source has, up to <paramref name="watermark"/>.</summary>
    public void PolledUpTo(DateTimeOffset watermark)
    {
        var keys = news.Missed(watermark);
        if (keys.Count == 0)
        {
            return;
        }

        missed += keys.Count;
        missedTotal += keys.Count;
        missedKey = keys[^1];
        LogMissed(log, source.Id, keys.Count, keys[^1]);
    }

    /// <summary>Asks for the next batch.</summary>
    public async Task StepAsync(CompiledMapping mapping, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var unchangedSince = now - settings.OlderThan;
        if (!walking)
        {
            (walking, after, asked, refreshed, unknown) = (true, 0, 0, 0, 0);
            (missedBefore, missed) = (missed, 0);
            unknownKeys.Clear();
            open = await orders.CountAsync(source, unchangedSince, cancel);
        }

        var (batch, reached, more) = await orders.NextAsync(source, lookUp.BySideId, after, unchangedSince, Math.Min(settings.Batch, lookUp.MostKeys), cancel);
        if (batch.Count > 0 && await AskAsync(batch, mapping, cancel) is { } failed)
        {
            failures = Math.Min(failures + 1, 20);
            error = secrets.Redact(failed.Message);
            LogFailed(log, source.Id, error);
            var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures), longestPause.TotalSeconds));
            Pause(pause);
            return;
        }

        (failures, error, after) = (0, null, reached);
        if (more)
        {
            Pause(TimeSpan.FromSeconds(1.0 / settings.PerSecond));
            return;
        }

        (walking, endedAt) = (false, now);
        Pause(settings.Every);
        LogEnded(log, source.Id, asked, refreshed, unknown);
    }

    /// <summary>Something else than the source went wrong, such as the store: the same batch again, later.</summary>
    public void Fault(string words)
    {
        error = words;
        Pause(TimeSpan.FromSeconds(30));
    }

    private async Task<Error?> AskAsync(IReadOnlyList<OpenOrder> batch, CompiledMapping mapping, CancellationToken cancel)
    {
        var keys = batch.Select(o => o.OrderKey).ToHashSet(StringComparer.Ordinal);
        var seenAt = time.GetUtcNow();
        var done = await run.RunAsync([.. batch.Select(o => o.Ask)], keys, mapping, cancel);
        if (done.Error is { } failed)
        {
            return failed;
        }

        asked += batch.Count;
        refreshed += done.Value.News.Select(n => n.OrderKey).Distinct(StringComparer.Ordinal).Count();
        foreach (var one in done.Value.News)
        {
            news.Note(one, seenAt);
        }

        // a refused record may be of any of them: what the mapping cannot read is not unknown to the source
        if (done.Value.Refused == 0)
        {
            foreach (var order in batch.Where(o => !done.Value.Found.Contains(o.OrderKey)))
            {
                unknown++;
                if (unknownKeys.Count < ShownKeys)
                {
                    unknownKeys.Add(order.OrderKey);
                }
            }
        }

        return null;
    }

    private void Pause(TimeSpan pause) => (waitsSince, wait) = (time.GetTimestamp(), pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Source {Source}: {Count} orders changed and polling did not bring it, such as {Example}: the cursor field did not move, or a page was left out. The sweep brought it.")]
    private static partial void LogMissed(ILogger log, string source, int count, string example);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Source {Source}: the sweep of open orders stands still: {Error}")]
    private static partial void LogFailed(ILogger log, string source, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Source {Source}: swept {Asked} open orders; {Refreshed} had news, {Unknown} are not known there.")]
    private static partial void LogEnded(ILogger log, string source, int asked, int refreshed, int unknown);
}
