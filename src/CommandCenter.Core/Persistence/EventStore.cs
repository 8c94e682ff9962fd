using CommandCenter.Orders;
using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources;
using Microsoft.EntityFrameworkCore;

namespace CommandCenter.Persistence;

/// <summary>The event store: appends batches with their cursor in one transaction and answers with the order states they made. One writer per database.</summary>
public sealed class EventStore : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(1);

    /// <summary>A write that succeeded says so long that the next one would.</summary>
    private static readonly TimeSpan believed = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly IDbContextFactory<EventsDb> contexts;
    private readonly IEventDatabase database;
    private readonly StorageOptions options;
    private readonly StorageHealth health;
    private readonly ActivePlan plan;
    private readonly TimeProvider time;
    private IEventWriter? writer;
    private CutoverPlan? stagesOf;
    private StageOrders stages = new(null);

    internal EventStore(IDbContextFactory<EventsDb> contexts, IEventDatabase database, StorageOptions options, StorageHealth health, ActivePlan plan, TimeProvider time) =>
        (this.contexts, this.database, this.options, this.health, this.plan, this.time) = (contexts, database, options, health, plan, time);

    /// <summary>Commits everything of <paramref name="batch"/> or nothing.</summary>
    /// <returns>
    /// The commit; or a Conflict when the cursor moved meanwhile; or Unavailable when the store cannot be written, after trying for <see cref="StorageOptions.RetryWritesFor"/>
    /// where another process holds it or its server is away.
    /// </returns>
    public async Task<Result<CommittedBatch>> AppendAsync(IngestBatch batch, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var result = await WriteAsync(batch, cancel);
        StoreMeter.Appended(time.GetElapsedTime(began), result.Succeeded);
        return result;
    }

    /// <summary>Whether it can be written, for whoever has to know: where no write has succeeded for five seconds, it is tried. Nothing may be writing because nothing can.</summary>
    public async Task<StorageState> StateAsync(CancellationToken cancel) =>
        health.Current.Writable && health.Age <= believed ? health.Current : await ProbeAsync(cancel);

    /// <summary>Tries to take the write lock once, and lets <see cref="StorageHealth"/> know.</summary>
    public async Task<StorageState> ProbeAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            writer ??= await database.OpenAsync(cancel);
            await writer.ProbeAsync(cancel);
            health.Succeeded();
        }
        catch (Exception e) when (database.Judge(e, TimeSpan.Zero) is { } refusal)
        {
            await DropAsync(refusal.Kind);
            health.Failed(refusal.Error.Message);
        }
        finally
        {
            gate.Release();
        }

        return health.Current;
    }

    public async Task<SourceCursor> ReadCursorAsync(string source, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.SourceCursors.AsNoTracking().FirstOrDefaultAsync(c => c.Source == source, cancel);
        return row is null ? SourceCursor.Start : new SourceCursor(row.Revision, row.Position, row.Watermark);
    }

    /// <summary>Both sides' states of one order.</summary>
    public async Task<IReadOnlyList<OrderState>> ReadStatesAsync(string orderKey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Orders.AsNoTracking().FirstOrDefaultAsync(o => o.OrderKey == orderKey, cancel);
        return row is null ? [] : StoredStates.Of(row, StagesNow());
    }

    public async ValueTask DisposeAsync()
    {
        await DropAsync(RefusalKind.Final);
        gate.Dispose();
    }

    /// <summary>For containers that are disposed of synchronously.</summary>
    public void Dispose()
    {
        writer?.Dispose();
        gate.Dispose();
    }

    /// <summary>The order of stages under the plan that runs now.</summary>
    internal StageOrders StagesNow()
    {
        var current = plan.Current;
        if (!ReferenceEquals(current, stagesOf))
        {
            (stages, stagesOf) = (new StageOrders(current), current);
        }

        return stages;
    }

    private async Task<Result<CommittedBatch>> WriteAsync(IngestBatch batch, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        await gate.WaitAsync(cancel);
        try
        {
            for (var pause = firstPause; ; pause = pause * 2 < longestPause ? pause * 2 : longestPause)
            {
                try
                {
                    writer ??= await database.OpenAsync(cancel);
                    var result = await writer.AppendAsync(batch, StagesNow(), cancel);
                    health.Succeeded();
                    return result;
                }
                catch (Exception e) when (database.Judge(e, options.RetryWritesFor) is { } refusal)
                {
                    await DropAsync(refusal.Kind);
                    if (refusal.Kind == RefusalKind.Final || time.GetElapsedTime(began) >= options.RetryWritesFor)
                    {
                        health.Failed(refusal.Error.Message);
                        return refusal.Error;
                    }

                    health.Failed(refusal.Meanwhile);
                }

                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, cancel);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Whatever the connection remembers may be wrong; the next write opens a new one.</summary>
    private async ValueTask DropAsync(RefusalKind kind)
    {
        if (kind != RefusalKind.Held && writer is { } wrong)
        {
            writer = null;
            await wrong.DisposeAsync();
        }
    }
}
