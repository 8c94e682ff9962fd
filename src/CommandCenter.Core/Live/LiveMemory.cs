using CommandCenter.Orders;
using CommandCenter.Persistence;
using CommandCenter.Plan;
using Microsoft.Extensions.Logging;

namespace CommandCenter.Live;

/// <summary>What outlives the process: live state is read back from the store at start, and SLA clocks are written to it as they change.</summary>
internal sealed partial class LiveMemory(LiveRestore store, SlaTimerStore timers, TimeProvider time, ILogger<LiveMemory> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recent = FigureDefinitions.RoutedWindow + TimeSpan.FromMinutes(5);

    private readonly Dictionary<(string, Side, LimitId), StoredTimer> waiting = [];
    private readonly Lock gate = new();

    /// <summary>Fills <paramref name="state"/> before any source is read.</summary>
    public async Task RestoreAsync(LiveState state, long now, CancellationToken cancel)
    {
        var since = Instants.FromMicros(now) - Recent;
        var revision = await store.ReadRevisionAsync(cancel);
        await foreach (var order in store.ReadOpenAndRecentAsync(since, cancel))
        {
            state.Restore(order, revision, now);
        }

        foreach (var (id, cursor) in await store.ReadCursorsAsync(cancel))
        {
            if (state.Sources.TryGetValue(id, out var source))
            {
                source.Restore(cursor);
            }
        }

        state.Readings.Restore(await store.ReadGaugesAsync(since, cancel), await store.ReadContactsAsync(since, cancel));
        var known = await timers.ReadRunningAsync(cancel);
        foreach (var timer in known)
        {
            state.Restore(timer, now);
        }

        if (state.Plan is { } plan)
        {
            state.Advance(new FeedTable(plan, state.Sources, now), now);
            ForgetUnchanged(state, known, now);
        }

        Restored(log, state.Orders, revision);
    }

    /// <summary>Takes what changed; never waits for the store.</summary>
    public void Keep(LiveState state, long now)
    {
        if (state.ChangedClocks.Count == 0 && state.GoneClocks.Count == 0)
        {
            return;
        }

        lock (gate)
        {
            // first what is gone: a limit that came back meanwhile is the newer word
            foreach (var timer in state.GoneClocks)
            {
                waiting[(timer.OrderKey, timer.Side, timer.Limit)] = timer;
            }

            foreach (var order in state.ChangedClocks)
            {
                foreach (var timer in Stored(state.Plan, order, now))
                {
                    waiting[(timer.OrderKey, timer.Side, timer.Limit)] = timer;
                }
            }
        }

        state.GoneClocks.Clear();
        state.ChangedClocks.Clear();
    }

    /// <summary>Writes what changed, once a second; a store that cannot be written is tried again and nothing is forgotten meanwhile.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await FlushAsync(cancel);
            await Task.Delay(Pause, time, cancel);
        }
    }

    public async Task FlushAsync(CancellationToken cancel)
    {
        List<StoredTimer> batch;
        lock (gate)
        {
            batch = [.. waiting.Values];
            waiting.Clear();
        }

        try
        {
            await timers.UpsertAsync(batch, cancel);
        }
        catch (System.Data.Common.DbException refused)
        {
            PutBack(batch);
            NotWritten(log, batch.Count, refused.Message);
        }
        catch (OperationCanceledException)
        {
            PutBack(batch);
            throw;
        }
    }

    private void PutBack(List<StoredTimer> batch)
    {
        lock (gate)
        {
            foreach (var timer in batch)
            {
                waiting.TryAdd((timer.OrderKey, timer.Side, timer.Limit), timer);
            }
        }
    }

    /// <summary>What stands in the store as it is needs no writing again.</summary>
    private static void ForgetUnchanged(LiveState state, IReadOnlyList<StoredTimer> known, long now)
    {
        var running = known.ToDictionary(t => (t.OrderKey, t.Side, t.Limit), t => (t.State, t.Deadline));
        state.ChangedClocks.RemoveWhere(order => Stored(state.Plan, order, now).All(timer =>
        {
            var stored = running.TryGetValue((timer.OrderKey, timer.Side, timer.Limit), out var was);
            var ended = timer.State is StoredTimerState.Met or StoredTimerState.Withdrawn;
            // the deadline of a paused clock moves with time and is not worth a line
            return ended ? !stored : stored && was.State == timer.State && (was.Deadline == timer.Deadline || timer.State == StoredTimerState.Paused);
        }));
    }

    private static IEnumerable<StoredTimer> Stored(PlanView? plan, LiveOrder order, long now)
    {
        if (plan is null || order.Limits is not { } lane || order.Owner == ObservedOwner.Unclear)
        {
            yield break;
        }

        for (var i = 0; i < order.Clocks.Length; i++)
        {
            var clock = order.Clocks[i];
            if (clock.Reading.State != ClockState.NotStarted && !clock.Reading.BackFilled)
            {
                yield return TimerRecord.Of(order, (Side)(int)order.Owner, lane, i, clock, now);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Live state restored: {Orders} orders up to revision {Revision}.")]
    private static partial void Restored(ILogger logger, int orders, long revision);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} SLA clocks could not be written and are tried again: {Reason}")]
    private static partial void NotWritten(ILogger logger, int count, string reason);
}
